// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing
import Vocabulary

/// The numbers are those of facts/pricing-data.md, section 7.
@Suite struct QuoteTests {
    static let builtin = try! BuiltinCatalog.book()

    @Test(
        "cached input is billed at its own price and taken out of the input",
        arguments: [("gpt-4o", "0.00375"), ("gpt-4o-mini", "0.000225")])
    func cachedInput(model: String, total: String) throws {
        let usage: KeyValuePairs<Meter, Int64> = [
            .inputTokens: 1_000, .cachedInputTokens: 600, .outputTokens: 200,
        ]
        #expect(try Self.builtin.total(model, usage) == total)
    }

    @Test("cache writes for five minutes and for an hour have their own prices")
    func cacheWrites() throws {
        let total = try Self.builtin.total(
            "claude-opus-4-7",
            [
                .inputTokens: 1_000_000, .cachedInputTokens: 100_000, .cacheWriteTokens: 200_000,
                .cacheWrite1hTokens: 300_000, .outputTokens: 10_000,
            ])
        // 400,000 × 5 + 100,000 × 0.5 + 200,000 × 6.25 + 300,000 × 10 + 10,000 × 25, per million.
        #expect(total == "6.55")
    }

    @Test(
        "a cliff bills every token at the tier's price, above the threshold and not on it",
        arguments: [(272_000, "0.68"), (272_001, "1.360005")])
    func cliff(inputTokens: Int64, total: String) throws {
        #expect(try Self.builtin.total("gpt-5.4", [.inputTokens: inputTokens]) == total)
    }

    @Test("above the threshold output and cached input cost the tier's price too")
    func cliffOfOutput() throws {
        let usage: KeyValuePairs<Meter, Int64> = [
            .inputTokens: 272_001, .cachedInputTokens: 72_001, .outputTokens: 1_000,
        ]
        // 200,000 × 5 + 72,001 × 0.5 + 1,000 × 22.5
        #expect(try Self.builtin.total("gpt-5.4", usage) == "1.0585005")
    }

    @Test("cached tokens count towards the threshold")
    func thresholdCountsCached() throws {
        let usage: KeyValuePairs<Meter, Int64> = [
            .inputTokens: 200_001, .cachedInputTokens: 200_000, .outputTokens: 0,
        ]
        // claude-sonnet-4-5: 1 × 6 + 200,000 × 0.6 above 200,000.
        #expect(try Self.builtin.total("claude-sonnet-4-5", usage) == "0.120006")
    }

    @Test(
        "a threshold of one less than a round number makes the round number high",
        arguments: [(199_999, "0.24999875"), (200_000, "0.5")])
    func roundThreshold(inputTokens: Int64, total: String) throws {
        #expect(try Self.builtin.total("grok-4.20", [.inputTokens: inputTokens]) == total)
    }

    @Test("a low threshold holds too", arguments: [(100_000, "0.01"), (100_001, "0.0500005")])
    func lowThreshold(inputTokens: Int64, total: String) throws {
        #expect(try Self.builtin.total("claude-haiku-5-5", [.inputTokens: inputTokens]) == total)
    }

    @Test("a reasoning token with its own price is billed at it and taken out of the output")
    func reasoning() throws {
        let usage: KeyValuePairs<Meter, Int64> = [
            .outputTokens: 1_000_000, .reasoningTokens: 400_000, .citationTokens: 100_000,
        ]
        // 500,000 × 8 + 400,000 × 3 + 100,000 × 2
        #expect(try Self.builtin.total("sonar-deep-research", usage) == "5.4")
    }

    @Test(
        "a service tier has its own prices",
        arguments: [
            ("gpt-5.4", "flex", "0.8526"), ("gpt-5.4", "priority", "3.41"),
            ("gpt-4o", "priority", "2.0825"), ("gpt-5.4", "default", "1.705"),
        ])
    func serviceTiers(model: String, tier: String, total: String) throws {
        // 80,000 plain input tokens, 20,000 cached: flex is 1.25, 0.13 (not 0.125) and 7.5.
        let usage: KeyValuePairs<Meter, Int64> = [
            .inputTokens: 100_000, .cachedInputTokens: 20_000, .outputTokens: 100_000,
        ]
        #expect(try Self.builtin.total(model, usage, ["service_tier": tier]) == total)
    }

    @Test("embeddings in a batch cost half")
    func batch() throws {
        let usage: KeyValuePairs<Meter, Int64> = [.inputTokens: 1_000_000]
        let batch = ["service_tier": "batch"]
        #expect(try Self.builtin.total("text-embedding-3-small", usage) == "0.02")
        #expect(try Self.builtin.total("text-embedding-3-small", usage, batch) == "0.01")
    }

    @Test("audio, images and cached audio of one input are billed apart")
    func realtime() throws {
        let usage: KeyValuePairs<Meter, Int64> = [
            .inputTokens: 1_000_000, .cachedInputTokens: 100_000, .inputAudioTokens: 300_000,
            .cachedInputAudioTokens: 50_000, .inputImageTokens: 200_000, .outputTokens: 500_000,
            .outputAudioTokens: 400_000,
        ]
        // 450,000 × 4 + 50,000 × 0.4 + 250,000 × 32 + 50,000 × 0.4 + 200,000 × 5
        // + 100,000 × 16 + 400,000 × 64
        #expect(try Self.builtin.total("gpt-realtime", usage) == "38.04")
    }

    @Test("audio in a chat has its price")
    func audioInChat() throws {
        let usage: KeyValuePairs<Meter, Int64> = [.inputTokens: 2_000, .inputAudioTokens: 1_000]
        #expect(try Self.builtin.total("gemini-2.5-flash", usage) == "0.0013")
    }

    @Test(
        "a picture is priced by its size and quality",
        arguments: [
            ("low", "1024x1024", "0.011"), ("high", "1536x1024", "0.25"),
        ])
    func pictures(quality: String, size: String, total: String) throws {
        let dimensions = ["quality": quality, "size": size]
        #expect(try Self.builtin.total("gpt-image-1", [.images: 1], dimensions) == total)
    }

    @Test("a price that is known only by dimensions is refused without them, and they are listed")
    func missingDimensions() throws {
        let error = #expect(throws: PricingRefusal.self) {
            try Self.builtin.total("gpt-image-1", [.images: 1])
        }
        guard case .noRateApplies(.images, "gpt-image-1", let known) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(known.contains("quality=low, size=1024x1024"))
    }

    @Test(
        "every modality is priced",
        arguments: [
            ("sora-2", Meter.videoSeconds, "8", "0.8"), ("tts-1", .characters, "1000", "0.015"),
            ("whisper-1", .audioSeconds, "90.5", "0.00905"),
            ("nova-3", .audioSeconds, "1", "0.000071667"),
            ("rerank-v3.5", .searches, "1", "0.002"), ("mistral-ocr-4-1", .pages, "3", "0.012"),
            ("omni-moderation-latest", .inputTokens, "1000000", "0"),
            ("fal-ai/flux-pro/v1.1", .images, "2", "0.08"),
        ])
    func modalities(model: String, meter: Meter, units: String, total: String) throws {
        let count = try meter.quantity(from: decimal(units))
        #expect(try Self.builtin.total(model, [meter: count]) == total)
    }

    @Test("a video is priced by its resolution, and by the plain price without one")
    func video() throws {
        let second = Meter.videoSeconds.scale
        let model = "veo-3.1-lite-generate-preview"
        #expect(try Self.builtin.total(model, [.videoSeconds: second]) == "0.05")
        let large = ["resolution": "1080p"]
        #expect(try Self.builtin.total(model, [.videoSeconds: second], large) == "0.08")
    }

    @Test("a fee for the request is added once, and by its search context")
    func requestFee() throws {
        let usage: KeyValuePairs<Meter, Int64> = [.inputTokens: 1_000]
        #expect(try Self.builtin.total("sonar", usage) == "0.013")
        #expect(try Self.builtin.total("sonar", usage, ["search_context": "low"]) == "0.006")
        #expect(try Self.builtin.total("sonar", [.inputTokens: 1_000, .requests: 2]) == "0.025")
        #expect(try Self.builtin.total("sonar", [.inputTokens: 1_000, .requests: 0]) == "0.001")
    }

    @Test("the platform's own prices take no markup")
    func platformPrices() throws {
        let day = Meter.containerDays.scale
        let containers = try Self.builtin.total(
            "containers", [.containerDays: day, .deployments: 1], markup: .standard)
        #expect(containers == "1.17")
        let gigabyte = Meter.gigabyteDays.scale
        let storage = try Self.builtin.total(
            "knowledge-storage", [.gigabyteDays: gigabyte], markup: .standard)
        #expect(storage == "0.01")
    }

    @Test("one minute of a container costs its exact share of the day")
    func minuteOfContainer() throws {
        let minute = Meter.containerDays.scale / 1_440
        // 0.67 / 1,440 = 0.000465277…
        #expect(try Self.builtin.total("containers", [.containerDays: minute]) == "0.000465278")
    }
}
