// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Testing

@Suite struct ModelRuleTests {
    @Test(
        "anything costs at least the minimum charge, after the markup",
        arguments: [(1, "0.01"), (10, "0.012"), (0, "0")])
    func minimumCharge(characters: Int64, total: String) throws {
        let book = try book(#"[{"characters": 0.001}]"#, others: #""minimumCharge": 0.01,"#)
        #expect(try book.total("m", [.characters: characters], markup: .standard) == total)
    }

    @Test("a quote names the minimum charge where it decides, and only there")
    func minimumChargeShown() throws {
        let book = try book(#"[{"characters": 0.001}]"#, others: #""minimumCharge": 0.01,"#)
        let quotes = try [1, 10].map { characters in
            try book.quote(
                QuoteRequest(model: "m", usage: Usage([.characters: characters]), at: noon),
                markup: .standard)
        }
        #expect(quotes[0].minimumCharge == credits("0.01"))
        #expect(quotes[0].arithmetic == "max((1 × 0.001) × 1.2, 0.01) = 0.01")
        #expect(quotes[0].json["minimumCharge"]?.number?.text == "0.01")
        #expect(quotes[0].upstreamCost.description == "0.001")
        #expect(quotes[1].minimumCharge == nil)
        #expect(quotes[1].json["minimumCharge"] == nil)
    }

    @Test("a dynamic price is refused until the upstream has stated it")
    func dynamic() throws {
        let book = try book("[]", others: #""dynamic": true,"#)
        let refusal = PricingRefusal.dynamicPrice(model: "m")
        #expect(throws: refusal) { try book.total([.inputTokens: 10]) }
        #expect(throws: refusal) { try book.total([.requests: 1]) }
        #expect(try book.total([.upstreamCost: 12_345]) == "0.000012345")
        #expect(try book.total("m", [.upstreamCost: 1_000_000_000], markup: .standard) == "1.2")
        let call = CallEstimate(model: "m", inputTokens: 1, outputTokens: 1, at: noon)
        #expect(throws: refusal) { try book.ceiling(of: call, markup: .none) }
    }

    @Test("the upstream's cost covers what a dynamic model has no price for, but not its own fees")
    func dynamicCovers() throws {
        let book = try book(
            #"[{"input_tokens": 0.001}]"#, others: #""dynamic": true,"#)
        let usage: KeyValuePairs<Meter, Int64> = [
            .inputTokens: 10, .outputTokens: 10, .images: 1, .upstreamCost: 2_000_000_000,
        ]
        #expect(try book.total(usage) == "2.01")
        #expect(try book.total([.outputTokens: 10, .upstreamCost: 0]) == "0")
    }

    @Test("a model with prices of its own does not take the upstream's word for them")
    func notDynamic() throws {
        #expect(throws: PricingRefusal.meterHasNoRate(.upstreamCost, model: "m")) {
            try book(#"[{"input_tokens": 1}]"#).total([.inputTokens: 1, .upstreamCost: 1])
        }
    }
}
