// SPDX-License-Identifier: Apache-2.0

import Pricing
import Testing
import Vocabulary

@Suite("OpenRouter's list") struct OpenRouterTests {
    let sample: Sample

    init() throws {
        sample = try Sample(.openrouter, "models.json")
    }

    private func model(_ name: String) throws -> PricedModel {
        try sample.model(name, of: "openrouter")
    }

    private func total(
        _ model: String, _ usage: KeyValuePairs<Meter, Int64>, at instant: String = "2026-11-23"
    ) throws -> String {
        let instant = try #require(Instant(iso8601: instant))
        return try sample.book().total(model, usage, at: instant)
    }

    @Test("every entry is a model or a line of the report")
    func report() throws {
        try checkReport(sample.catalog)
        #expect(sample.catalog.report.entriesIn == 24)
        #expect(sample.catalog.report.modelsOut == 14)
        #expect(
            sample.notes("") == ["links.next is read as a sign that this is not the whole list"])
    }

    @Test("a model keeps the name that the reseller gives it, and its maker is the vendor")
    func identity() throws {
        let model = try model("anthropic/claude-sonnet-4.5")
        #expect((model.provider, model.vendor) == ("openrouter", "anthropic"))
        #expect(model.identity.displayName == "Anthropic: Claude Sonnet 4.5")
        #expect((model.contextWindow, model.maxOutputTokens) == (1_000_000, 64_000))
        #expect(model.operations == [.chat])
        #expect(model.identity.deprecatedOn == Instant(iso8601: "2027-03-01"))
        #expect(try self.model("meta-llama/llama-3.3-70b-instruct:free").vendor == "meta")
        #expect(try self.model("~anthropic/claude-sonnet-latest").vendor == "anthropic")
    }

    @Test("prices are for one unit, exact, and 0 for what is not sold apart is no price")
    func plain() throws {
        let model = try model("openai/gpt-4o")
        #expect(model.prices(.inputTokens) == ["0.0000025"])
        #expect(model.prices(.cachedInputTokens) == ["0.00000125"])
        #expect(model.prices(.inputImages) == ["0.003613"])
        #expect(model.rates.count == 4)
        #expect(sample.notes("openai/gpt-4o").count == 3)
        #expect(
            try total(
                "openai/gpt-4o",
                [.inputTokens: 1_000, .cachedInputTokens: 600, .outputTokens: 200])
                == "0.00375")
    }

    @Test("long context: strictly more prompt tokens, every key at its own price")
    func context() throws {
        let model = try model("anthropic/claude-sonnet-4.5")
        #expect(
            model.prices(.cacheWrite1hTokens) == ["0.000012 if input_tokens>200000", "0.000006"])
        #expect(try total(model.name, [.inputTokens: 200_000]) == "0.6")
        #expect(try total(model.name, [.inputTokens: 200_001]) == "1.200006")
        #expect(model.prices(.webSearches) == ["0.01"])
    }

    @Test("a window past midnight stays one window, half-open")
    func window() throws {
        let model = try model("deepseek/deepseek-chat")
        #expect(
            model.prices(.inputTokens) == ["0.000000135 if 16:30-00:30 UTC", "0.00000027"])
        let usage: KeyValuePairs<Meter, Int64> = [
            .inputTokens: 12_345, .cachedInputTokens: 2_345, .outputTokens: 678,
        ]
        #expect(try total(model.name, usage, at: "2026-11-23T16:29:59Z") == "0.00360995")
        #expect(try total(model.name, usage, at: "2026-11-23T16:30:00Z") == "0.001804975")
        #expect(try total(model.name, usage, at: "2026-11-24T00:29:59Z") == "0.001804975")
        #expect(try total(model.name, usage, at: "2026-11-24T00:30:00Z") == "0.00360995")
    }

    @Test(
        "the last override that holds wins, whatever its conditions are; days are the request's",
        arguments: [
            // 2026-11-23 is a Monday: its window is 22:00-24:00, and 00:00-02:00 of the same day.
            ("2026-11-23T12:00:00Z", Int64(100_000), "0.1"),
            ("2026-11-23T12:00:00Z", 100_001, "0.200002"),
            ("2026-11-23T23:00:00Z", 100_000, "0.3"),
            ("2026-11-23T23:00:00Z", 100_001, "0.300003"),
            ("2026-11-23T01:59:59Z", 100_001, "0.300003"),
            ("2026-11-24T01:00:00Z", 100_001, "0.200002"),
            ("2026-11-28T01:00:00Z", 100_001, "0.0500005"),
            ("2026-11-29T23:59:59Z", 100_000, "0.05"),
        ])
    func order(instant: String, tokens: Int64, expected: String) throws {
        #expect(try total("vendor/peak", [.inputTokens: tokens], at: instant) == expected)
    }

    @Test("an override that a later one always covers is nothing, and the report says so")
    func shadowed() throws {
        let model = try model("vendor/shadowed")
        #expect(model.prices(.inputTokens) == ["0.000003 if input_tokens>100000", "0.000001"])
        #expect(model.prices(.outputTokens) == ["0.000008 if input_tokens>200000", "0.000004"])
        #expect(sample.notes("vendor/shadowed").count == 1)
    }

    @Test("a discount is taken off, and the list price is kept")
    func discount() throws {
        #expect(try model("vendor/discounted").prices(.inputTokens) == ["0.0000015"])
        #expect(
            sample.notes("vendor/discounted") == [
                "pricing.prompt is read as 0.0000015, which is 0.75 of the list price 0.000002",
                "pricing.completion is read as 0.0000075, which is 0.75 of the list price 0.00001",
            ])
    }

    @Test("-1 makes a dynamic model, which has no price but the upstream's own")
    func dynamic() throws {
        let model = try model("openrouter/auto")
        #expect(model.identity.isDynamic)
        #expect(model.rates.map(\.meter) == [.upstreamCost])
        #expect(throws: PricingRefusal.self) { try total("openrouter/auto", [.inputTokens: 1]) }
        #expect(try total("openrouter/auto", [.upstreamCost: 2_500_000]) == "0.0025")
        let latest = "~anthropic/claude-sonnet-latest"
        #expect(try self.model(latest).identity.isDynamic)
        #expect(sample.notes(latest).count == 2)
    }

    @Test("a free model costs nothing, one that is priced in another list is unknown")
    func free() throws {
        let free = "meta-llama/llama-3.3-70b-instruct:free"
        #expect(try total(free, [.inputTokens: 9, .outputTokens: 9, .inputImages: 1]) == "0")
        #expect(sample.reason("black-forest-labs/flux.2-pro")?.reason == .noPrice)
    }

    @Test("the price of a picture is told from that of a token of one by its size")
    func pictures() throws {
        let gemini = try model("google/gemini-2.5-flash")
        #expect(gemini.prices(.inputImageTokens) == ["0.0000003"])
        #expect(gemini.prices(.inputImages) == [])
        #expect(gemini.prices(.cachedInputAudioTokens) == ["0.0000001"])
        #expect(gemini.prices(.cacheWriteTokens) == ["0.00000008333333333333334"])
        let banana = try model("google/gemini-2.5-flash-image")
        #expect(banana.prices(.outputImageTokens) == ["0.00003"])
        #expect(try model("vendor/image-maker").prices(.images) == ["0.04"])
        #expect(try total("vendor/image-maker", [.images: 2]) == "0.081")
        #expect(try model("openai/gpt-audio").prices(.outputAudioTokens) == ["0.000064"])
    }

    @Test(
        "a malformed entry costs that entry only",
        arguments: [
            ("vendor/negative", "pricing.prompt is negative"),
            ("vendor/nan", #"pricing.prompt is no price that can be held exactly: "NaN""#),
            ("vendor/too-exact", #"pricing.prompt is no price that can be held exactly: "0.0000"#),
            ("vendor/new-condition", "pricing.overrides[0].moon is a condition that is not known"),
            ("vendor/half-window", "pricing.overrides[0].utc_start should be a time of the day"),
            ("vendor/no-pricing", "pricing has no price"),
            ("openai/gpt-4o", " means openrouter/openai/gpt-4o, which another entry means too"),
            ("", "id should be text"),
        ])
    func malformed(entry: String, expected: String) throws {
        let note = try #require(sample.reason(entry))
        #expect("\(note.field) \(note.reason)".hasPrefix(expected))
    }

    @Test("a key that is not known is noted, and the model is sold without it")
    func unknown() throws {
        let model = try model("vendor/new-key")
        #expect(model.rates.count == 2 && model.identity.displayName == nil)
        #expect(sample.notes("vendor/new-key") == ["pricing.thought_of is counted by no meter"])
    }

    @Test("what is no list of models is refused", arguments: ["{}", "[]", "{\"data\": 1}", "x"])
    func notAList(text: String) {
        #expect(throws: CatalogRefusal.self) {
            try ImportedCatalog(parsing: Array(text.utf8), format: .openrouter, source: "s")
        }
    }
}
