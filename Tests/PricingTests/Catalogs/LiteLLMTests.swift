// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Testing
import Vocabulary

@Suite struct LiteLLMTests {
    private let catalog: ImportedCatalog
    private let book: PriceBook

    init() throws {
        catalog = try imported(liteLLMSample)
        book = try PriceBook(number: 1, models: catalog.models)
    }

    @Test("every entry becomes a model, a condition of one, or a note of why not")
    func counts() {
        let report = catalog.report
        #expect(report.entriesIn == 58)
        #expect(report.modelsOut == catalog.models.count)
        #expect(report.ratesOut == catalog.models.reduce(0) { $0 + $1.rates.count })
        let reasons = Dictionary(grouping: report.skipped, by: \.reason).mapValues(\.count)
        #expect(
            reasons == [
                .notAModel: 2, .classOfModels: 1, .noPrice: 2,
                .nameTwice("openai/sora-2"): 1, .nameTwice("google/gemini-exp-1206"): 1,
                .nameTwice("amazon-bedrock/zai.glm-5"): 1,
            ])
        // Three entries are another size or region of a model that has an entry of its own.
        #expect(report.entriesIn == report.modelsOut + report.skipped.count + 3)
    }

    @Test(
        "a name is the provider's own, and what else stands in the key is a condition",
        arguments: [
            ("openai", "gpt-5.4", "openai", []),
            ("azure", "gpt-5.4", "openai", []),
            ("alibaba", "qwen3-max", "alibaba", ["dashscope/qwen3-max"]),
            ("google", "gemini-2.5-flash-image", "google", ["gemini/gemini-2.5-flash-image"]),
            ("google-vertex", "gemini-3-pro-preview", "google", []),
            (
                "google-vertex", "claude-sonnet-4-5@20250929", "anthropic",
                ["vertex_ai/claude-sonnet-4-5@20250929"]
            ),
            ("google-vertex", "meta/llama-4-scout", "meta", []),
            ("amazon-bedrock", "us.anthropic.claude-opus-4-7", "anthropic", []),
            ("amazon-bedrock", "amazon.nova-canvas-v1:0", "amazon", []),
            ("google-vertex", "multimodalembedding", "google", []),
            ("nscale", "black-forest-labs/FLUX.1-schnell", "black-forest-labs", []),
            ("databricks", "databricks-claude-3-7-sonnet", "anthropic", []),
        ] as [(String, String, String, [String])])
    func names(provider: String, name: String, vendor: String, aliases: [String]) throws {
        let model = try book.model(named: name, provider: provider)
        #expect((model.name, model.vendor, model.aliases) == (name, vendor, aliases))
    }

    @Test("what is known of a model beside its prices is kept")
    func identity() throws {
        let model = try book.model(named: "gpt-5.4")
        #expect((model.provider, model.operations) == ("openai", [.chat]))
        #expect((model.contextWindow, model.maxOutputTokens) == (1_050_000, 128_000))
        #expect(model.identity.deprecatedOn == Instant(iso8601: "2027-01-01"))
        #expect(model.rates.allSatisfy { $0.source == "litellm, a test" })
        let operations = try ["tts-1", "whisper-1", "rerank-v3.5", "mistral-ocr-latest"].map {
            try book.model(named: $0).operations
        }
        #expect(operations == [[.speech], [.transcription], [.rerank], [.ocr]])
    }

    @Test(
        "each field prices its meter",
        arguments: [
            ("gpt-5.4", .inputTokens, "2.5"), ("gpt-5.4", .cachedInputTokens, "0.25"),
            ("claude-opus-4-7", .cacheWriteTokens, "6.25"),
            ("claude-opus-4-7", .cacheWrite1hTokens, "10"),
            ("claude-opus-4-7", .webSearches, "0.01"), ("gpt-4.1", .inputTokens, "2"),
            ("gpt-4.1", .sessions, "0.03"), ("gpt-4.1", .fileSearches, "2.5"),
            ("deepseek-v3.2", .cachedInputTokens, "0.028"),
            ("gpt-realtime", .inputAudioTokens, "32"), ("gpt-realtime", .outputAudioTokens, "64"),
            ("gpt-realtime", .cachedInputAudioTokens, "0.4"),
            ("gpt-realtime", .inputImageTokens, "5"),
            ("gemini-3-pro-preview", .outputImageTokens, "120"),
            ("gemini-3-pro-preview", .cachedInputAudioTokens, "0.05"),
            ("gpt-image-1", .cachedInputImageTokens, "2.5"), ("gpt-image-1", .outputTokens, "40"),
            ("sonar-deep-research", .reasoningTokens, "3"),
            ("sonar-deep-research", .citationTokens, "2"), ("tts-1", .characters, "15"),
            ("rerank-v3.5", .searches, "0.002"), ("rerank-v3.5", .inputTokens, "0"),
            ("mistral-ocr-latest", .annotatedPages, "0.003"), ("parse-v3", .credits, "0.015"),
            ("sora-2", .videoSeconds, "0.1"), ("multimodalembedding", .inputImages, "0.0001"),
            ("databricks-claude-3-7-sonnet", .inputTokens, "2.9999900000000002"),
            ("omni-moderation-latest", .inputTokens, "0"),
        ] as [(String, Meter, String)])
    func meters(model: String, meter: Meter, price: String) throws {
        let rates = try book.model(named: model).rates
        let rate = try #require(rates.first { $0.meter == meter && $0.conditions.isEmpty })
        #expect(rate.price == decimal(price))
        let isSmall = ["token", "character"].contains(meter.unit)
        #expect(rate.per == (isSmall ? 1_000_000 : meter == .fileSearches ? 1_000 : 1))
    }

    @Test(
        "above a context the higher price is for everything, strictly",
        arguments: [
            (272_000, [:], "0.68"), (272_001, [:], "1.360005"),
            (272_000, ["service_tier": "flex"], "0.34"),
            (1_000, ["service_tier": "priority"], "0.005"),
            (1_000, ["service_tier": "batch"], "0.00125"),
        ] as [(Int64, [String: String], String)])
    func contexts(tokens: Int64, dimensions: [String: String], expected: String) throws {
        #expect(try total("gpt-5.4", [.inputTokens: tokens], dimensions) == expected)
    }

    @Test("a service tier has contexts of its own, and what has none is not served")
    func contextsOfTiers() throws {
        let priority = ["service_tier": "priority"]
        #expect(
            try total("gpt-5.4", provider: "azure", [.inputTokens: 300_000], priority) == "3")
        #expect(throws: PricingRefusal.self) {
            try total("gpt-5.4", [.inputTokens: 300_000], priority)
        }
    }

    @Test(
        "regions and speeds multiply what they are stated for",
        arguments: [
            ("gpt-4.1", .inputTokens, ["region": "eu"], "2.2"),
            ("gpt-4.1", .cachedInputTokens, ["region": "eu"], "0.55"),
            ("gpt-4.1", .outputTokens, ["region": "eu", "service_tier": "priority"], "15.4"),
            ("gpt-4.1", .sessions, ["region": "eu"], "30000"),
            ("claude-opus-4-7", .outputTokens, ["speed": "fast"], "150"),
            ("claude-opus-4-7", .inputTokens, ["speed": "fast", "region": "us"], "33"),
            ("claude-opus-4-7", .cachedInputTokens, ["speed": "fast", "region": "us"], "0.5"),
            ("gpt-4o-2024-08-06", .inputTokens, ["region": "eu"], "2.75"),
            ("gpt-4o-2024-08-06", .inputTokens, [:], "2.5"),
            // The entry for the region has no price for cached input: input's is taken.
            ("gpt-4o-2024-08-06", .cachedInputTokens, ["region": "eu"], "2.75"),
            ("gpt-5.1", .inputTokens, [:], "1.25"),
            ("anthropic.claude-v1", .inputTokens, ["region": "us-gov-west-1"], "8"),
            ("meta/llama-4-scout", .inputTokens, ["region": "us-central1"], "0.25"),
            ("cohere.command-text-v14", .computeSeconds, ["commitment": "1-month"], "11000"),
        ] as [(String, Meter, [String: String], String)])
    func regions(
        model: String, meter: Meter, dimensions: [String: String], perMillion: String
    ) throws {
        #expect(try total(model, [meter: 1_000_000 * meter.scale], dimensions) == perMillion)
    }

    private func total(
        _ model: String, provider: String? = nil, _ usage: KeyValuePairs<Meter, Int64>,
        _ dimensions: [String: String] = [:]
    ) throws -> String {
        try book.total(of: model, provider: provider, usage, dimensions)
    }
}

/// A list, read as LiteLLM's.
func imported(_ text: String) throws -> ImportedCatalog {
    try ImportedCatalog(
        parsing: Array(text.utf8), format: .litellm, source: "litellm, a test")
}

extension PriceBook {
    /// What a usage costs upstream.
    func total(
        of model: String, provider: String? = nil, _ usage: KeyValuePairs<Meter, Int64>,
        _ dimensions: [String: String] = [:]
    ) throws -> String {
        let usage = try Usage(usage, dimensions: dimensions)
        let request = QuoteRequest(model: model, provider: provider, usage: usage, at: noon)
        return try quote(request, markup: .none).total.description
    }
}
