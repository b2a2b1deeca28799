// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Testing

/// Models that pick another model for each call.
@Suite struct RouterTests {
    private static func model(
        _ name: String, _ dollars: String, provider: String = "p", others: String = ""
    ) throws -> PricedModel {
        try PricingTests.model(
            name, #"[{"input_tokens": \#(dollars), "output_tokens": \#(dollars)}]"#,
            provider: provider, others: #""operations": ["chat"], \#(others)"#)
    }

    private static let router = #""operations": ["chat"], "dynamic": true,"#

    private static func book(fee: String = "[]", takesMarkup: Bool = true) throws -> PriceBook {
        try PriceBook(
            number: 7,
            models: [
                PricingTests.model("auto", fee, others: router),
                PricingTests.model("other", others: router),
                model("small", "0.001"),
                model("large", "0.02", others: takesMarkup ? "" : #""markup": false,"#),
                model("elsewhere", "5", provider: "q"),
            ])
    }

    private func request(
        _ name: String, _ usage: KeyValuePairs<Meter, Int64>
    ) throws -> QuoteRequest {
        QuoteRequest(model: name, operation: .chat, usage: try Usage(usage), at: noon)
    }

    @Test("the dearest model that may be picked is one of the same provider, and no router")
    func dearest() throws {
        let book = try Self.book()
        let found = book.dearest(pickedBy: book.models[0], for: .chat, at: noon)
        #expect(found?.name == "large")
        #expect(book.dearest(pickedBy: book.models[0], for: .image, at: noon) == nil)
    }

    @Test("where its provider sells nothing else, it may be anybody's")
    func anybodys() throws {
        let router = try PricingTests.model("auto", "[]", others: Self.router)
        let book = try PriceBook(
            number: 1, models: [router, Self.model("elsewhere", "5", provider: "q")])
        #expect(book.dearest(pickedBy: router, for: .chat, at: noon)?.name == "elsewhere")
        let alone = try PriceBook(number: 1, models: [router])
        #expect(alone.dearest(pickedBy: router, for: .chat, at: noon) == nil)
    }

    @Test(
        "an answer's model is the provider's, else anybody's, and never a router",
        arguments: [
            ("small", "p/small"), ("p/large", "p/large"), ("elsewhere", "q/elsewhere"),
            ("q/elsewhere", "q/elsewhere"), ("other", nil), ("auto", nil), ("unheard-of", nil),
        ])
    func named(answer: String, meant: String?) throws {
        let book = try Self.book()
        #expect(book.model(answer, pickedBy: book.models[0])?.qualifiedName == meant)
    }

    @Test("a router without fees costs what the model costs that it picked")
    func noFee() throws {
        let book = try Self.book()
        let request = try request("small", [.inputTokens: 100, .outputTokens: 10])
        let quote = try book.quote(request, pickedBy: book.models[0], markup: .standard)
        #expect(quote == (try book.quote(request, markup: .standard)))
    }

    @Test("its fees stand on the same quote, under the same markup, and the arithmetic holds")
    func fees() throws {
        let book = try Self.book(fee: #"[{"input_tokens": 0.01}, {"requests": 1}]"#)
        let request = try request("small", [.inputTokens: 100, .outputTokens: 10])
        let quote = try book.quote(request, pickedBy: book.models[0], markup: .standard)
        #expect(quote.model == "small")
        #expect(quote.upstreamCost.description == "2.11")
        #expect(quote.total == credits("2.532"))
        #expect(
            quote.arithmetic
                == "(100 × 0.001 + 10 × 0.001 + 100 × 0.01 + 1 × 1) × 1.2 = 2.532")
    }

    @Test("a price that is the platform's own takes no markup, not for the fees either")
    func ownPrice() throws {
        let book = try Self.book(fee: #"[{"requests": 1}]"#, takesMarkup: false)
        let request = try request("large", [.inputTokens: 100])
        let quote = try book.quote(request, pickedBy: book.models[0], markup: .standard)
        #expect(quote.total == credits("3"))
    }

    @Test("no quote within an estimate is above its ceiling, fees included")
    func ceiling() throws {
        let book = try Self.book(fee: #"[{"input_tokens": 0.01}, {"requests": 1}]"#)
        let call = CallEstimate(
            model: "large", provider: "p", operation: .chat, inputTokens: 100, outputTokens: 10,
            at: noon)
        let ceiling = try book.ceiling(of: call, pickedBy: book.models[0], markup: .standard)
        let request = try request("large", [.inputTokens: 100, .outputTokens: 10])
        let quote = try book.quote(request, pickedBy: book.models[0], markup: .standard)
        #expect(ceiling.total == quote.total)
        #expect(ceiling.total == credits("5.04"))
    }
}
