// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing

@Suite struct MultiplierTests {
    @Test("a multiplier repeats every price, tiers and service tiers too, times its factor")
    func everyPrice() throws {
        let book = try book(
            """
            [{"input_tokens": 1}, {"contextOver": 10, "input_tokens": 2},
             {"when": {"service_tier": "flex"}, "input_tokens": 0.5},
             {"when": {"service_tier": "flex"}, "contextOver": 10, "input_tokens": 0.7}]
            """, others: #""multipliers": [{"when": {"region": "eu"}, "factor": 1.1}],"#)
        let (eu, flex) = (["region": "eu"], ["region": "eu", "service_tier": "flex"])
        #expect(try book.total([.inputTokens: 10]) == "10")
        #expect(try book.total([.inputTokens: 10], eu) == "11")
        #expect(try book.total([.inputTokens: 11], eu) == "24.2")
        #expect(try book.total([.inputTokens: 10], flex) == "5.5")
        #expect(try book.total([.inputTokens: 11], flex) == "8.47")
        #expect(try book.total([.inputTokens: 10], ["region": "us"]) == "10")
    }

    @Test("multipliers of different dimensions combine, those of one dimension do not")
    func combine() throws {
        let book = try book(
            #"[{"input_tokens": 1}]"#,
            others: """
                "multipliers": [{"when": {"region": "eu"}, "factor": 1.1},
                  {"when": {"speed": "fast"}, "factor": 6},
                  {"when": {"region": "us"}, "factor": 1.3}],
                """)
        #expect(try book.total([.inputTokens: 10], ["speed": "fast"]) == "60")
        #expect(try book.total([.inputTokens: 10], ["speed": "fast", "region": "eu"]) == "66")
        #expect(try book.total([.inputTokens: 10], ["speed": "fast", "region": "us"]) == "78")
        #expect(try book.model(named: "m").rates.count == 6)
    }

    @Test("a multiplier is for the meters that it names, or for all but some")
    func filters() throws {
        let book = try book(
            #"[{"input_tokens": 1, "cached_input_tokens": 0.1, "output_tokens": 5}]"#,
            others: """
                "multipliers": [
                  {"when": {"speed": "fast"}, "factor": 2, "meters": ["input_tokens"]},
                  {"when": {"region": "us"}, "factor": 3, "except": ["cache_read_tokens"]}],
                """)
        let usage: KeyValuePairs<Meter, Int64> = [
            .inputTokens: 2, .cachedInputTokens: 1, .outputTokens: 1,
        ]
        #expect(try book.total(usage, ["speed": "fast"]) == "7.1")
        #expect(try book.total(usage, ["region": "us"]) == "18.1")
    }

    @Test("a price that is stated for the dimension is not multiplied")
    func stated() throws {
        let book = try book(
            #"[{"input_tokens": 1}, {"when": {"region": "eu"}, "input_tokens": 7}]"#,
            others: #""multipliers": [{"when": {"region": "eu"}, "factor": 1.1}],"#)
        #expect(try book.total([.inputTokens: 1], ["region": "eu"]) == "7")
        #expect(try book.model(named: "m").rates.count == 2)
    }

    @Test("a copy keeps what else its rate says, and is exact")
    func copies() throws {
        let rate = try PriceRate(
            .audioSeconds, price: decimal("0.111"), per: 3_600,
            conditions: RateConditions(operation: .transcription),
            counting: try #require(PriceRate.Counting(minimum: 10)), source: "s")
        let multiplier = RateMultiplier(.init("region", "eu"), factor: decimal("1.1"))
        let rates = try [rate].multiplied(by: [multiplier])
        #expect(rates.count == 2 && rates[0] == rate)
        #expect((rates[1].price, rates[1].per) == (decimal("0.1221"), 3_600))
        #expect(rates[1].counting == rate.counting && rates[1].source == "s")
        #expect(rates[1].conditions.operation == .transcription)
        #expect(rates[1].conditions.dimensions == [multiplier.dimension])
    }

    @Test("a product with too many digits is refused, not rounded")
    func tooManyDigits() throws {
        let rate = try PriceRate(.images, price: decimal("1e-20"))
        let multiplier = RateMultiplier(
            .init("region", "eu"), factor: decimal("1.0000000000000000001"))
        #expect(throws: PriceRateRefusal.tooManyDigits) {
            try [rate].multiplied(by: [multiplier])
        }
    }
}
