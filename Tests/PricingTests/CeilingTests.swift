// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing
import Vocabulary

@Suite struct CeilingTests {
    private static let charge = try! book(
        #"[{"input_tokens": 0.1}]"#, others: #""minimumCharge": 0.5,"#)

    @Test("a ceiling takes the dearest price that input and output can have")
    func dearest() throws {
        let estimate = CallEstimate(
            model: "claude-opus-4-7", inputTokens: 1_000, outputTokens: 100, at: noon)
        let ceiling = try QuoteTests.builtin.ceiling(of: estimate, markup: .none)
        // All input may be written to a cache for an hour: 1,000 × 10 + 100 × 25.
        #expect(ceiling.total == credits("0.0125"))
        #expect(ceiling.lines.map(\.meter) == [.cacheWrite1hTokens, .outputTokens])
    }

    @Test(
        "the tier above counts from the first token past the threshold",
        arguments: [(272_000, "0.695"), (272_001, "1.382505")])
    func tier(inputTokens: Int64, total: String) throws {
        let estimate = CallEstimate(
            model: "gpt-5.4", inputTokens: inputTokens, outputTokens: 1_000, at: noon)
        #expect(try QuoteTests.builtin.ceiling(of: estimate, markup: .none).total == credits(total))
    }

    @Test("audio counts only where the call may have it")
    func audio() throws {
        var estimate = CallEstimate(
            model: "gpt-audio", inputTokens: 1_000, outputTokens: 0, at: noon)
        let text = try QuoteTests.builtin.ceiling(of: estimate, markup: .none)
        estimate.possibleParts.append(.inputAudioTokens)
        let audio = try QuoteTests.builtin.ceiling(of: estimate, markup: .none)
        #expect((text.total, audio.total) == (credits("0.0025"), credits("0.032")))
    }

    @Test("a fee for the request and the markup are in it")
    func fee() throws {
        let estimate = CallEstimate(model: "sonar", inputTokens: 0, outputTokens: 0, at: noon)
        #expect(
            try QuoteTests.builtin.ceiling(of: estimate, markup: .standard).total
                == credits("0.0144"))
    }

    @Test(
        "a graduated price has a ceiling slice by slice", arguments: [(100, "100"), (150, "200")])
    func graduated(inputTokens: Int64, total: String) throws {
        let book = try book(
            #"[{"input_tokens": 1}, {"contextOver": 100, "mode": "graduated", "input_tokens": 2}]"#)
        let estimate = CallEstimate(
            model: "m", inputTokens: inputTokens, outputTokens: 0, at: noon)
        #expect(try book.ceiling(of: estimate, markup: .none).total == credits(total))
    }

    @Test("the minimum of a rate and the minimum charge are in the ceiling")
    func minimums() throws {
        let book = try book(#"[{"input_tokens": 1, "minimum": 10}]"#)
        let estimate = CallEstimate(model: "m", inputTokens: 1, outputTokens: 0, at: noon)
        #expect(try book.ceiling(of: estimate, markup: .none).total == credits("10"))
        let charge = try Self.charge.ceiling(of: estimate, markup: .none)
        #expect(charge.total == credits("0.5"))
    }

    @Test("a window of the moment of the call decides, whenever the call ends")
    func window() throws {
        let book = try book(
            #"[{"input_tokens": 2}, {"hours": "12:00-12:01", "input_tokens": 1}]"#)
        var estimate = CallEstimate(model: "m", inputTokens: 1, outputTokens: 0, at: noon)
        #expect(try book.ceiling(of: estimate, markup: .none).total == credits("1"))
        estimate.instant = noon.adding(seconds: 60)
        #expect(try book.ceiling(of: estimate, markup: .none).total == credits("2"))
    }

    @Test("a threshold on what is not known before the call may be passed or not")
    func threshold() throws {
        let book = try book(
            #"[{"output_tokens": 2}, {"over": {"output_tokens": 10}, "output_tokens": 1}]"#)
        let estimate = CallEstimate(model: "m", inputTokens: 0, outputTokens: 20, at: noon)
        #expect(try book.ceiling(of: estimate, markup: .none).total == credits("40"))
    }

    @Test("a possible part without a price is reckoned at the price that it would be billed at")
    func partWithoutPrice() throws {
        let book = try book(#"[{"input_tokens": 1, "cache_write_tokens": 2}]"#)
        let estimate = CallEstimate(
            model: "m", inputTokens: 10, outputTokens: 0, possibleParts: [.cacheWrite1hTokens],
            at: noon)
        #expect(try book.ceiling(of: estimate, markup: .none).total == credits("20"))
    }

    @Test("output that has no price has no ceiling")
    func noRate() throws {
        let estimate = CallEstimate(
            model: "text-embedding-3-small", inputTokens: 1, outputTokens: 1, at: noon)
        #expect(
            throws: PricingRefusal.meterHasNoRate(.outputTokens, model: "text-embedding-3-small")
        ) { try QuoteTests.builtin.ceiling(of: estimate, markup: .none) }
    }

    @Test("a negative estimate is refused")
    func negative() {
        let estimate = CallEstimate(model: "gpt-4o", inputTokens: -1, outputTokens: 0, at: noon)
        #expect(throws: PricingRefusal.quantityOutOfRange(.inputTokens)) {
            try QuoteTests.builtin.ceiling(of: estimate, markup: .none)
        }
    }

    @Test("no call within its estimate costs more than the ceiling", arguments: 0..<50)
    func neverExceeded(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let chat = QuoteTests.builtin.models.filter {
            $0.operations == [.chat] && !$0.identity.isDynamic
        }
        for model in chat {
            let estimate = CallEstimate(
                model: model.name, provider: model.provider,
                inputTokens: .random(in: 0...400_000, using: &random),
                outputTokens: .random(in: 0...50_000, using: &random), at: noon)
            let input = Int64.random(in: 0...estimate.inputTokens, using: &random)
            let output = Int64.random(in: 0...estimate.outputTokens, using: &random)
            let usage = try Usage([
                .inputTokens: input, .cachedInputTokens: input / 4, .cacheWriteTokens: input / 4,
                .cacheWrite1hTokens: input / 4, .outputTokens: output, .reasoningTokens: output / 2,
            ])
            let request = QuoteRequest(
                model: model.name, provider: model.provider, usage: usage, at: noon)
            let quote = try QuoteTests.builtin.quote(request, markup: .standard)
            let ceiling = try QuoteTests.builtin.ceiling(of: estimate, markup: .standard)
            #expect(quote.total <= ceiling.total, "\(model.name)")
        }
    }
}
