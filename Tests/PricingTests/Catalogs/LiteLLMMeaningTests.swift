// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Pricing
import Testing
import Vocabulary

/// What LiteLLM's fields mean where they do not say it.
@Suite struct LiteLLMMeaningTests {
    private let catalog: ImportedCatalog
    private let book: PriceBook

    init() throws {
        catalog = try imported(liteLLMSample)
        book = try PriceBook(number: 1, models: catalog.models)
    }

    @Test("ranges of tokens are slices, each at its own price")
    func slices() throws {
        // 32,000 at 1.2, 96,000 at 2.4, 72,000 at 3 a million.
        #expect(try total("qwen3-max", [.inputTokens: 200_000]) == "0.4848")
        #expect(try total("qwen3-max", [.inputTokens: 32_000]) == "0.0384")
        // No output, however long the input is, leaves the first slice.
        #expect(try total("qwen3-max", [.inputTokens: 0, .outputTokens: 1_000]) == "0.006")
    }

    @Test(
        "a picture's size, quality and steps choose its price",
        arguments: [
            ("dall-e-3", ["quality": "hd", "size": "1024x1792"], "0.12"),
            ("dall-e-3", [:], "0.04"), ("dall-e-2", ["size": "1024x1024"], "0.019922944"),
            ("gpt-image-1", ["quality": "low", "size": "1024x1024"], "0.011"),
            ("amazon.nova-canvas-v1:0", ["size": "1024x1024", "steps": "50"], "0.06"),
            ("stability.stable-diffusion-xl-v0", ["size": "max", "steps": "max"], "0.072"),
            ("amazon.titan-image-generator-v1", [:], "0.008"),
            ("amazon.titan-image-generator-v1", ["size": "512x512"], "0.008"),
            ("amazon.titan-image-generator-v1", ["size": "512x513"], "0.01"),
            ("amazon.titan-image-generator-v1", ["quality": "premium"], "0.01"),
            (
                "amazon.titan-image-generator-v1", ["quality": "premium", "size": "1024x1024"],
                "0.012"
            ),
            ("gen4_image", [:], "0.05"),
        ] as [(String, [String: String], String)])
    func pictures(model: String, dimensions: [String: String], expected: String) throws {
        let provider = model == "dall-e-3" ? "openai" : nil
        #expect(
            try book.total(of: model, provider: provider, [.images: 1], dimensions) == expected)
    }

    @Test("where a price stands in one size only, other sizes have none")
    func sizeOnly() throws {
        #expect(throws: PricingRefusal.self) { try total("dall-e-2", [.images: 1]) }
        #expect(
            try total("black-forest-labs/FLUX.1-schnell", [.megapixels: 1_048_576])
                == "0.001363149")
    }

    @Test("a picture is billed by its tokens or as a picture, never both")
    func onePicture() throws {
        let model = "gemini-2.5-flash-image"
        #expect(try total(model, [.images: 1]) == "0.039")
        #expect(try total(model, [.images: 1, .outputImageTokens: 1_290]) == "0.0387")
        let size = ["quality": "low", "size": "1024x1024"]
        #expect(try total("gpt-image-1", [.images: 1, .outputTokens: 272], size) == "0.01088")
    }

    @Test("speech is billed by its tokens or by its seconds, never both")
    func speech() throws {
        #expect(try total("gpt-4o-mini-tts", [.outputAudioSeconds: 60_000_000]) == "0.015")
        let both: KeyValuePairs<Meter, Int64> = [
            .outputAudioTokens: 1_000, .outputAudioSeconds: 60_000_000,
        ]
        #expect(try total("gpt-4o-mini-tts", both) == "0.012")
    }

    @Test("one price that stands on both sides, or on one beside a 0, is billed once")
    func oneSide() throws {
        #expect(try total("whisper-1", [.audioSeconds: 60_000_000]) == "0.006")
        #expect(try total("stt-async-v4", [.audioSeconds: 3_600_000_000]) == "0.10000008")
        #expect(notes(of: "whisper-1") == ["output_cost_per_second": .saidTwice])
    }

    @Test("longer videos and higher resolutions have prices of their own")
    func video() throws {
        let seconds =
            [(8, "0.004"), (9, "0.009"), (15, "0.015"), (16, "0.032")] as [(Int64, String)]
        for (seconds, expected) in seconds {
            let usage: KeyValuePairs<Meter, Int64> = [.inputVideoSeconds: seconds * 1_000_000]
            #expect(try total("multimodalembedding", usage) == expected)
        }
        let model = "veo-3.1-lite-generate-preview"
        #expect(try total(model, [.videoSeconds: 8_000_000]) == "0.4")
        #expect(
            try total(model, [.videoSeconds: 8_000_000], ["resolution": "1080p"]) == "0.64")
    }

    @Test(
        "searches cost by their context, once a prompt, or with the request",
        arguments: [
            ("gpt-4o-search-preview", 2, ["search_context": "high"], "0.1"),
            ("gpt-4o-search-preview", 2, [:], "0.07"), ("gemini-3-pro-preview", 3, [:], "0.042"),
            ("gemini-2.5-flash-image", 3, [:], "0.035"), ("claude-opus-4-7", 3, [:], "0.03"),
            ("sonar", 3, [:], "0.005"), ("sonar", 3, ["search_context": "high"], "0.012"),
            ("sonar", 0, ["search_context": "medium"], "0.008"),
            ("sonar-deep-research", 3, [:], "0.015"),
        ] as [(String, Int64, [String: String], String)])
    func searches(
        model: String, count: Int64, dimensions: [String: String], expected: String
    ) throws {
        #expect(try total(model, [.webSearches: count], dimensions) == expected)
    }

    @Test("a search with more results is dearer")
    func results() throws {
        for (results, expected) in [("25", "0.005"), ("26", "0.025"), ("500", "0.025")] {
            #expect(try total("search", [.searches: 1], ["results": results]) == expected)
        }
        #expect(try total("search", [.searches: 1]) == "0.005")
    }

    @Test("of two prices for one name the dearer one counts")
    func dearer() throws {
        #expect(try total("gemini-exp-1206", [.inputTokens: 1_000_000]) == "0.3")
        let model = try book.model(named: "gemini/gemini-exp-1206", provider: "google")
        #expect(model.name == "gemini-exp-1206" && model.rates.count == 2)
    }

    @Test("of two factors for one region the higher counts")
    func factorTwice() throws {
        let catalog = try imported(
            """
            {"m": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1,
                   "provider_specific_entry": {"us": 1.1},
                   "regional_processing_uplift_multiplier_us": 1.2}}
            """)
        let book = try PriceBook(number: 1, models: catalog.models)
        #expect(try book.total("m", [.inputTokens: 1], ["region": "us"]) == "1.2")
        #expect(catalog.report.notes.contains { $0.reason == .saidTwice })
    }

    @Test("what a router's model costs is only known upstream")
    func routers() throws {
        for name in ["openrouter/auto", "model_router"] {
            let model = try book.model(named: name)
            #expect(model.identity.isDynamic)
            #expect(throws: PricingRefusal.self) { try total(name, [.inputTokens: 1]) }
        }
    }

    @Test("a router's own fee is on top of what it picks")
    func routerFee() throws {
        let usage: KeyValuePairs<Meter, Int64> = [
            .inputTokens: 1_000_000, .outputTokens: 1_000, .upstreamCost: 2_500_000_000,
        ]
        #expect(try total("model_router", usage) == "2.64")
    }

    @Test("reasoning at the price of output follows it into every tier")
    func reasoning() throws {
        let catalog = try imported(
            """
            {"m": {"litellm_provider": "openai", "input_cost_per_token": 1,
                   "output_cost_per_token": 9, "output_cost_per_reasoning_token": 9,
                   "output_cost_per_token_priority": 16, "output_cost_per_token_batches": 4.5}}
            """)
        let book = try PriceBook(number: 1, models: catalog.models)
        let usage: KeyValuePairs<Meter, Int64> = [.outputTokens: 2, .reasoningTokens: 1]
        #expect(try book.total("m", usage) == "18")
        #expect(try book.total("m", usage, ["service_tier": "priority"]) == "32")
        #expect(try book.total("m", usage, ["service_tier": "batch"]) == "9")
    }

    @Test("what is interpreted or left out is noted")
    func notes() {
        #expect(
            notes(of: "databricks/databricks-claude-3-7-sonnet") == [
                "input_dbu_cost_per_token": .notInUSD, "output_dbu_cost_per_token": .notInUSD,
            ])
        #expect(notes(of: "together_ai/new") == ["input_cost_per_smell": .unknownField])
        #expect(notes(of: "deepseek-chat") == ["input_cost_per_token_cache_hit": .saidTwice])
        #expect(notes(of: "runwayml/gen4_image") == ["input_cost_per_image": .saidTwice])
        #expect(
            notes(of: "gpt-realtime") == [
                "cache_creation_input_audio_token_cost":
                    .readAs("the price of reading cached audio"),
                "input_cost_per_image":
                    .readAs("the price of an image token: too small for a picture's"),
            ])
        #expect(notes(of: "gpt-5.4").isEmpty)
    }

    @Test(
        "a bad entry costs that entry only",
        arguments: [
            (
                #""input_cost_per_token": -1"#, "input_cost_per_token",
                .negativePrice(ExactDecimal(coefficient: -1, scale: 0))
            ),
            (
                #""input_cost_per_token": "NaN""#, "input_cost_per_token",
                .unreadablePrice(#""NaN""#)
            ),
            (#""input_cost_per_token": true"#, "input_cost_per_token", .unreadablePrice("true")),
            (
                #""input_cost_per_token": 1e400"#, "input_cost_per_token",
                .unreadablePrice("1e400")
            ),
            (
                #""input_cost_per_second": 1e-38"#, "compute_seconds",
                .unreadablePrice("0.00000000000000000000000000000000000001")
            ),
            (#""input_cost_per_token": null"#, "", .noPrice),
            (#""tiered_pricing": {}"#, "tiered_pricing", .malformed("a list")),
            (
                #""tiered_pricing": [{"input_cost_per_token": 1}]"#, "tiered_pricing[0]",
                .malformed("prices for a range")
            ),
            (
                #""tiered_pricing": [{"range": [9223372036854775807]}]"#, "tiered_pricing[0]",
                .malformed("prices for a range")
            ),
            (
                #""search_context_cost_per_query": 1"#, "search_context_cost_per_query",
                .malformed("an object")
            ),
            (
                #""regional_processing_uplift_multiplier_eu": 0"#,
                "regional_processing_uplift_multiplier_eu", .unreadablePrice("a factor of 0")
            ),
        ] as [(String, String, ImportReport.Reason)])
    func badEntries(field: String, path: String, reason: ImportReport.Reason) throws {
        let catalog = try imported(
            """
            {"bad": {"litellm_provider": "p", "mode": "chat", \(field)},
             "good": {"litellm_provider": "p", "input_cost_per_token": 1e-06}}
            """)
        #expect(catalog.models.map(\.name) == ["good"])
        let skipped = try #require(catalog.report.skipped.first)
        #expect((skipped.entry, skipped.field) == ("bad", path))
        #expect(skipped.reason == reason)
    }

    @Test("entries that are no models, and lists that are none")
    func shapes() throws {
        let catalog = try imported(
            #"{"a": 1, "b": {"mode": "chat"}, "c/": {"litellm_provider": "c"}, "": []}"#)
        #expect(catalog.models.isEmpty)
        #expect(
            catalog.report.skipped.map(\.reason)
                == [.notAModel, .noProvider, .notAModel, .notAModel])
        #expect(throws: CatalogRefusal.malformed(path: "list", expected: "an object of models")) {
            try imported("[]")
        }
        #expect(throws: CatalogRefusal.self) { try imported("{") }
    }

    private func total(
        _ model: String, _ usage: KeyValuePairs<Meter, Int64>, _ dimensions: [String: String] = [:]
    ) throws -> String {
        try book.total(of: model, usage, dimensions)
    }

    private func notes(of entry: String) -> [String: ImportReport.Reason] {
        let notes = catalog.report.notes.filter { $0.entry == entry }
        return Dictionary(notes.map { ($0.field, $0.reason) }) { first, _ in first }
    }
}
