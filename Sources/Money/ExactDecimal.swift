// SPDX-License-Identifier: Apache-2.0

/// A decimal number held exactly: `coefficient / 10^scale`, without trailing zeros.
///
/// Prices from catalogs and numbers from JSON pass through here, so that nothing on the way from a
/// catalog's text to a charge is ever a binary fraction.
public struct ExactDecimal: Hashable, Sendable {
    public let coefficient: Int128
    /// Digits after the point, 0 to ``scaleMax``.
    public let scale: Int

    /// Int128 holds 38 digits, and 10³⁸ still fits.
    public static let scaleMax = 38

    public static let zero = ExactDecimal(coefficient: 0, scale: 0)

    /// Creates `coefficient / 10^scale` and drops trailing zeros.
    public init(coefficient: Int128, scale: Int) {
        precondition((0...ExactDecimal.scaleMax).contains(scale), "scale \(scale) is out of range")
        var coefficient = coefficient
        var scale = coefficient == 0 ? 0 : scale
        while scale > 0 {
            let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: 10)
            guard remainder == 0 else { break }
            coefficient = quotient
            scale -= 1
        }
        self.coefficient = coefficient
        self.scale = scale
    }

    /// The coefficient that this number has at a larger scale, nil when it does not fit.
    func coefficient(atScale wanted: Int) -> Int128? {
        guard wanted >= scale, let factor = powerOfTen(wanted - scale) else { return nil }
        let (product, overflow) = coefficient.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }

    public var isNegative: Bool { coefficient < 0 }
    public var isZero: Bool { coefficient == 0 }
}

/// Why a text is not the decimal that was wanted.
public enum DecimalRefusal: Error, Hashable {
    /// Not decimal text at all: letters, NaN, a lone point, white space.
    case malformed
    /// More digits after the point than the given number.
    case tooManyPlaces(Int)
    /// Too large, or more digits than can be held exactly.
    case outOfRange
}

extension ExactDecimal: Comparable {
    public static func < (lhs: ExactDecimal, rhs: ExactDecimal) -> Bool {
        let scale = max(lhs.scale, rhs.scale)
        // The one that does not fit at the scale of the other lies further from zero than it.
        guard let left = lhs.coefficient(atScale: scale) else { return lhs.isNegative }
        guard let right = rhs.coefficient(atScale: scale) else { return !rhs.isNegative }
        return left < right
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// The number without exponent or trailing zeros: `0.00000015`.
    public var description: String {
        // 39 digits, a sign and a point, or a zero and a point before 38 decimals.
        String(unsafeUninitializedCapacity: 48) { buffer in
            // From the last digit to the first; every charge writes a dozen of these.
            var start = buffer.count
            var rest = coefficient.magnitude
            var places = 0
            func put(_ byte: UInt8) {
                start -= 1
                buffer[start] = byte
            }
            while rest > 0 || places <= scale {
                if places == scale, scale > 0 { put(UInt8(ascii: ".")) }
                if let small = UInt64(exactly: rest) {
                    put(UInt8(ascii: "0") + UInt8(small % 10))
                    rest = UInt128(small / 10)
                } else {
                    let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                    put(UInt8(ascii: "0") + UInt8(digit))
                    rest = quotient
                }
                places += 1
            }
            if coefficient < 0 { put(UInt8(ascii: "-")) }
            let count = buffer.count - start
            for index in 0..<count { buffer[index] = buffer[start + index] }
            return count
        }
    }
}

extension ExactDecimal {
    /// Reads decimal text with an optional exponent, as JSON and price catalogs write numbers.
    ///
    /// - Throws: ``DecimalRefusal/malformed``, or ``DecimalRefusal/outOfRange`` when more than 38
    ///   digits would be needed (`1e400`, `1e-400`).
    public init(text: some StringProtocol) throws(DecimalRefusal) {
        let bytes = Array(text.utf8)
        let mark = bytes.firstIndex { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
        let (mantissa, _) = try ExactDecimal.parsePlain(bytes[..<(mark ?? bytes.endIndex)])
        guard let mark else {
            self = mantissa
            return
        }
        let exponent = try ExactDecimal.parseExponent(bytes[(mark + 1)...])
        try self.init(mantissa: mantissa, exponent: exponent)
    }

    private init(mantissa: ExactDecimal, exponent: Int) throws(DecimalRefusal) {
        guard !mantissa.isZero else {
            self = .zero
            return
        }
        var (coefficient, scale) = (mantissa.coefficient, mantissa.scale - exponent)
        // The zeros of 1000e-40 are no digits that must be held.
        while scale > ExactDecimal.scaleMax, coefficient % 10 == 0 {
            (coefficient, scale) = (coefficient / 10, scale - 1)
        }
        if scale >= 0 {
            guard scale <= ExactDecimal.scaleMax else { throw .outOfRange }
            self.init(coefficient: coefficient, scale: scale)
        } else {
            guard let factor = powerOfTen(-scale) else { throw .outOfRange }
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: factor)
            guard !overflow else { throw .outOfRange }
            self.init(coefficient: product, scale: 0)
        }
    }

    /// Reads `-?[0-9]+(\.[0-9]+)?` and tells how many decimals were written, zeros included.
    static func parsePlain(
        _ bytes: some Sequence<UInt8>
    ) throws(DecimalRefusal) -> (decimal: ExactDecimal, writtenPlaces: Int) {
        var magnitude: Int128 = 0
        var isNegative = false
        var digits = 0
        var places: Int?
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where index == 0:
                isNegative = true
            case UInt8(ascii: ".") where places == nil && digits > 0:
                places = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                magnitude = try append(digit: byte - UInt8(ascii: "0"), to: magnitude)
                digits += 1
                places = places.map { $0 + 1 }
            default:
                throw .malformed
            }
        }
        guard digits > 0, places != 0 else { throw .malformed }
        let writtenPlaces = places ?? 0
        guard writtenPlaces <= scaleMax else { throw .outOfRange }
        let coefficient = isNegative ? -magnitude : magnitude
        return (ExactDecimal(coefficient: coefficient, scale: writtenPlaces), writtenPlaces)
    }

    private static func append(digit: UInt8, to value: Int128) throws(DecimalRefusal) -> Int128 {
        let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflow) = shifted.addingReportingOverflow(Int128(digit))
        guard !tooLarge, !overflow else { throw .outOfRange }
        return sum
    }

    /// Exponents past a million are out of range whatever the mantissa, so counting stops there.
    private static func parseExponent(_ bytes: ArraySlice<UInt8>) throws(DecimalRefusal) -> Int {
        var digits = bytes
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard !digits.isEmpty else { throw .malformed }
        var value = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { throw .malformed }
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000)
        }
        return isNegative ? -value : value
    }
}

/// 10^exponent, nil when it does not fit in 128 bits.
func powerOfTen(_ exponent: Int) -> Int128? {
    guard (0...ExactDecimal.scaleMax).contains(exponent) else { return nil }
    return powersOfTen[exponent]
}

private let powersOfTen: [Int128] = {
    var powers: [Int128] = [1]
    for _ in 0..<ExactDecimal.scaleMax { powers.append(powers[powers.count - 1] * 10) }
    return powers
}()
