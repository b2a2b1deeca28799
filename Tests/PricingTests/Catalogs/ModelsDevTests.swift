// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing

@Suite("models.dev's list") struct ModelsDevTests {
    let sample: Sample

    init() throws {
        sample = try Sample(.modelsDev, "api.json")
    }

    private func total(
        _ model: String, _ usage: KeyValuePairs<Meter, Int64>, _ dimensions: [String: String] = [:]
    ) throws -> String {
        try sample.book().total(model, usage, dimensions)
    }

    @Test("every entry is a model or a line of the report")
    func report() throws {
        try checkReport(sample.catalog)
        #expect(sample.catalog.report.entriesIn == 26)
        #expect(sample.catalog.report.modelsOut == 14)
    }

    @Test("prices are for a million tokens")
    func plain() throws {
        let model = try sample.model("gpt-4o", of: "openai")
        #expect(model.prices(.inputTokens) == ["2.5/1000000"])
        #expect((model.contextWindow, model.maxOutputTokens) == (128_000, 16_384))
        #expect(model.identity.displayName == "GPT-4o" && model.operations == [.chat])
        let flash = try sample.model("gemini-2.5-flash", of: "google")
        #expect(flash.prices(.inputAudioTokens) == ["1/1000000"])
        #expect(flash.prices(.reasoningTokens) == ["2.5/1000000"])
        let speech = try sample.model("gemini-tts", of: "google")
        #expect(speech.prices(.outputAudioTokens) == ["10/1000000"])
        #expect(speech.operations == [.speech])
        let embedding = try sample.model("text-embedding-3-small", of: "openai")
        #expect(embedding.operations == [.embeddings])
    }

    @Test("the maker's price is meant by a bare name, and a reseller keeps its own")
    func vendors() throws {
        #expect(try sample.book().model(named: "gpt-4o").provider == "openai")
        let reseller = try sample.model("gpt-4o", of: "helicone")
        #expect(reseller.vendor == "openai")
        #expect(reseller.prices(.cachedInputTokens) == ["1.2499999999999998/1000000"])
        #expect(try sample.model("z-ai/glm-5", of: "helicone").vendor == "zai")
        #expect(try sample.model("claude-opus-4-7", of: "google-vertex").vendor == "anthropic")
        #expect(
            sample.reason("google-vertex-anthropic/gemini-2.5-flash")?.reason
                == .nameTwice("google-vertex/gemini-2.5-flash"))
    }

    @Test("a tier counts once, also when it stands there in the older form too")
    func tiers() throws {
        let model = try sample.model("gpt-5.4", of: "openai")
        #expect(
            model.prices(.inputTokens) == [
                "5/1000000 if service_tier=priority", "5/1000000 if input_tokens>272000",
                "2.5/1000000",
            ])
        #expect(try total("gpt-5.4", [.inputTokens: 272_000]) == "0.68")
        #expect(try total("gpt-5.4", [.inputTokens: 272_001]) == "1.360005")
        #expect(
            sample.notes("openai/gpt-5.4").contains("cost.context_over_200k repeats another field"))
        let old = try sample.model("claude-old", of: "anthropic")
        #expect(
            old.prices(.outputTokens) == ["22.5/1000000 if input_tokens>200000", "15/1000000"])
    }

    @Test("a mode holds for what asks for it, or for its own name")
    func modes() throws {
        #expect(
            try total("gpt-5.4", [.inputTokens: 1_000], ["service_tier": "priority"]) == "0.005")
        #expect(throws: PricingRefusal.self) {
            try total("gpt-5.4", [.inputTokens: 272_001], ["service_tier": "priority"])
        }
        let opus = try sample.model("claude-opus-4-7", of: "anthropic")
        #expect(
            Set(opus.prices(.outputTokens)) == [
                "150/1000000 if speed=fast", "50/1000000 if mode=thinking", "25/1000000",
            ])
        #expect(
            sample.notes("anthropic/claude-opus-4-7") == [
                "experimental.modes.fast is read as what holds for speed=fast",
                "experimental.modes.thinking is read as what holds for mode=thinking",
                "experimental.modes.quiet has no price: unknown is not free",
            ])
    }

    @Test("0 is a price, but not for a part of what costs something; no cost is unknown")
    func zeros() throws {
        let plan = try sample.model("glm-5", of: "zai-coding-plan")
        #expect(plan.rates.count == 4 && plan.rates.allSatisfy(\.price.isZero))
        #expect(sample.notes("zai-coding-plan/glm-5") == ["cost is read as free"])
        #expect(sample.reason("groq/whisper-large-v3")?.reason == .noPrice)
        #expect(sample.reason("azure/model-router")?.reason == .pricedByOthers)
        #expect(sample.reason("kilo/openrouter/auto")?.reason == .pricedByOthers)
        #expect(try sample.model("openrouter/auto", of: "morph").rates.count == 2)
        let glm = try sample.model("z-ai/glm-5", of: "helicone")
        #expect(glm.prices(.cacheWriteTokens) == [])
        #expect(sample.notes("helicone/z-ai/glm-5").count == 1)
        #expect(sample.reason("openai/gpt-unpriced")?.reason == .noPrice)
    }

    @Test(
        "a malformed entry costs that entry only",
        arguments: [
            ("odd/negative", "cost.input is negative: -1"),
            ("odd/text", #"cost.input is no price that can be held exactly: "much""#),
            ("odd/long", "cost.input is no price that can be held exactly: 1e-40"),
            ("odd/new-tier", "cost.tiers[0].tier is a condition that is not known here"),
            ("odd/listed", "cost should be an object"),
            ("odd/", "id should be a name"),
            ("broken", "models should be an object of models"),
        ])
    func malformed(entry: String, expected: String) throws {
        let note = try #require(sample.reason(entry))
        #expect("\(note.field) \(note.reason)" == expected)
    }

    @Test("a key that is not known is noted, and the model is sold without it")
    func unknown() throws {
        #expect(try sample.model("new-key", of: "odd").rates.count == 2)
        #expect(sample.notes("odd/new-key") == ["cost.per_song is counted by no meter"])
    }

    @Test("what is no object of providers is refused", arguments: ["[]", "1", "x", ""])
    func notAList(text: String) {
        #expect(throws: CatalogRefusal.self) {
            try ImportedCatalog(parsing: Array(text.utf8), format: .modelsDev, source: "s")
        }
    }
}
