// SPDX-License-Identifier: Apache-2.0

import Pricing
import Testing
import Vocabulary

@Suite("Vercel's list") struct VercelTests {
    let sample: Sample

    init() throws {
        sample = try Sample(.vercel, "models.json")
    }

    private func model(_ name: String) throws -> PricedModel {
        try sample.model(name, of: "vercel")
    }

    private func total(
        _ model: String, _ usage: KeyValuePairs<Meter, Int64>, _ dimensions: [String: String] = [:]
    ) throws -> String {
        try sample.book().total(model, usage, dimensions)
    }

    @Test("every entry is a model or a line of the report")
    func report() throws {
        try checkReport(sample.catalog)
        #expect(sample.catalog.report.entriesIn == 25)
        #expect(sample.catalog.report.modelsOut == 17)
    }

    @Test("a model keeps the name that the reseller gives it, and its maker is the vendor")
    func identity() throws {
        let model = try model("openai/gpt-4o")
        #expect((model.provider, model.vendor) == ("vercel", "openai"))
        #expect((model.contextWindow, model.maxOutputTokens) == (128_000, 16_384))
        #expect(model.operations == [.chat])
        #expect(try self.model("openai/whisper-1").operations == [.transcription])
        #expect(
            try self.model("openai/gpt-realtime").identity.deprecatedOn
                == Instant(iso8601: "2027-01-15T08:00:00Z"))
    }

    @Test("service tiers and regions are dimensions, and inherit what they do not state")
    func dimensions() throws {
        let usage: KeyValuePairs<Meter, Int64> = [
            .inputTokens: 1_000, .cachedInputTokens: 600, .outputTokens: 200,
        ]
        let name = "openai/gpt-4o"
        #expect(try total(name, usage) == "0.00375")
        #expect(try total(name, usage, ["service_tier": "priority"]) == "0.006375")
        #expect(try total(name, usage, ["region": "eu"]) == "0.004125")
        #expect(
            try model(name).prices(.cachedInputTokens) == [
                "0.000002125 if service_tier=priority", "0.000001375 if region=eu", "0.00000125",
            ])
    }

    @Test("tiers stand instead of the flat price: min is the first token, max the next tier's")
    func tiers() throws {
        let name = "openai/gpt-5.4"
        #expect(try total(name, [.inputTokens: 272_000]) == "0.68")
        #expect(try total(name, [.inputTokens: 272_001]) == "1.360005")
        let flex = ["service_tier": "flex"]
        #expect(try total(name, [.inputTokens: 272_000], flex) == "0.34")
        #expect(try total(name, [.inputTokens: 272_001], flex) == "0.6800025")
        let coder = try model("alibaba/qwen3-coder-plus")
        #expect(
            coder.prices(.inputTokens) == [
                "0.000003 if input_tokens>128000", "0.0000018 if input_tokens>32000", "0.000001",
            ])
        #expect(coder.prices(.outputTokens) == ["0.000005"])
        #expect(coder.prices(.cacheWriteTokens) == [])
        #expect(
            sample.notes(coder.name) == [
                "pricing.input_tiers is read as the price, not 0.0000009",
                "pricing.input_tiers is read as a price from 1000000 tokens on too, as none is "
                    + "stated",
                "pricing.input_cache_write is read as not priced apart: a part of what has a "
                    + "price is not free",
            ])
    }

    @Test("a tier that has no price for a long context is not served in one")
    func gap() throws {
        let priority = ["service_tier": "priority"]
        #expect(try total("openai/gpt-5.4", [.inputTokens: 272_000], priority) == "1.36")
        #expect(throws: PricingRefusal.self) {
            try total("openai/gpt-5.4", [.inputTokens: 272_001], priority)
        }
    }

    @Test("fast is a speed, and a region may have its own")
    func fast() throws {
        let model = try model("anthropic/claude-opus-4.7")
        #expect(
            Set(model.prices(.inputTokens)) == [
                "0.000033 if region=us, speed=fast", "0.0000055 if region=us",
                "0.00003 if speed=fast", "0.000005",
            ])
        #expect(
            try total(model.name, [.inputTokens: 1_000], ["region": "us", "speed": "fast"])
                == "0.033")
    }

    @Test("a search from a dollar on is 1,000 searches, one below that is one")
    func searches() throws {
        #expect(try model("openai/gpt-4o").prices(.webSearches) == ["10/1000"])
        let opus = try model("anthropic/claude-opus-4.7")
        #expect(opus.prices(.webSearches) == ["0.01"])
        #expect(opus.prices(.mapsSearches) == ["5/1000"])
        #expect(
            sample.notes(opus.name) == [
                "pricing.web_search is read as the price of one",
                "pricing.maps_search is read as the price of 1,000",
                "pricing.varies_by_provider is read as the price of one of the providers: "
                    + "others ask another",
            ])
    }

    @Test("pictures by size, quality, style and operation")
    func pictures() throws {
        let name = "openai/gpt-image-1"
        let large = ["size": "1536x1024", "quality": "high"]
        #expect(try total(name, [.images: 1], large) == "0.25")
        #expect(throws: PricingRefusal.self) { try total(name, [.images: 1], ["size": "9x9"]) }
        // Counted in tokens too, a picture is billed once.
        #expect(try total(name, [.images: 1, .outputImageTokens: 4_160], large) == "0.1664")
        #expect(try total(name, [.images: 1, .outputTokens: 4_160], large) == "0.1664")
        let recraft = try model("recraft/recraft-v4")
        #expect(
            Set(recraft.prices(.images)) == [
                "0.05 if operation=edit", "0.08 if style=vector_illustration", "0.04",
            ])
        #expect(
            try model("google/gemini-2.5-flash-image").prices(.images) == ["0.039"])
    }

    @Test("videos by resolution, sound and mode, and by token")
    func videos() throws {
        let veo = "google/veo-3.1"
        let seconds: KeyValuePairs<Meter, Int64> = [.videoSeconds: 8_000_000]
        #expect(try total(veo, seconds, ["resolution": "1080p", "audio": "true"]) == "3.2")
        #expect(try total(veo, seconds, ["resolution": "4k", "audio": "false"]) == "3.2")
        #expect(throws: PricingRefusal.self) { try total(veo, seconds) }
        #expect(
            try model("klingai/kling-v3").prices(.videoSeconds) == [
                "0.14 if mode=pro, voice_control=true", "0.112 if mode=pro", "0.084 if mode=std",
            ])
        let seedance = "bytedance/seedance-2.0-fast"
        #expect(try total(seedance, [.outputVideoTokens: 1_000_000]) == "5.6")
        #expect(
            try total(seedance, [.outputTokens: 1_000_000], ["video_input": "true"]) == "3.3")
        let newer = "bytedance/seedance-2.1"
        #expect(
            try total(newer, [.outputTokens: 1_000_000], ["resolution": "1080p"]) == "7.7")
        #expect(
            try total(
                newer, [.inputVideoTokens: 1_000_000],
                ["resolution": "720p", "video_input": "true"]) == "4.3")
    }

    @Test("sound by the second and the character: input beside it is no price")
    func sound() throws {
        let whisper = try model("openai/whisper-1")
        #expect(whisper.rates.map(\.meter) == [.audioSeconds])
        #expect(try total(whisper.name, [.audioSeconds: 60_000_000]) == "0.006")
        let speech = try model("openai/tts-1")
        #expect(speech.rates.map(\.meter) == [.characters])
        #expect(sample.notes(speech.name) == ["pricing.input repeats another field"])
        let transcribe = try model("openai/gpt-4o-transcribe")
        #expect(transcribe.prices(.inputTokens) == ["0.0000025"])
        #expect(transcribe.prices(.inputAudioTokens) == ["0.000006"])
        let voice: KeyValuePairs<Meter, Int64> = [.sessionSeconds: 60_000_000, .messages: 2]
        #expect(try total("xai/grok-voice", voice) == "0.08804")
    }

    @Test(
        "a malformed entry costs that entry only",
        arguments: [
            ("perplexity/sonar", " has no price"),
            ("deepseek/deepseek-v4", "pricing.peak_pricing is a condition that is not known"),
            ("vendor/gap", "pricing.input_tiers should be tiers one after another"),
            (
                "vendor/new-condition",
                "pricing.image_dimension_quality_pricing[0].colour is a condition"
            ),
            ("vendor/nameless", "pricing.regional..input should be for something with a name"),
            ("vendor/negative", "pricing.input is negative"),
            ("vendor/words", #"pricing.input is no price that can be held exactly: "free""#),
            ("vendor/list", "pricing should be an object"),
        ])
    func malformed(entry: String, expected: String) throws {
        let note = try #require(sample.reason(entry))
        #expect("\(note.field) \(note.reason)".hasPrefix(expected))
    }

    @Test("a key that is not known is noted, and the model is sold without it")
    func unknown() throws {
        let model = try model("openai/text-embedding-3-small")
        #expect(model.prices(.inputTokens) == ["0.00000002"])
        #expect(sample.notes(model.name) == ["pricing.surcharge is counted by no meter"])
    }

    @Test("what is no list of models is refused", arguments: ["{}", "[]", "{\"data\": 1}", "x"])
    func notAList(text: String) {
        #expect(throws: CatalogRefusal.self) {
            try ImportedCatalog(parsing: Array(text.utf8), format: .vercel, source: "s")
        }
    }
}
