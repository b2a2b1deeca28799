// SPDX-License-Identifier: Apache-2.0

import JSON
import Pricing
import Testing

@Suite struct UsageTests {
    @Test("parts are taken out of their wholes")
    func shares() throws {
        let usage = try Usage([
            .inputTokens: 1_000, .cachedInputTokens: 300, .inputAudioTokens: 200,
            .cachedInputAudioTokens: 100, .outputTokens: 50, .reasoningTokens: 50,
        ])
        #expect(
            usage.shares == [
                .init(600, of: .inputTokens), .init(200, of: .cachedInputTokens),
                .init(100, of: .inputAudioTokens), .init(100, of: .cachedInputAudioTokens),
                .init(50, of: .reasoningTokens),
            ])
        #expect(usage.inputTokens == 1_000)
    }

    @Test("a whole that is not stated is the sum of its parts")
    func inferredWhole() throws {
        let usage = try Usage([.cachedInputTokens: 300, .inputAudioTokens: 200])
        #expect(usage.inputTokens == 500)
        #expect(usage.shares.count == 2)
    }

    @Test("a part larger than its whole is refused, and both are named")
    func partExceedsWhole() {
        let refusal = PricingRefusal.contradictoryUsage(
            parts: [.cachedInputTokens], whole: .inputTokens)
        #expect(throws: refusal) {
            try Usage([.inputTokens: 599, .cachedInputTokens: 600, .outputTokens: 1])
        }
        #expect(
            refusal.description
                == "cached_input_tokens is more than input_tokens, of which it is a part.")
    }

    @Test("parts that are together larger than their whole are refused, and all are named")
    func partsExceedWhole() {
        let refusal = PricingRefusal.contradictoryUsage(
            parts: [.cachedInputTokens, .cacheWriteTokens], whole: .inputTokens)
        #expect(throws: refusal) {
            try Usage([.inputTokens: 1_000, .cachedInputTokens: 600, .cacheWriteTokens: 401])
        }
        #expect(refusal.description.contains("cached_input_tokens and cache_write_tokens"))
    }

    @Test("parts that fill their whole are accepted")
    func boundary() throws {
        let usage = try Usage([
            .inputTokens: 1_000, .cachedInputTokens: 600, .cacheWriteTokens: 400,
        ])
        #expect(usage.shares.map(\.count) == [600, 400])
    }

    @Test("negative and enormous quantities are refused", arguments: [-1, Int64.min, Int64.max])
    func outOfRange(count: Int64) {
        #expect(throws: PricingRefusal.quantityOutOfRange(.images)) {
            try Usage([.images: count])
        }
    }

    @Test("every meter at its largest is still counted without overflow")
    func largest() throws {
        let quantities = Meter.allCases.filter { $0.parents.isEmpty }
            .map { Usage.Quantity(Usage.countMax, of: $0) }
        #expect(try Usage(quantities).shares.count == quantities.count)
    }

    @Test("a meter that is stated twice is refused")
    func twice() {
        #expect(throws: PricingRefusal.meterStatedTwice(.images)) {
            try Usage([.images: 1, .requests: 1, .images: 2])
        }
    }

    @Test("usage is read from JSON, in units and by names and aliases")
    func json() throws {
        let body: JSON = [
            "output_tokens": 2, "prompt_tokens": "1000", "audio_seconds": try JSON(text: "12.50"),
        ]
        let dimensions: JSON = [
            "size": "1024x1024", "audio": true, "fps": 24, "style": nil,
        ]
        let usage = try Usage(body, dimensions: dimensions)
        #expect(usage.count(of: .inputTokens) == 1_000)
        #expect(usage.count(of: .audioSeconds) == 12_500_000)
        #expect(usage.count(of: .images) == nil)
        #expect(usage.dimensions == ["size": "1024x1024", "audio": "true", "fps": "24"])
        #expect(usage.json.text == #"{"input_tokens":1000,"output_tokens":2,"audio_seconds":12.5}"#)
    }

    @Test("usage is read in other units, exactly")
    func otherUnits() throws {
        let usage = try Usage(
            JSON(text: #"{"audio_minutes": 1.5, "pixels": 1835008, "session_hours": "0.25"}"#))
        #expect(
            usage.json.text
                == #"{"audio_seconds":90,"session_seconds":900,"megapixels":1.835008}"#)
    }

    @Test(
        "JSON that is no usage is refused, and the field is named",
        arguments: [
            (#"[]"#, PricingRefusal.malformed("usage")),
            (#"{"images": true}"#, .malformed("usage.images")),
            (#"{"images": "many"}"#, .malformed("usage.images")),
            (#"{"images": -1}"#, .quantityOutOfRange(.images)),
            (#"{"images": 1e400}"#, .quantityOutOfRange(.images)),
            (#"{"images": 1.5}"#, .quantityTooFine(.images)),
            (#"{"imagse": 1}"#, .unknownMeter("imagse")),
            (#"{"pixels": 0.5}"#, .quantityTooFine(.megapixels)),
            (#"{"audio_minutes": 1, "audio_seconds": 60}"#, .meterStatedTwice(.audioSeconds)),
            (#"{"prompt_tokens": 1, "input_tokens": 1}"#, .meterStatedTwice(.inputTokens)),
        ])
    func refusedJSON(text: String, refusal: PricingRefusal) throws {
        let json = try JSON(text: text)
        #expect(throws: refusal) { try Usage(json) }
    }

    @Test("dimensions that are no plain values are refused")
    func refusedDimensions() {
        #expect(throws: PricingRefusal.malformed("dimensions.size")) {
            try Usage([:] as JSON, dimensions: ["size": [1, 2]])
        }
        #expect(throws: PricingRefusal.malformed("dimensions")) {
            try Usage([:] as JSON, dimensions: "1024x1024")
        }
    }
}

extension JSON {
    fileprivate init(text: String) throws {
        try self.init(parsing: Array(text.utf8))
    }
}
