// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Testing

@Suite struct ConditionRuleTests {
    @Test("a threshold is passed by strictly more", arguments: [(8, "1"), (9, "2"), (16, "3")])
    func threshold(seconds: Int64, price: String) throws {
        let book = try book(
            """
            [{"sessions": 1}, {"over": {"video_seconds": 8}, "sessions": 2},
             {"over": {"video_seconds": 15}, "sessions": 3}, {"video_seconds": 0}]
            """)
        let scale = Meter.videoSeconds.scale
        #expect(try book.total([.videoSeconds: seconds * scale, .sessions: 1]) == price)
    }

    @Test("a threshold on a whole counts its parts where only they are stated")
    func thresholdOfWhole() throws {
        let book = try book(
            #"[{"output_tokens": 1}, {"over": {"output_tokens": 10}, "output_tokens": 2}]"#)
        #expect(try book.total([.reasoningTokens: 6, .outputAudioTokens: 5]) == "22")
        #expect(try book.total([.reasoningTokens: 5, .outputAudioTokens: 5]) == "10")
    }

    @Test(
        "a dimension that is absent or no number passes no threshold",
        arguments: [
            ([:], "1"), (["results": "25"], "1"), (["results": "25.5"], "2"),
            (["results": "many"], "1"), (["results": "1e2"], "2"), (["results": "-30"], "1"),
        ])
    func dimension(dimensions: [String: String], price: String) throws {
        let book = try book(#"[{"searches": 1}, {"over": {"results": 25}, "searches": 2}]"#)
        #expect(try book.total([.searches: 1], dimensions) == price)
    }

    @Test(
        "the pixels of a picture are those of its size, unless they are stated",
        arguments: [
            (["size": "512x512"], "1"), (["size": "512x513"], "2"), (["size": "large"], "1"),
            (["size": "-512x-513"], "1"), (["size": "512x513x2"], "1"),
            (["size": "99999999999x2"], "1"), (["size": "64x64", "pixels": "262145"], "2"),
        ])
    func pixels(dimensions: [String: String], price: String) throws {
        let book = try book(#"[{"images": 1}, {"over": {"pixels": 262144}, "images": 2}]"#)
        #expect(try book.total([.images: 1], dimensions) == price)
    }

    @Test("of two thresholds that are passed the higher is meant, then the more of them")
    func highest() throws {
        let book = try book(
            """
            [{"over": {"results": 5}, "searches": 3}, {"over": {"results": 9}, "searches": 2},
             {"over": {"results": 9, "pages": 1}, "searches": 1}, {"pages": 0}]
            """)
        #expect(try book.total([.searches: 1], ["results": "10"]) == "2")
        #expect(try book.total([.searches: 1, .pages: 2], ["results": "10"]) == "1")
    }

    @Test("a special price that stops at less context than the general one is a gap, not low")
    func gap() throws {
        let book = try book(tiers)
        let priority = ["service_tier": "priority"]
        #expect(try book.total([.inputTokens: 10], priority) == "30")
        let error = #expect(throws: PricingRefusal.self) {
            try book.total([.inputTokens: 11], priority)
        }
        guard case .noRateApplies(.inputTokens, "m", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try book.total([.inputTokens: 11]) == "22")
    }

    @Test("a part whose own price has a gap is billed as its whole")
    func gapOfPart() throws {
        let book = try book(
            """
            [{"input_tokens": 4, "cached_input_tokens": 1},
             {"contextOver": 10, "input_tokens": 8, "cached_input_tokens": 2},
             {"when": {"service_tier": "fast"}, "input_tokens": 40, "cached_input_tokens": 10},
             {"when": {"service_tier": "fast"}, "contextOver": 10, "input_tokens": 80}]
            """)
        let usage: KeyValuePairs<Meter, Int64> = [.inputTokens: 11, .cachedInputTokens: 11]
        #expect(try book.total(usage, ["service_tier": "fast"]) == "880")
    }

    @Test("a part is not billed past a gap in the price that it would be billed at")
    func gapOfSubstitute() throws {
        let book = try book(
            """
            [{"input_tokens": 4, "cached_input_tokens": 1, "input_audio_tokens": 7},
             {"contextOver": 10, "input_audio_tokens": 9},
             {"when": {"service_tier": "fast"}, "input_audio_tokens": 8}]
            """)
        let usage: KeyValuePairs<Meter, Int64> = [.cachedInputAudioTokens: 11]
        #expect(try book.total(usage) == "99")
        #expect(throws: PricingRefusal.self) {
            try book.total(usage, ["service_tier": "fast"])
        }
    }

    @Test("a special price that covers all context that the general one covers has no gap")
    func noGap() throws {
        let book = try book(
            """
            [{"input_tokens": 1}, {"contextOver": 10, "input_tokens": 2},
             {"when": {"region": "eu"}, "input_tokens": 3},
             {"when": {"region": "eu"}, "contextOver": 10, "input_tokens": 4}]
            """)
        #expect(try book.total([.inputTokens: 11], ["region": "eu"]) == "44")
    }

    @Test("a dimension that no price knows is priced as the default, and the quote says so")
    func unmatched() throws {
        let book = try book(tiers)
        let dimensions = ["service_tier": "flex", "region": "mars", "a": "b"]
        let usage = try Usage([.inputTokens: 1], dimensions: dimensions)
        let quote = try book.quote(QuoteRequest(model: "m", usage: usage, at: noon), markup: .none)
        #expect(quote.total == credits("1"))
        #expect(
            quote.unmatched == [
                .init("a", "b"), .init("region", "mars"), .init("service_tier", "flex"),
            ])
        #expect(
            quote.json["unmatched"]?.text == #"{"a":"b","region":"mars","service_tier":"flex"}"#)
    }

    @Test(
        "what a price knows, or what says the default, is matched",
        arguments: [
            ["service_tier": "priority"], ["service_tier": "default"],
            ["service_tier": "standard"], ["service_tier": "auto"], ["region": "global"],
            ["speed": "standard"], ["results": "7"], ["size": "64x64"], [:],
        ])
    func matched(dimensions: [String: String]) throws {
        let book = try book(
            """
            [{"characters": 1}, {"when": {"service_tier": "priority"}, "characters": 2},
             {"over": {"results": 9}, "searches": 1}, {"over": {"pixels": 9}, "images": 1}]
            """)
        let usage = try Usage([.characters: 1], dimensions: dimensions)
        let quote = try book.quote(QuoteRequest(model: "m", usage: usage, at: noon), markup: .none)
        #expect(quote.unmatched.isEmpty)
        #expect(quote.json["unmatched"] == nil)
    }

    private let tiers = """
        [{"input_tokens": 1}, {"contextOver": 10, "input_tokens": 2},
         {"when": {"service_tier": "priority"}, "input_tokens": 3}]
        """

    @Test(
        "a dimension that has a price only together with another is not billed low without it",
        arguments: [
            (["quality": "hd"], "refused"), (["quality": "hd", "size": "large"], "3"),
            (["size": "large"], "2"), (["quality": "other"], "1"), ([:], "1"),
            (["quality": "hd", "size": "small"], "refused"),
        ])
    func partial(dimensions: [String: String], price: String) throws {
        let book = try book(
            """
            [{"images": 1}, {"when": {"size": "large"}, "images": 2},
             {"when": {"quality": "hd", "size": "large"}, "images": 3}]
            """)
        do {
            #expect(try book.total([.images: 1], dimensions) == price)
        } catch PricingRefusal.noRateApplies {
            #expect(price == "refused")
        }
    }
}
