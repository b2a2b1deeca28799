// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Vocabulary

/// Monday, 2026-11-23, noon.
let noon = Instant(iso8601: "2026-11-23T12:00:00Z")!

func decimal(_ text: String) -> ExactDecimal { try! ExactDecimal(text: text) }

func credits(_ text: String) -> Credits { try! Credits(text: text) }

/// A book of one model that is called `m`, from the prices part of a catalog.
func book(
    _ prices: String, provider: String = "p", others: String = ""
) throws -> PriceBook {
    try PriceBook(
        number: 7, models: [model("m", prices, provider: provider, others: others)])
}

func model(
    _ name: String, _ prices: String = #"[{"requests": 1}]"#, provider: String = "p",
    others: String = ""
) throws -> PricedModel {
    let text = """
        {"format": "florin.catalog/1", "source": "a test", "models": [
          {"provider": "\(provider)", "model": "\(name)", \(others) "prices": \(prices)}]}
        """
    return try Catalog(parsing: Array(text.utf8)).models[0]
}

extension PriceBook {
    /// The total for a usage, without markup unless one is given.
    func total(
        _ model: String, _ usage: KeyValuePairs<Meter, Int64>, _ dimensions: [String: String] = [:],
        markup: Markup = .none, at instant: Instant = noon
    ) throws -> String {
        let usage = try Usage(usage, dimensions: dimensions)
        let request = QuoteRequest(model: model, usage: usage, at: instant)
        return try quote(request, markup: markup).total.description
    }

    /// The total for a usage of the model `m`.
    func total(
        _ usage: KeyValuePairs<Meter, Int64>, _ dimensions: [String: String] = [:],
        at instant: Instant = noon
    ) throws -> String {
        try total("m", usage, dimensions, at: instant)
    }
}

/// A small generator of random numbers that repeats for a seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
