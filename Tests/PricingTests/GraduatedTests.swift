// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing

@Suite struct GraduatedTests {
    private let tiers = """
        [{"input_tokens": 1, "output_tokens": 10},
         {"contextOver": 100, "mode": "graduated", "input_tokens": 2, "output_tokens": 20},
         {"contextOver": 200, "mode": "graduated", "input_tokens": 3}]
        """

    @Test(
        "each slice of a graduated price costs its own",
        arguments: [(0, "0"), (100, "100"), (101, "102"), (200, "300"), (201, "303")])
    func slices(tokens: Int64, total: String) throws {
        #expect(try book(tiers).total([.inputTokens: tokens]) == total)
    }

    @Test("each slice is a line, the lowest first")
    func lines() throws {
        let quote = try book(tiers).quote(
            QuoteRequest(model: "m", usage: Usage([.inputTokens: 250]), at: noon), markup: .none)
        #expect(quote.lines.map(\.quantity) == [100, 100, 50])
        #expect(quote.lines.map { $0.cost.description } == ["100", "200", "150"])
        #expect(quote.arithmetic == "(100 × 1 + 100 × 2 + 50 × 3) × 1 = 450")
    }

    @Test("the slices of a meter are those of what is billed at it, not of the input")
    func ownQuantity() throws {
        #expect(try book(tiers).total([.inputTokens: 250, .outputTokens: 50]) == "950")
        #expect(try book(tiers).total([.outputTokens: 150]) == "2000")
    }

    @Test("parts without a price are in the slices of their whole, parts with one are not")
    func parts() throws {
        let usage: KeyValuePairs<Meter, Int64> = [.inputTokens: 150, .cachedInputTokens: 60]
        #expect(try book(tiers).total(usage) == "200")
        let cached = tiers.dropLast() + #", {"cached_input_tokens": 0.5}]"#
        #expect(try book(String(cached)).total(usage) == "120")
    }

    @Test("a graduated price without a first slice prices nothing")
    func noFirstSlice() throws {
        let book = try book(
            #"[{"contextOver": 10, "mode": "graduated", "input_tokens": 1}]"#)
        #expect(throws: PricingRefusal.self) { try book.total([.inputTokens: 20]) }
    }

    @Test("a threshold of a meter of time is in its units")
    func units() throws {
        let book = try book(
            """
            [{"audio_seconds": 2}, {"contextOver": 60, "mode": "graduated", "audio_seconds": 1}]
            """)
        #expect(try book.total([.audioSeconds: 90 * Meter.audioSeconds.scale]) == "150")
    }

    @Test("a special price that is not graduated where the general one is has a gap above it")
    func gap() throws {
        let book = try book(
            tiers.dropLast() + #", {"when": {"service_tier": "batch"}, "input_tokens": 0.5}]"#)
        let batch = ["service_tier": "batch"]
        #expect(try book.total([.inputTokens: 100], batch) == "50")
        #expect(throws: PricingRefusal.self) { try book.total([.inputTokens: 101], batch) }
    }
}
