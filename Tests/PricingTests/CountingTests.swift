// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Testing

@Suite struct CountingTests {
    private let second = Meter.audioSeconds.scale

    @Test(
        "a rate with a minimum bills at least that", arguments: [(1, "10"), (10, "10"), (11, "11")])
    func minimum(seconds: Int64, total: String) throws {
        let book = try book(#"[{"audio_seconds": 1, "minimum": 10}]"#)
        #expect(try book.total([.audioSeconds: seconds * second]) == total)
        #expect(try book.total([.audioSeconds: 0]) == "0")
    }

    @Test(
        "a rate with a step bills whole steps",
        arguments: [("0.000001", "6"), ("6", "6"), ("6.1", "12"), ("90", "90")])
    func step(units: String, total: String) throws {
        let book = try book(#"[{"audio_seconds": 1, "step": 6}]"#)
        let count = try Meter.audioSeconds.quantity(from: decimal(units))
        #expect(try book.total([.audioSeconds: count]) == total)
    }

    @Test("a rate with a maximum bills at most that", arguments: [(1, "1"), (7, "1"), (0, "0")])
    func maximum(searches: Int64, total: String) throws {
        let book = try book(#"[{"web_searches": 1, "maximum": 1}]"#)
        #expect(try book.total([.webSearches: searches]) == total)
    }

    @Test("parts that are billed as their whole are counted with it before the minimum")
    func wholeFirst() throws {
        let book = try book(#"[{"pages": 1, "minimum": 10}]"#)
        #expect(try book.total([.pages: 8, .annotatedPages: 4]) == "10")
    }

    @Test("the quote shows what was counted beside what is billed, where they differ")
    func counted() throws {
        let book = try book(#"[{"audio_seconds": 0.5, "minimum": 10}]"#)
        let quotes = try [2, 12].map { seconds in
            try book.quote(
                QuoteRequest(
                    model: "m", usage: Usage([.audioSeconds: seconds * second]), at: noon),
                markup: .none)
        }
        #expect(quotes.map { $0.lines[0].quantity } == [10 * second, 12 * second])
        #expect(quotes.map { $0.lines[0].counted } == [2 * second, 12 * second])
        #expect(quotes[0].json["lines"]?.array?[0]["counted"]?.number?.text == "2")
        #expect(quotes[1].json["lines"]?.array?[0]["counted"] == nil)
        #expect(quotes[0].arithmetic == "(10 × 0.5) × 1 = 5")
    }

    @Test("a rate that another meter covers is not billed beside it")
    func covered() throws {
        let book = try book(
            """
            [{"output_tokens": 1, "output_image_tokens": 2},
             {"images": 100, "coveredBy": ["output_image_tokens"]}]
            """)
        #expect(try book.total([.images: 1, .outputImageTokens: 10]) == "20")
        #expect(try book.total([.images: 1, .outputImageTokens: 0]) == "100")
        #expect(try book.total([.images: 1, .outputTokens: 10]) == "110")
    }

    @Test("a meter without a price covers nothing")
    func coveredByUnpriced() throws {
        let book = try book(
            #"[{"output_tokens": 1}, {"images": 100, "coveredBy": ["output_image_tokens"]}]"#)
        #expect(try book.total([.images: 1, .outputImageTokens: 10]) == "110")
    }

    @Test("two meters that cover each other leave one of them on the bill")
    func coveredByEachOther() throws {
        let book = try book(
            """
            [{"images": 5, "coveredBy": ["megapixels"]}, {"megapixels": 7, "coveredBy": ["images"]}]
            """)
        #expect(try book.total([.images: 1, .megapixels: Meter.megapixels.scale]) == "7")
    }

    @Test("what is no counting is refused")
    func refused() {
        #expect(PriceRate.Counting(minimum: -1) == nil)
        #expect(PriceRate.Counting(step: 0) == nil)
        #expect(PriceRate.Counting(maximum: 0) == nil)
        #expect(PriceRate.Counting(minimum: 3, maximum: 2) == nil)
        #expect(PriceRate.Counting(minimum: Usage.countMax + 1) == nil)
        #expect(PriceRate.Counting(minimum: 1) == .plain)
    }
}
