// SPDX-License-Identifier: Apache-2.0

/// The price of `per` units: `0.15` USD for `1_000_000` tokens, `0.111` for `3_600` seconds.
///
/// Price and divisor are kept apart because prices by the hour or minute have no finite value per
/// second (facts/pricing-data.md, section 1).
public struct Rate: Hashable, Sendable {
    public let price: ExactDecimal
    /// How many units ``price`` buys; at least 1.
    public let per: Int64

    // 1 / per written as multiplier / (10^places × divisor), divisor free of 2 and 5, so that the
    // usual rates need no fraction at all.
    private let multiplier: Int128
    private let places: Int
    private let divisor: Int64

    /// - Throws: ``AmountOverflow`` when the price has too many digits for the arithmetic.
    public init(_ price: ExactDecimal, per: Int64 = 1) throws(AmountOverflow) {
        precondition(per >= 1, "a rate is for at least one unit")
        self.price = price
        self.per = per
        let (twos, withoutTwos) = factorsOut(2, of: per)
        let (fives, rest) = factorsOut(5, of: withoutTwos)
        let shift = max(twos, fives)
        let (twoPower, fivePower) = (power(2, shift - twos), power(5, shift - fives))
        guard price.scale + shift <= ExactDecimal.scaleMax, let twoPower, let fivePower else {
            throw AmountOverflow()
        }
        let (factor, factorOverflow) = twoPower.multipliedReportingOverflow(by: fivePower)
        let (product, overflow) = price.coefficient.multipliedReportingOverflow(by: factor)
        guard !factorOverflow, !overflow else { throw AmountOverflow() }
        multiplier = product
        places = price.scale + shift
        divisor = rest
    }

    /// The exact cost of `quantity` units; nothing is rounded.
    public func cost(of quantity: Int64) throws(AmountOverflow) -> Cost {
        let (product, overflow) = multiplier.multipliedReportingOverflow(by: Int128(quantity))
        guard !overflow else { throw AmountOverflow() }
        return Cost(numerator: product, scale: places, divisor: divisor)
    }
}

private func factorsOut(_ prime: Int64, of value: Int64) -> (count: Int, rest: Int64) {
    var (count, rest) = (0, value)
    while rest % prime == 0 {
        rest /= prime
        count += 1
    }
    return (count, rest)
}

private func power(_ base: Int128, _ exponent: Int) -> Int128? {
    var result: Int128 = 1
    for _ in 0..<exponent {
        let (product, overflow) = result.multipliedReportingOverflow(by: base)
        guard !overflow else { return nil }
        result = product
    }
    return result
}
