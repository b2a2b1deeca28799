// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing
import Vocabulary

@Suite struct QuoteRuleTests {
    @Test("a part without a price of its own is billed as its whole")
    func parentRule() throws {
        let book = try book(#"[{"per": 1000, "input_tokens": 2, "output_tokens": 8}]"#)
        let usage = try Usage([
            .inputTokens: 1_000, .cachedInputTokens: 600, .inputAudioTokens: 100,
            .outputTokens: 500, .reasoningTokens: 400,
        ])
        let quote = try book.quote(QuoteRequest(model: "m", usage: usage, at: noon), markup: .none)
        #expect(quote.lines.map(\.meter) == [.inputTokens, .outputTokens])
        #expect(quote.lines.map(\.quantity) == [1_000, 500])
        #expect(quote.total == credits("6"))
    }

    @Test("a cache write for an hour without a price costs what one for five minutes costs")
    func cacheWriteRule() throws {
        let book = try book(#"[{"input_tokens": 1, "cache_write_tokens": 2}]"#)
        #expect(try book.total([.inputTokens: 10, .cacheWrite1hTokens: 10]) == "20")
    }

    @Test(
        "cached audio without a price costs what audio costs, or cached input where audio has none")
    func cachedAudioRule() throws {
        let usage: KeyValuePairs<Meter, Int64> = [
            .inputTokens: 10, .cachedInputTokens: 10, .inputAudioTokens: 10,
            .cachedInputAudioTokens: 10,
        ]
        let withAudio = try book(
            #"[{"input_tokens": 3, "cached_input_tokens": 1, "input_audio_tokens": 7}]"#)
        #expect(try withAudio.total(usage) == "70")
        let withoutAudio = try book(#"[{"input_tokens": 3, "cached_input_tokens": 1}]"#)
        #expect(try withoutAudio.total(usage) == "10")
    }

    @Test("a quantity with neither a price of its own nor a whole's is refused by name")
    func noRate() throws {
        let book = try book(#"[{"input_tokens": 1}]"#)
        #expect(throws: PricingRefusal.meterHasNoRate(.reasoningTokens, model: "m")) {
            try book.total([.inputTokens: 1, .outputTokens: 1, .reasoningTokens: 1])
        }
        #expect(throws: PricingRefusal.meterHasNoRate(.videoSeconds, model: "m")) {
            try book.total([.videoSeconds: 1])
        }
        #expect(try book.total([.inputTokens: 1, .outputTokens: 0]) == "1")
    }

    @Test("a stated price of 0 is free")
    func free() throws {
        #expect(try book(#"[{"input_tokens": 0}]"#).total([.inputTokens: 1_000]) == "0")
    }

    @Test("the most specific rate that holds is meant, in whatever order the rates stand")
    func specificity() throws {
        let columns = [
            #"{"images": 1}"#, #"{"when": {"quality": "high"}, "images": 2}"#,
            #"{"when": {"quality": "high", "size": "big"}, "images": 3}"#,
            #"{"when": {"size": "big"}, "images": 4}"#,
        ]
        for order in [columns, columns.reversed()] {
            let book = try book("[" + order.joined(separator: ",") + "]")
            #expect(try book.total([.images: 1]) == "1")
            #expect(try book.total([.images: 1], ["quality": "low"]) == "1")
            #expect(try book.total([.images: 1], ["quality": "high"]) == "2")
            #expect(try book.total([.images: 1], ["quality": "high", "size": "big"]) == "3")
            #expect(try book.total([.images: 1], ["size": "big", "fps": "24"]) == "4")
        }
    }

    @Test("of two rates that are equally specific the later one is meant, then the dearer")
    func ties() throws {
        let later = try book(
            """
            [{"when": {"a": "1"}, "from": "2026-01-01", "images": 1},
             {"when": {"b": "1"}, "images": 2}]
            """
        )
        #expect(try later.total([.images: 1], ["a": "1", "b": "1"]) == "1")
        let dearer = try book(
            #"[{"when": {"a": "1"}, "images": 1}, {"when": {"b": "1"}, "images": 2}]"#)
        #expect(try dearer.total([.images: 1], ["a": "1", "b": "1"]) == "2")
    }

    @Test("the highest threshold that is passed decides")
    func tiers() throws {
        let book = try book(
            """
            [{"input_tokens": 1}, {"contextOver": 10, "input_tokens": 2},
             {"contextOver": 20, "input_tokens": 3}]
            """)
        #expect(try book.total([.inputTokens: 10]) == "10")
        #expect(try book.total([.inputTokens: 20]) == "40")
        #expect(try book.total([.inputTokens: 21]) == "63")
    }

    @Test("a price holds from its first moment up to, not including, its end")
    func validity() throws {
        let book = try book(
            """
            [{"until": "2026-08-21", "images": 5}, {"from": "2026-08-21", "images": 4}]
            """)
        let change = Instant(iso8601: "2026-08-21")!
        let before = Instant(microseconds: change.microseconds - 1)
        #expect(try book.total([.images: 1], at: before) == "5")
        #expect(try book.total([.images: 1], at: change) == "4")
    }

    @Test("a rate for one operation holds for that operation only")
    func operations() throws {
        let book = try book(#"[{"images": 1}, {"operation": "edit", "images": 2}]"#)
        var request = QuoteRequest(model: "m", usage: try Usage([.images: 1]), at: noon)
        #expect(try book.quote(request, markup: .none).total == credits("1"))
        request.operation = Operation(rawValue: "edit")
        #expect(try book.quote(request, markup: .none).total == credits("2"))
    }

    @Test(
        "the total is rounded half-up once, at the ninth decimal, after the markup",
        arguments: [
            // Each line alone would round to 0; together they are half a nanocredit.
            (Int64(1), "0.000000001"), (0, "0"),
        ])
    func roundedOnce(count: Int64, total: String) throws {
        let book = try book(
            #"[{"input_tokens": 0.00000000025, "output_tokens": 0.00000000025}]"#)
        #expect(try book.total([.inputTokens: count, .outputTokens: count]) == total)
        let quote = try book.quote(
            QuoteRequest(model: "m", usage: try Usage([.inputTokens: 1]), at: noon),
            markup: .standard)
        #expect(quote.upstreamCost.description == "0.00000000025")
        #expect(quote.total == .zero)
    }

    @Test("a markup of 20 % is put on the exact cost")
    func markup() throws {
        let usage: KeyValuePairs<Meter, Int64> = [
            .inputTokens: 1_000, .cachedInputTokens: 600, .outputTokens: 200,
        ]
        #expect(try QuoteTests.builtin.total("gpt-4o", usage, markup: .standard) == "0.0045")
        #expect(try QuoteTests.builtin.total("gpt-4o-mini", usage, markup: .standard) == "0.00027")
    }

    @Test("a total beyond the range of an amount is refused")
    func tooLarge() throws {
        let book = try book(#"[{"images": 1000000000000}]"#)
        #expect(throws: PricingRefusal.totalTooLarge) { try book.total([.images: 1]) }
        #expect(throws: PricingRefusal.totalTooLarge) { try book.total([.images: Usage.countMax]) }
    }

    @Test("the same usage in another order is the same quote")
    func orderIndependent() throws {
        var random = SeededRandom(seed: 2)
        let meters: [Meter] = [
            .cachedInputTokens, .cacheWriteTokens, .inputTokens, .outputTokens, .reasoningTokens,
        ]
        let quantities = zip(meters, [100, 50, 200_001, 70, 30]).map { Usage.Quantity($1, of: $0) }
        let expected = try quote(Usage(quantities))
        for _ in 0..<20 {
            #expect(try quote(Usage(quantities.shuffled(using: &random))) == expected)
        }
    }

    @Test("costs are monotone and additive within a tier, and never negative", arguments: 0..<40)
    func additive(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let (first, second) = (randomParts(&random), randomParts(&random))
        let costs = try [first, second, zip(first, second).map(+)].map { parts in
            try quote(
                Usage([
                    .inputTokens: parts[0] + parts[1], .cachedInputTokens: parts[1],
                    .outputTokens: parts[2] + parts[3], .reasoningTokens: parts[3],
                ])
            ).upstreamCost
        }
        #expect(try costs[0].adding(costs[1]).description == costs[2].description)
        #expect(!costs[0].isNegative && !costs[1].isNegative)
    }

    private func randomParts(_ random: inout SeededRandom) -> [Int64] {
        (0..<4).map { _ in Int64.random(in: 0..<50_000, using: &random) }
    }

    private func quote(_ usage: Usage) throws -> Quote {
        try QuoteTests.builtin.quote(
            QuoteRequest(model: "claude-sonnet-4-5", usage: usage, at: noon), markup: .standard)
    }
}
