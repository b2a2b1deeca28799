// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing
import Vocabulary

/// What the random models price, and the random usages count.
private let meters: [Meter] = [
    .inputTokens, .cachedInputTokens, .cacheWriteTokens, .cacheWrite1hTokens, .inputAudioTokens,
    .cachedInputAudioTokens, .outputTokens, .reasoningTokens, .requests,
]

/// Small numbers, so that thresholds are met, missed and passed all the time.
private let largest: Int64 = 60

extension PricedModel {
    /// A model with a handful of rates under all kinds of conditions.
    static func random(_ random: inout SeededRandom) throws -> PricedModel {
        var identity = Identity(provider: "p", name: "m")
        if Int.random(in: 0..<4, using: &random) == 0 {
            identity.minimumCharge = Credits(nanocredits: .random(in: 0...50, using: &random))
        }
        var rates: [PriceRate] = []
        for meter in meters where meter.parents.isEmpty || Bool.random(using: &random) {
            rates.append(try .random(meter, RateConditions(), &random))
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                rates.append(try .random(meter, .random(&random), &random))
            }
        }
        // Two prices under the same conditions make no book.
        var seen: Set<[AnyHashable]> = []
        return PricedModel(
            identity,
            rates: rates.filter {
                seen.insert([$0.meter, $0.conditions, $0.validity.from]).inserted
            })
    }
}

extension PriceRate {
    fileprivate static func random(
        _ meter: Meter, _ conditions: RateConditions, _ random: inout SeededRandom
    ) throws -> PriceRate {
        let isCounted = Int.random(in: 0..<5, using: &random) == 0
        let minimum = Int64.random(in: 0...9, using: &random)
        let counting = PriceRate.Counting(
            minimum: minimum, step: .random(in: 1...7, using: &random),
            maximum: Bool.random(using: &random) ? minimum + 20 : nil,
            coveredBy: Bool.random(using: &random) ? [.inputAudioTokens] : [])
        return try PriceRate(
            meter, price: ExactDecimal(coefficient: .random(in: 0...99, using: &random), scale: 9),
            per: [1, 3, 10].randomElement(using: &random) ?? 1, conditions: conditions,
            validity: Int.random(in: 0..<5, using: &random) == 0 ? .init(from: noon) : .always,
            counting: isCounted ? counting ?? .plain : .plain,
            source: Bool.random(using: &random) ? "a test" : "")
    }
}

extension RateConditions {
    fileprivate static func random(_ random: inout SeededRandom) -> RateConditions {
        var dimensions: [String: String] = [:]
        for name in ["service_tier", "region"] where Int.random(in: 0..<3, using: &random) == 0 {
            dimensions[name] = "a"
        }
        var context: ContextTier?
        if Bool.random(using: &random) {
            context = ContextTier(
                over: .random(in: 0...largest, using: &random),
                mode: Bool.random(using: &random) ? .cliff : .graduated)
        }
        var thresholds: [Threshold] = []
        if Int.random(in: 0..<4, using: &random) == 0 {
            let quantity: Threshold.Quantity =
                Bool.random(using: &random)
                ? .dimension("results") : .meter(meters.randomElement(using: &random) ?? .requests)
            thresholds = [Threshold(quantity, over: .random(in: 0...largest, using: &random))]
        }
        let hasWindow = Int.random(in: 0..<6, using: &random) == 0
        return RateConditions(
            operation: Int.random(in: 0..<6, using: &random) == 0 ? .chat : nil,
            dimensions: dimensions, context: context,
            window: hasWindow ? TimeWindow(start: 600, end: 780, weekdays: [.monday]) : nil,
            thresholds: thresholds)
    }
}

/// Counts that add up: what each meter counts that no part of it counts.
struct RandomUsage {
    var shares: [Meter: Int64] = [:]
    var dimensions: [String: String] = [:]

    init(_ random: inout SeededRandom) {
        for meter in meters where meter != .requests && Bool.random(using: &random) {
            shares[meter] = .random(in: 0...(largest / 3), using: &random)
        }
        for name in ["service_tier", "region"] where Bool.random(using: &random) {
            dimensions[name] = "a"
        }
        if Bool.random(using: &random) {
            dimensions["results"] = String(Int64.random(in: 0...largest, using: &random))
        }
    }

    func total(of whole: Meter) -> Int64 {
        shares.reduce(0) { $1.key == whole || $1.key.isPart(of: whole) ? $0 + $1.value : $0 }
    }

    /// The usage with every meter stated, in a random order.
    func usage(_ random: inout SeededRandom) throws -> Usage {
        let stated = meters.filter { $0 != .requests }.shuffled(using: &random)
        return try Usage(
            stated.map { Usage.Quantity(total(of: $0), of: $0) }, dimensions: dimensions)
    }

    /// No less than this usage, with the parts that it has.
    func estimate(_ random: inout SeededRandom) -> CallEstimate {
        CallEstimate(
            model: "m", operation: .chat,
            inputTokens: total(of: .inputTokens) + .random(in: 0...9, using: &random),
            outputTokens: total(of: .outputTokens) + .random(in: 0...9, using: &random),
            dimensions: dimensions,
            possibleParts: meters.filter { shares[$0, default: 0] > 0 && !$0.parents.isEmpty },
            at: noon)
    }
}
