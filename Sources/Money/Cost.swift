// SPDX-License-Identifier: Apache-2.0

/// An exact cost in USD before rounding: `numerator / (10^scale × divisor)`.
///
/// Costs add up without rounding; the one rounding of a charge is ``rounded()``. Equality compares
/// what they are worth.
public struct Cost: Sendable {
    let numerator: Int128
    let scale: Int
    /// Free of the factors 2 and 5; almost always 1, otherwise 3 or 9 (prices by minute or hour).
    let divisor: Int64

    public static let zero = Cost(numerator: 0, scale: 0, divisor: 1)

    init(numerator: Int128, scale: Int, divisor: Int64) {
        self.numerator = numerator
        self.scale = scale
        self.divisor = divisor
    }

    /// Creates a cost of exactly `decimal` USD.
    public init(_ decimal: ExactDecimal) {
        self.init(numerator: decimal.coefficient, scale: decimal.scale, divisor: 1)
    }

    public var isNegative: Bool { numerator < 0 }

    /// Returns the exact sum of this cost and `other`.
    public func adding(_ other: Cost) throws(AmountOverflow) -> Cost {
        let commonScale = max(scale, other.scale)
        guard let commonDivisor = leastCommonMultiple(divisor, other.divisor) else {
            throw AmountOverflow()
        }
        let left = try numerator(atScale: commonScale, divisor: commonDivisor)
        let right = try other.numerator(atScale: commonScale, divisor: commonDivisor)
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow else { throw AmountOverflow() }
        return Cost(numerator: sum, scale: commonScale, divisor: commonDivisor)
    }

    /// Returns this cost with the platform's share on top, still exact.
    public func markedUp(by markup: Markup) throws(AmountOverflow) -> Cost {
        try multiplied(by: markup.multiplier)
    }

    /// Returns this cost times an exact decimal: a regional uplift, a discount.
    public func multiplied(by factor: ExactDecimal) throws(AmountOverflow) -> Cost {
        let reduced = withoutTrailingZeros
        let (product, overflow) = reduced.numerator.multipliedReportingOverflow(
            by: factor.coefficient)
        let scale = reduced.scale + factor.scale
        guard !overflow, scale <= ExactDecimal.scaleMax else { throw AmountOverflow() }
        return Cost(numerator: product, scale: scale, divisor: divisor)
    }

    /// The cost in credits, rounded half-up (away from zero) at the ninth decimal.
    ///
    /// This is the only rounding between a price and a charge (DESIGN.md, promise 1).
    public func rounded() throws(AmountOverflow) -> Credits {
        guard let rounded = roundedCoefficient(places: Credits.places),
            let nanocredits = Int64(exactly: rounded)
        else { throw AmountOverflow() }
        return Credits(nanocredits: nanocredits)
    }

    /// `value × 10^places`, rounded half away from zero; nil when it does not fit.
    func roundedCoefficient(places: Int) -> Int128? {
        if scale <= places {
            guard let factor = powerOfTen(places - scale) else { return nil }
            let (product, overflow) = numerator.multipliedReportingOverflow(by: factor)
            return overflow ? nil : divideHalfUp(product, by: Int128(divisor))
        }
        guard let factor = powerOfTen(scale - places) else { return nil }
        let (denominator, overflow) = factor.multipliedReportingOverflow(by: Int128(divisor))
        // Only divisors that no rate in use has get there; refusing is better than guessing.
        return overflow ? nil : divideHalfUp(numerator, by: denominator)
    }

    private func numerator(atScale wanted: Int, divisor wantedDivisor: Int64)
        throws(AmountOverflow) -> Int128
    {
        guard let factor = powerOfTen(wanted - scale) else { throw AmountOverflow() }
        let (scaled, tooLarge) = numerator.multipliedReportingOverflow(by: factor)
        let (product, overflow) = scaled.multipliedReportingOverflow(
            by: Int128(wantedDivisor / divisor))
        guard !tooLarge, !overflow else { throw AmountOverflow() }
        return product
    }

    private var withoutTrailingZeros: Cost {
        let decimal = ExactDecimal(coefficient: numerator, scale: scale)
        return Cost(numerator: decimal.coefficient, scale: decimal.scale, divisor: divisor)
    }
}

extension Cost: Hashable {
    public static func == (lhs: Cost, rhs: Cost) -> Bool {
        let (left, right) = (lhs.lowestTerms, rhs.lowestTerms)
        return left.decimal == right.decimal && left.divisor == right.divisor
    }

    public func hash(into hasher: inout Hasher) {
        let terms = lowestTerms
        hasher.combine(terms.decimal)
        hasher.combine(terms.divisor)
    }

    /// The form that all costs of the same worth share.
    private var lowestTerms: (decimal: ExactDecimal, divisor: Int64) {
        let remainder = Int64(truncatingIfNeeded: (numerator % Int128(divisor)).magnitude)
        let common = greatestCommonDivisor(divisor, remainder)
        let decimal = ExactDecimal(coefficient: numerator / Int128(common), scale: scale)
        return (decimal, divisor / common)
    }
}

extension Cost: CustomStringConvertible {
    /// The cost as an exact decimal; a cost without a finite decimal (thirds of a cent) is shown
    /// rounded at the 18th place.
    public var description: String {
        if divisor == 1 { return ExactDecimal(coefficient: numerator, scale: scale).description }
        if numerator % Int128(divisor) == 0 {
            return ExactDecimal(coefficient: numerator / Int128(divisor), scale: scale).description
        }
        let shownPlaces = 18
        guard let coefficient = roundedCoefficient(places: shownPlaces) else {
            return "\(numerator)/(10^\(scale)*\(divisor))"
        }
        return ExactDecimal(coefficient: coefficient, scale: shownPlaces).description
    }
}

/// Divides with halves away from zero; `denominator` must be positive.
private func divideHalfUp(_ numerator: Int128, by denominator: Int128) -> Int128 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    // remainder × 2 could overflow, denominator − remainder cannot.
    let isHalfOrMore = remainder.magnitude >= denominator.magnitude - remainder.magnitude
    guard remainder != 0, isHalfOrMore else { return quotient }
    return numerator < 0 ? quotient - 1 : quotient + 1
}

/// nil when it does not fit.
private func leastCommonMultiple(_ left: Int64, _ right: Int64) -> Int64? {
    if left == right { return left }
    let common = greatestCommonDivisor(left, right)
    let (product, overflow) = (left / common).multipliedReportingOverflow(by: right)
    return overflow ? nil : product
}

private func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return a
}
