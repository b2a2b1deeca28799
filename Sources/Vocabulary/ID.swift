// SPDX-License-Identifier: Apache-2.0

/// What an ``ID`` names; says the prefix of its text.
public protocol IDKind {
    static var prefix: String { get }
}

/// A typed identifier: 128 bits in memory, `org_01h…` in text.
///
/// The bits are a UUIDv7, and the text is its 26 digits in Crockford's base 32 (lower case), so ids
/// sort by the time they were made, in memory, in tables and in a list on a screen.
public struct ID<Kind: IDKind>: Hashable, Sendable, Comparable {
    // Two words: a command that hands a 128-bit number from one async function to the next jumps
    // to nowhere (Swift 6.3.1, release and debug).
    private let high: UInt64
    private let low: UInt64

    public var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

    public init(bits: UInt128) {
        high = UInt64(truncatingIfNeeded: bits >> 64)
        low = UInt64(truncatingIfNeeded: bits)
    }

    /// Smaller than every id that is made at a moment or later, larger than those made before.
    public init(firstAt moment: Instant) {
        self.init(bits: UInt128(UInt64(clamping: moment.microseconds / 1_000)) << 80)
    }

    public static func < (lhs: Self, rhs: Self) -> Bool {
        (lhs.high, lhs.low) < (rhs.high, rhs.low)
    }
}

extension ID: CustomStringConvertible {
    public var description: String {
        String(unsafeUninitializedCapacity: Kind.prefix.utf8.count + 27) { buffer in
            writeID(bits, prefix: Kind.prefix, to: buffer)
        }
    }

    /// Appends the text of ``description`` as UTF-8, without a string in between.
    public func write(to text: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Kind.prefix.utf8.count + 27) {
            let count = writeID(bits, prefix: Kind.prefix, to: $0)
            text += $0[..<count]
        }
    }

    /// Reads an id of this kind; nil when the prefix is another's or the rest is not 26 digits.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let bits = text.withUTF8({ bitsOfID($0.span, prefix: Kind.prefix) }) else {
            return nil
        }
        self.init(bits: bits)
    }

    /// Reads an id of this kind from UTF-8.
    public init?(utf8 text: Span<UInt8>) {
        guard let bits = bitsOfID(text, prefix: Kind.prefix) else { return nil }
        self.init(bits: bits)
    }
}

// Not generic, so that they are compiled once and fast: ids are read and written on every path.

private let digitCount = 26

private func bitsOfID(_ bytes: Span<UInt8>, prefix: String) -> UInt128? {
    let start = prefix.utf8.count + 1
    guard bytes.count == start + digitCount, bytes[start - 1] == UInt8(ascii: "_") else {
        return nil
    }
    var position = 0
    for byte in prefix.utf8 {
        guard bytes[position] == byte else { return nil }
        position += 1
    }
    var bits: UInt128 = 0
    for position in start..<bytes.count {
        guard let value = crockfordValue(bytes[position]) else { return nil }
        // 26 digits hold 130 bits: the first may only be 0…7.
        guard position > start || value < 8 else { return nil }
        bits = bits << 5 | UInt128(value)
    }
    return bits
}

/// - Returns: How many bytes of `target` were written.
private func writeID(
    _ bits: UInt128, prefix: String, to target: UnsafeMutableBufferPointer<UInt8>
) -> Int {
    var position = 0
    for byte in prefix.utf8 {
        target[position] = byte
        position += 1
    }
    target[position] = UInt8(ascii: "_")
    let end = position + 1 + digitCount
    var rest = bits
    for digit in 1...digitCount {
        target[end - digit] = crockfordDigits.utf8Start[Int(truncatingIfNeeded: rest) & 31]
        rest >>= 5
    }
    return end
}

private let crockfordDigits: StaticString = "0123456789abcdefghjkmnpqrstvwxyz"

private func crockfordValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "h"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "j")...UInt8(ascii: "k"): byte - UInt8(ascii: "j") + 18
    case UInt8(ascii: "m")...UInt8(ascii: "n"): byte - UInt8(ascii: "m") + 20
    case UInt8(ascii: "p")...UInt8(ascii: "t"): byte - UInt8(ascii: "p") + 22
    case UInt8(ascii: "v")...UInt8(ascii: "z"): byte - UInt8(ascii: "v") + 27
    default: nil
    }
}
