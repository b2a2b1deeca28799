// SPDX-License-Identifier: Apache-2.0

/// An exact, signed amount of credits, counted in nanocredits (1 credit = 1 USD = 10⁹ nanocredits).
///
/// Nine decimals, because one token can cost far less than a cent. The range is ±9.2 × 10⁹ credits;
/// leaving it throws ``AmountOverflow`` and never wraps.
public struct Credits: Hashable, Sendable, Comparable {
    public let nanocredits: Int64

    public init(nanocredits: Int64) {
        self.nanocredits = nanocredits
    }

    public static let zero = Credits(nanocredits: 0)
    public static let nanocreditsPerCredit: Int64 = 1_000_000_000
    /// How many decimals a credit has.
    public static let places = 9

    public static func < (lhs: Credits, rhs: Credits) -> Bool { lhs.nanocredits < rhs.nanocredits }

    public var isZero: Bool { nanocredits == 0 }
    public var isPositive: Bool { nanocredits > 0 }
    public var isNegative: Bool { nanocredits < 0 }

    /// Returns the sum of this amount and `other`.
    public func adding(_ other: Credits) throws(AmountOverflow) -> Credits {
        let (sum, overflow) = nanocredits.addingReportingOverflow(other.nanocredits)
        guard !overflow else { throw AmountOverflow() }
        return Credits(nanocredits: sum)
    }

    /// Returns this amount less `other`.
    public func subtracting(_ other: Credits) throws(AmountOverflow) -> Credits {
        let (difference, overflow) = nanocredits.subtractingReportingOverflow(other.nanocredits)
        guard !overflow else { throw AmountOverflow() }
        return Credits(nanocredits: difference)
    }

    /// Returns this amount with the other sign.
    public func negated() throws(AmountOverflow) -> Credits {
        try Credits.zero.subtracting(self)
    }
}

/// A sum or a product left the range that an amount can hold.
public struct AmountOverflow: Error, Hashable {
    public init() {}
}

extension Credits: CustomStringConvertible {
    /// The amount as an exact decimal without noise: `0.1`, `-12`, `0.000000001`.
    public var description: String {
        ExactDecimal(coefficient: Int128(nanocredits), scale: Credits.places).description
    }
}

extension Credits {
    /// Converts an exact decimal.
    ///
    /// - Throws: ``DecimalRefusal/tooManyPlaces(_:)`` when it has more than nine decimals,
    ///   ``DecimalRefusal/outOfRange`` when it does not fit.
    public init(_ decimal: ExactDecimal) throws(DecimalRefusal) {
        guard decimal.scale <= Credits.places else { throw .tooManyPlaces(Credits.places) }
        guard let nanocredits = decimal.coefficient(atScale: Credits.places),
            let fitting = Int64(exactly: nanocredits)
        else { throw .outOfRange }
        self.init(nanocredits: fitting)
    }

    /// Reads plain decimal text, `-?[0-9]+(\.[0-9]{1,9})?`: no exponent, no sign but minus.
    ///
    /// - Throws: ``DecimalRefusal/malformed``, ``DecimalRefusal/tooManyPlaces(_:)`` (written
    ///   decimals count, zeros too) or ``DecimalRefusal/outOfRange``.
    public init(text: some StringProtocol) throws(DecimalRefusal) {
        let (decimal, writtenPlaces) = try ExactDecimal.parsePlain(text.utf8)
        guard writtenPlaces <= Credits.places else { throw .tooManyPlaces(Credits.places) }
        try self.init(decimal)
    }
}
