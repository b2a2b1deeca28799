// SPDX-License-Identifier: Apache-2.0

import Money

/// One price that an entry states, before all entries of its model are put together.
struct LiteLLMPrice: Hashable {
    var meter: Meter
    /// USD for ``per`` units.
    var price: ExactDecimal
    var per: Int64
    var dimensions: [String: String]
    var context: RateConditions.ContextTier?
    var thresholds: [Threshold] = []
    /// The most units that are billed.
    var maximum: Int64?

    init(_ meter: Meter, _ price: ExactDecimal, per: Int64 = 1, dimensions: [String: String] = [:])
    {
        self.meter = meter
        self.price = price
        self.per = per
        self.dimensions = dimensions
    }

    init(_ meter: Meter, _ price: ExactDecimal, per: Int64 = 1, as field: LiteLLMField) {
        self.init(meter, price, per: per, dimensions: field.dimensions)
        dimensions["service_tier"] = field.serviceTier
        context = field.contextOver.map { RateConditions.ContextTier(over: $0) }
        if let seconds = field.secondsOver {
            thresholds.append(Threshold(.meter(meter), over: seconds * meter.scale))
        }
        if let pixels = field.pixelsOver {
            thresholds.append(Threshold(.dimension("pixels"), over: pixels))
        }
    }

    /// What an entry may state one price for.
    struct Place: Hashable {
        let meter: Meter
        let dimensions: [String: String]
        let context: RateConditions.ContextTier?
        let thresholds: [Threshold]
    }

    var place: Place {
        Place(meter: meter, dimensions: dimensions, context: context, thresholds: thresholds)
    }

    /// Whether it holds for every request.
    var isUnconditional: Bool { dimensions.isEmpty && context == nil && thresholds.isEmpty }

    /// Whether both hold under the same conditions.
    func isLike(_ other: LiteLLMPrice) -> Bool {
        dimensions == other.dimensions && context == other.context
            && thresholds == other.thresholds
    }

    /// The rate under these conditions and those of the entry's name.
    ///
    /// - Parameter isOutputPicture: Whether plain output tokens are a picture's too.
    /// - Throws: ``PriceRateRefusal``.
    func rate(
        with further: [String: String], isOutputPicture: Bool, source: String,
        pool: inout ConditionsPool
    ) throws(PriceRateRefusal) -> PriceRate {
        let conditions = RateConditions(
            dimensions: dimensions.merging(further) { $1 }, context: context,
            thresholds: thresholds)
        var coveredBy = LiteLLMPrice.otherWays[meter] ?? []
        if meter == .images, isOutputPicture { coveredBy.append(.outputTokens) }
        let counting = PriceRate.Counting(maximum: maximum, coveredBy: coveredBy)
        // By the million, as every price list for people has it.
        let isSmall = ["token", "character"].contains(meter.unit) && per == 1
        let million: Int64 = 1_000_000
        let shown = isSmall ? price.times(million) : nil
        return try PriceRate(
            meter, price: shown ?? price, per: shown == nil ? per : million,
            conditions: pool.shared(conditions), counting: pool.shared(counting ?? .plain),
            source: source)
    }

    /// The meters that count the same thing another way, and whose price an entry may state too:
    /// one of the two is billed.
    private static let otherWays: [Meter: [Meter]] = [
        .images: [.outputImageTokens],
        .inputImages: [.inputImageTokens],
        .outputAudioSeconds: [.outputTokens, .outputAudioTokens],
        .audioSeconds: [.inputAudioTokens],
        .inputVideoSeconds: [.inputVideoTokens],
        .characters: [.inputTokens],
        .outputCharacters: [.outputTokens],
        .pages: [.inputTokens, .outputTokens],
    ]
}

extension ExactDecimal {
    /// The exact product, nil when it cannot be held.
    func times(_ factor: Int64) -> ExactDecimal? {
        multiplied(by: ExactDecimal(coefficient: Int128(factor), scale: 0))
    }

    /// The price of a whole picture when this is its price by the pixel times its pixels.
    ///
    /// Prices by the pixel are quotients that were rounded: 6.539e-8 × 1,835,008 is
    /// 0.11999117312, and the price that was divided is 0.12. So a price of at most three decimals
    /// within 0.1 % is meant; where there is none, the exact product stays.
    var listPrice: ExactDecimal {
        let placesKept = 3
        guard scale > placesKept else { return self }
        var unit: Int128 = 1
        for _ in placesKept..<scale { unit *= 10 }
        let (whole, rest) = coefficient.quotientAndRemainder(dividingBy: unit)
        let isUp = rest >= unit - rest
        // The unit has at most 35 digits, so a thousandfold of half of it still fits.
        let distance = isUp ? unit - rest : rest
        let rounded = isUp ? whole + 1 : whole
        let (value, overflow) = rounded.multipliedReportingOverflow(by: unit)
        guard !overflow, distance * 1_000 <= value else { return self }
        return ExactDecimal(coefficient: rounded, scale: placesKept)
    }
}
