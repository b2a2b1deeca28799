// SPDX-License-Identifier: Apache-2.0

import Pricing
import Testing

@Suite struct PriceBookTests {
    @Test("a model is found by its name, an alias, and both with its provider")
    func names() throws {
        let book = try PriceBook(
            number: 1, models: [model("m", others: #""aliases": ["m-2026-01-01"],"#)])
        for name in ["m", "m-2026-01-01", "p/m", "p/m-2026-01-01"] {
            #expect(try book.model(named: name).name == "m")
            #expect(try book.model(named: name, provider: "p").name == "m")
        }
    }

    @Test("an unknown model is refused, never priced at nothing")
    func unknown() throws {
        let book = try book(#"[{"images": 1}]"#)
        #expect(throws: PricingRefusal.modelNotFound(model: "n", provider: nil)) {
            try book.total("n", [:])
        }
        #expect(throws: PricingRefusal.modelNotFound(model: "m", provider: "q")) {
            try book.model(named: "m", provider: "q")
        }
    }

    @Test("where several providers sell a name, the vendor's own model is meant")
    func vendor() throws {
        let azure = try model("gpt", provider: "azure", others: #""vendor": "openai","#)
        let openai = try model("gpt", provider: "openai")
        for models in [[azure, openai], [openai, azure]] {
            let book = try PriceBook(number: 1, models: models)
            #expect(try book.model(named: "gpt").provider == "openai")
            #expect(try book.model(named: "gpt", provider: "azure").provider == "azure")
            #expect(try book.model(named: "azure/gpt").provider == "azure")
        }
    }

    @Test("where none of several providers is the vendor, one must be named")
    func ambiguous() throws {
        let book = try PriceBook(
            number: 1,
            models: [
                model("llama", provider: "groq", others: #""vendor": "meta","#),
                model("llama", provider: "fireworks", others: #""vendor": "meta","#),
            ])
        #expect(
            throws: PricingRefusal.ambiguousModel(model: "llama", providers: ["fireworks", "groq"])
        ) { try book.model(named: "llama") }
        #expect(try book.model(named: "groq/llama").provider == "groq")
    }

    @Test("two models of one provider with one name make no book")
    func nameTwice() {
        #expect(throws: PriceBookRefusal.nameTwice("m", provider: "p")) {
            try PriceBook(
                number: 1, models: [model("m"), model("n", others: #""aliases": ["m"],"#)])
        }
    }

    @Test("two prices under the same conditions make no book")
    func rateTwice() {
        #expect(throws: PriceBookRefusal.rateTwice("m", .images)) {
            try book(#"[{"images": 1}, {"images": 2}]"#)
        }
    }
}
