// SPDX-License-Identifier: Apache-2.0

/// The platform's share on top of the upstream cost, as an exact factor: 20 % is × 1.2.
public struct Markup: Hashable, Sendable {
    /// What a cost is multiplied by; never negative.
    public let multiplier: ExactDecimal

    /// - Returns: nil when less than −100 % (the customer would be paid), beyond 10,000 %, or with
    ///   more than ``percentPlacesMax`` decimals.
    public init?(percent: ExactDecimal) {
        let scale = percent.scale + 2
        guard percent >= Markup.lowest, percent <= Markup.highest,
            percent.scale <= Markup.percentPlacesMax, let hundred = powerOfTen(scale)
        else { return nil }
        multiplier = ExactDecimal(coefficient: hundred + percent.coefficient, scale: scale)
    }

    private init(multiplier: ExactDecimal) {
        self.multiplier = multiplier
    }

    public static let none = Markup(multiplier: ExactDecimal(coefficient: 1, scale: 0))
    /// 20 %, the platform's default share (DESIGN.md, vocabulary).
    public static let standard = Markup(multiplier: ExactDecimal(coefficient: 12, scale: 1))

    /// The share in percent: 20 for × 1.2.
    public var percent: ExactDecimal {
        let hundredfold = ExactDecimal(
            coefficient: multiplier.coefficient * 100, scale: multiplier.scale)
        let one = powerOfTen(hundredfold.scale) ?? 1
        return ExactDecimal(
            coefficient: hundredfold.coefficient - 100 * one, scale: hundredfold.scale)
    }

    /// Decimals that a percentage may have: enough for anyone, and costs keep room for theirs.
    public static let percentPlacesMax = 9

    private static let lowest = ExactDecimal(coefficient: -100, scale: 0)
    private static let highest = ExactDecimal(coefficient: 10_000, scale: 0)
}
