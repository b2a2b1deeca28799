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

    @Test("an alias may be the name with the provider before it, or the name itself")
    func aliasWithProvider() throws {
        let model = try model("m", others: #""aliases": ["p/m", "m", "p/n"],"#)
        let book = try PriceBook(number: 1, models: [model])
        for name in ["m", "p/m", "p/n"] { #expect(try book.model(named: name) == model) }
        #expect(throws: PricingRefusal.self) { try book.model(named: "n") }
    }

    @Test(
        "a provider is found by whatever name it goes by",
        arguments: [
            ("google", "gemini"), ("google", "Google_AI"), ("google-vertex", "vertex_ai"),
            ("amazon-bedrock", "bedrock"), ("gemini", "google"), ("x-ai", "xai"),
        ])
    func providers(stated: String, asked: String) throws {
        let model = try model("m-1", provider: stated, others: #""aliases": ["m"],"#)
        let book = try PriceBook(number: 1, models: [model])
        for name in ["m-1", "m"] {
            #expect(try book.model(named: name, provider: asked) == model)
            #expect(try book.model(named: asked + "/" + name) == model)
            #expect(try book.model(named: asked + "/" + name, provider: stated) == model)
        }
        #expect(throws: PricingRefusal.self) {
            try book.model(named: asked + "/m", provider: "azure")
        }
    }

    @Test("a provider's own name goes before another name for it")
    func providersOfOneName() throws {
        let models = try ["gemini", "google"].map { try model("m", provider: $0) }
        let book = try PriceBook(number: 1, models: models)
        #expect(try book.model(named: "m", provider: "google").provider == "google")
        #expect(try book.model(named: "m", provider: "gemini").provider == "gemini")
        #expect(
            throws: PricingRefusal.ambiguousModel(model: "m", providers: ["gemini", "google"])
        ) { try book.model(named: "m", provider: "palm") }
    }

    @Test("each of thousands of models is found by each of its names")
    func thousands() throws {
        let models = try (0..<3_000).map { index in
            try model(
                "model-\(index / 3)", provider: "p\(index % 3)",
                others: #""vendor": "p0", "aliases": ["alias-\#(index / 3)"],"#)
        }
        let book = try PriceBook(number: 1, models: models)
        for (index, model) in models.enumerated() {
            for name in ["model-\(index / 3)", "alias-\(index / 3)"] {
                let provider = "p\(index % 3)"
                #expect(try book.model(named: provider + "/" + name) === model)
                #expect(try book.model(named: name, provider: provider) === model)
                #expect(try book.model(named: name).provider == "p0")
            }
        }
        #expect(throws: PricingRefusal.self) { try book.model(named: "model-1000") }
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

    @Test(
        "two prices under the same conditions make no book",
        arguments: [
            #"[{"images": 1}, {"images": 2}]"#,
            // Others stand between them.
            """
            [{"when": {"a": "1"}, "images": 1}, {"when": {"b": "1"}, "images": 2},
             {"when": {"a": "1"}, "images": 3}]
            """,
            #"[{"until": "2026-01-01", "images": 1}, {"until": "2027-01-01", "images": 1}]"#,
        ])
    func rateTwice(prices: String) throws {
        #expect(throws: PriceBookRefusal.rateTwice("m", .images)) { try book(prices) }
    }
}
