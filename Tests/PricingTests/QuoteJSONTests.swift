// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Testing

@Suite struct QuoteJSONTests {
    @Test("a quote explains itself: quantity × rate = cost, and the costs make the total")
    func explained() throws {
        let usage = try Usage([
            .inputTokens: 1_000, .cachedInputTokens: 600, .outputTokens: 200,
        ])
        let book = try book(
            """
            [{"per": 1000000, "input_tokens": 2.5, "cached_input_tokens": 1.25,
              "output_tokens": 10}]
            """
        )
        let quote = try book.quote(
            QuoteRequest(model: "m", usage: usage, at: noon), markup: .standard)
        #expect(
            quote.json.text == #"{"provider":"p","model":"m","lines":["#
                + #"{"meter":"input_tokens","quantity":400,"unit":"token","rate":0.0000025,"#
                + #""price":2.5,"per":1000000,"cost":0.001,"source":"a test"},"#
                + #"{"meter":"cached_input_tokens","quantity":600,"unit":"token","#
                + #""rate":0.00000125,"price":1.25,"per":1000000,"cost":0.00075,"#
                + #""source":"a test"},"#
                + #"{"meter":"output_tokens","quantity":200,"unit":"token","rate":0.00001,"#
                + #""price":10,"per":1000000,"cost":0.002,"source":"a test"}],"#
                + #""upstreamCost":0.00375,"markup":20,"total":0.0045,"priceBook":7,"#
                + #""pricedAt":"2026-11-23T12:00:00.000Z","arithmetic":"#
                + #""(400 × 2.5 / 1000000 + 600 × 1.25 / 1000000 + 200 × 10 / 1000000)"#
                + #" × 1.2 = 0.0045"}"#)
    }

    @Test("anyone can compute the total again from the lines", arguments: ["gpt-4o", "gpt-5.4"])
    func recomputed(model: String) throws {
        let usage = try Usage([
            .inputTokens: 333_333, .cachedInputTokens: 77_777, .outputTokens: 1_234,
            .reasoningTokens: 999,
        ])
        let quote = try QuoteTests.builtin.quote(
            QuoteRequest(model: model, usage: usage, at: noon), markup: .standard)
        var sum = Cost.zero
        for line in try #require(quote.json["lines"]?.array) {
            let rate = try Rate(#require(try line["rate"]?.number?.decimal))
            let cost = try rate.cost(of: try #require(line["quantity"]?.int64))
            #expect(cost.description == line["cost"]?.number?.text)
            sum = try sum.adding(cost)
        }
        #expect(sum.description == quote.json["upstreamCost"]?.number?.text)
        #expect(try sum.markedUp(by: .standard).rounded() == quote.total)
    }

    @Test("quantities are shown in units, and an endless rate by its price and what it is for")
    func units() throws {
        let book = try book(#"[{"per": 3600, "audio_seconds": 0.111}]"#)
        let usage = try Usage([.audioSeconds: 12_500_000])
        let quote = try book.quote(QuoteRequest(model: "m", usage: usage, at: noon), markup: .none)
        let line = try #require(quote.json["lines"]?.array?.first)
        #expect(line["quantity"]?.number?.text == "12.5")
        #expect(line["unit"] == "second")
        #expect(line["price"]?.number?.text == "0.111")
        #expect(line["per"] == 3600)
        #expect(line["rate"]?.number?.text == "0.000030833333333333")
        #expect(quote.arithmetic == "(12.5 × 0.111 / 3600) × 1 = 0.000385417")
    }

    @Test("the conditions of a rate are shown")
    func conditions() throws {
        let usage = try Usage([.inputTokens: 272_001], dimensions: ["service_tier": "flex"])
        let quote = try QuoteTests.builtin.quote(
            QuoteRequest(model: "gpt-5.4", usage: usage, at: noon), markup: .none)
        let line = try #require(quote.json["lines"]?.array?.first)
        #expect(line["conditions"] == "service_tier=flex, input_tokens>272000")
    }
}
