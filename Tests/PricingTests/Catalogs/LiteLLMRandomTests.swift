// SPDX-License-Identifier: Apache-2.0

import JSON
import Pricing
import Testing

/// Lists that nobody would publish: the reader never fails, and what it reads makes a book.
@Suite struct LiteLLMRandomTests {
    @Test("any change of bytes is refused or read", arguments: 0..<20)
    func anyBytes(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let sample = Array(liteLLMSample.utf8)
        for _ in 0..<20 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let position = bytes.indices.randomElement(using: &random)!
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[position] = .random(in: .min ... .max, using: &random)
                case 1: bytes[position] = sample.randomElement(using: &random)!
                default: bytes.removeSubrange(position..<min(position + 9, bytes.count))
                }
            }
            try check(bytes)
        }
    }

    @Test("any words and numbers in the places of names and prices", arguments: 0..<20)
    func anyEntries(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var list = JSONObject()
        for _ in 0..<200 {
            var entry = JSONObject()
            entry["litellm_provider"] = .string(LiteLLMRandomTests.providers.pick(&random))
            entry["mode"] = .string(LiteLLMRandomTests.modes.pick(&random))
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                entry[fieldName(&random)] = value(&random, depth: 0)
            }
            let key = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                LiteLLMRandomTests.segments.pick(&random)
            }
            list[key.joined(separator: "/")] = .object(entry)
        }
        try check(JSON.object(list).encoded())
    }

    @Test("many fields, tiers or sizes of one model take no time to speak of")
    func large() throws {
        let fields = (0..<50_000).map { #""input_cost_per_token_above_\#($0)_tokens": 1"# }
        let tiers = (0..<50_000).map { #"{"range": [\#($0)], "input_cost_per_token": 1}"# }
        let sizes = (1...20_000).map {
            #""1-x-\#($0)/m": {"litellm_provider": "openai", "output_cost_per_image": 1}"#
        }
        let catalog = try imported(
            """
            {"a": {"litellm_provider": "p", \(fields.joined(separator: ","))},
             "b": {"litellm_provider": "p", "tiered_pricing": [\(tiers.joined(separator: ","))]},
             \(sizes.joined(separator: ","))}
            """)
        #expect(catalog.models.isEmpty)
        #expect(Set(catalog.report.skipped.map(\.reason)) == [.tooManyPrices])
        #expect(catalog.report.skipped.count == 20_002)
    }

    private func check(_ bytes: [UInt8]) throws {
        do {
            let catalog = try ImportedCatalog(parsing: bytes, format: .litellm, source: "s")
            let report = catalog.report
            #expect(report.modelsOut <= report.entriesIn)
            #expect(catalog.models.allSatisfy { !$0.rates.isEmpty })
            _ = try PriceBook(number: 1, models: catalog.models)
        } catch is CatalogRefusal {
            return
        }
    }

    private func fieldName(_ random: inout SeededRandom) -> String {
        let base = LiteLLMRandomTests.bases.pick(&random)
        let suffix = LiteLLMRandomTests.suffixes.pick(&random)
        return base + suffix + (Bool.random(using: &random) ? "" : "_priority")
    }

    private func value(_ random: inout SeededRandom, depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth < 2 ? 9 : 6), using: &random) {
        case 0: .null
        case 1: .string(["1e-6", "NaN", "", "per_prompt", "2e-7x"].pick(&random))
        case 2: .number(JSONNumber(Int64.random(in: .min ... .max, using: &random)))
        case 3: .number(JSONNumber(decimal("0.000\(UInt32.random(in: 0...999, using: &random))")))
        case 4: .number(JSONNumber(decimal("1e-3\(Int.random(in: 0...8, using: &random))")))
        case 5: .bool(true)
        case 6: .array((0..<3).map { _ in value(&random, depth: depth + 1) })
        default:
            .object(
                [
                    "range": .array([value(&random, depth: 2)]), "us": value(&random, depth: 2),
                    "search_context_size_low": value(&random, depth: 2),
                    "fast": value(&random, depth: 2),
                    "input_cost_per_token": value(&random, depth: 2),
                ])
        }
    }

    private static let providers = [
        "openai", "azure", "azure_ai", "bedrock", "vertex_ai-x", "gemini", "perplexity", "",
        "openrouter", "p",
    ]
    private static let modes = [
        "chat", "image_generation", "audio_speech", "audio_transcription", "video_generation", "?",
    ]
    private static let segments = [
        "azure", "openai", "eu", "global", "1024-x-1024", "9999999-x-1", "max-x-max", "hd", "m",
        "50-steps", "bedrock", "us-east-1", "1-month-commitment", "gpt-image", "", "a@us-east1",
        "@",
    ]
    private static let bases = [
        "input_cost_per_token", "output_cost_per_token", "input_cost_per_second",
        "output_cost_per_second", "input_cost_per_image", "output_cost_per_image",
        "input_cost_per_pixel", "output_cost_per_image_token", "tiered_pricing",
        "cache_creation_input_audio_token_cost", "search_context_cost_per_query",
        "provider_specific_entry", "regional_processing_uplift_multiplier_eu",
        "input_cost_per_video_per_second", "input_cost_per_query",
    ]
    private static let suffixes = [
        "", "", "", "_above_128k_tokens", "_above_999999999k_tokens", "_above_9999999999k_tokens",
        "_above_8s_interval", "_above_1_and_1_pixels", "_premium_image", "_1080p", "_flex",
    ]
}

extension Array {
    fileprivate func pick(_ random: inout SeededRandom) -> Element {
        self[Int.random(in: indices, using: &random)]
    }
}
