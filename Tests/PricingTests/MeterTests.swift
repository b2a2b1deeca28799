// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Testing

@Suite struct MeterTests {
    @Test("the table of meters has one row for each, in their order")
    func table() {
        #expect(Meter.definitions.map(\.meter) == Meter.allCases)
    }

    @Test("there are few enough meters for a set of them to be a word of bits")
    func few() {
        #expect(Meter.allCases.count <= 63)
    }

    @Test("every meter has a snake-case name that finds it", arguments: Meter.allCases)
    func names(meter: Meter) throws {
        #expect(try Meter(name: meter.name) == meter)
        let allowed = "abcdefghijklmnopqrstuvwxyz0123456789_"
        #expect(meter.name.allSatisfy { allowed.contains($0) })
    }

    @Test("no name or alias is that of two meters")
    func uniqueNames() {
        let names = Meter.definitions.flatMap { [$0.name] + $0.aliases + $0.units.map(\.key) }
        #expect(Set(names).count == names.count)
    }

    @Test("a meter stands behind the meters that it is a part of", arguments: Meter.allCases)
    func order(meter: Meter) {
        #expect(meter.parents.allSatisfy { $0 < meter && meter.isPart(of: $0) })
        #expect(!meter.isPart(of: meter))
    }

    @Test("cached audio is a part of audio, of cached input and of input")
    func cachedAudio() {
        let wholes = Meter.allCases.filter { Meter.cachedInputAudioTokens.isPart(of: $0) }
        #expect(wholes == [.inputTokens, .cachedInputTokens, .inputAudioTokens])
        #expect(
            Meter.cachedInputAudioTokens.substitutes
                == [.inputAudioTokens, .cachedInputTokens, .inputTokens])
    }

    @Test("a cache write for an hour is priced like one for five minutes before like input")
    func cacheWrite() {
        #expect(Meter.cacheWrite1hTokens.substitutes == [.cacheWriteTokens, .inputTokens])
    }

    @Test("an unknown name is refused by name")
    func unknown() {
        #expect(throws: PricingRefusal.unknownMeter("input_token")) {
            try Meter(name: "input_token")
        }
    }

    @Test(
        "a quantity in units becomes whole parts, and back",
        arguments: [
            (Meter.inputTokens, "1000", Int64(1_000)), (.audioSeconds, "12.5", 12_500_000),
            (.audioSeconds, "0.000001", 1), (.megapixels, "1.835008", 1_835_008),
            (.gigabyteDays, "0.000000001", 1_440), (.containerDays, "0.01", 92_160_000),
            (.images, "0", 0),
        ])
    func quantities(meter: Meter, units: String, count: Int64) throws {
        #expect(try meter.quantity(from: decimal(units)) == count)
        #expect(meter.text(of: count) == units)
    }

    @Test(
        "a count in another unit is one of the meter's own",
        arguments: [
            ("audio_minutes", "1.5", Meter.audioSeconds, Int64(90_000_000)),
            ("audio_hours", "0.01", .audioSeconds, 36_000_000),
            ("audio_milliseconds", "1", .audioSeconds, 1_000),
            ("video_minutes", "1", .videoSeconds, 60_000_000),
            ("session_hours", "1", .sessionSeconds, 3_600_000_000),
            ("pixels", "1835008", .megapixels, 1_835_008),
            ("input_pixels", "1", .inputMegapixels, 1),
            ("prompt_tokens", "7", .inputTokens, 7),
        ])
    func units(name: String, units: String, meter: Meter, count: Int64) throws {
        let unit = try Meter.Unit(name: name)
        #expect(unit.meter == meter)
        #expect(try unit.quantity(from: decimal(units)) == count)
    }

    @Test(
        "a price of another unit is one of the meter's own, exactly",
        arguments: [
            ("audio_minutes", "0.006", Int64(1), "0.006", Int64(60)),
            ("audio_hours", "0.111", 1, "0.111", 3_600),
            ("audio_milliseconds", "0.000001", 1, "0.001", 1),
            ("pixels", "0.00000006539", 1, "0.06539", 1),
            ("pixels", "0.04", 1_000_000, "0.04", 1), ("pixels", "0.1", 3, "100000", 3),
            ("prompt_tokens", "2.5", 1_000_000, "2.5", 1_000_000),
        ])
    func prices(name: String, price: String, per: Int64, own: String, ownPer: Int64) throws {
        let converted = try #require(Meter.Unit(name: name).price(decimal(price), per: per))
        #expect((converted.price, converted.per) == (decimal(own), ownPer))
    }

    @Test("a name of another unit is no name of the meter")
    func otherUnit() {
        #expect(throws: PricingRefusal.unknownMeter("audio_minutes")) {
            try Meter(name: "audio_minutes")
        }
    }

    @Test(
        "the names of OpenAI, Anthropic, OpenRouter, LiteLLM and genai-prices are known",
        arguments: [
            ("prompt_tokens", Meter.inputTokens), ("completion_tokens", .outputTokens),
            ("cached_tokens", .cachedInputTokens), ("cache_read_input_tokens", .cachedInputTokens),
            ("cache_creation_input_tokens", .cacheWriteTokens),
            ("ephemeral_1h_input_tokens", .cacheWrite1hTokens),
            ("input_cache_read", .cachedInputTokens), ("internal_reasoning", .reasoningTokens),
            ("cache_audio_read_tokens", .cachedInputAudioTokens),
            ("output_reasoning_tokens", .reasoningTokens), ("rerank_searches", .searches),
            ("storage_searches", .fileSearches), ("input_document_pages", .pages),
            ("input_text_messages", .messages), ("web_search_requests", .webSearches),
        ])
    func aliases(name: String, meter: Meter) throws {
        #expect(try Meter(name: name) == meter)
    }

    @Test("a minute of a container-day of any size is a whole number of parts")
    func minutes() {
        #expect(Meter.containerDays.scale % (1_440 * 2_048) == 0)
        #expect(
            Meter.containerDays.text(of: Meter.containerDays.scale / 1_440).hasPrefix("0.000694"))
    }

    @Test("a quantity finer than the meter counts is refused, not rounded")
    func tooFine() {
        #expect(throws: PricingRefusal.quantityTooFine(.inputTokens)) {
            try Meter.inputTokens.quantity(from: decimal("0.5"))
        }
        #expect(throws: PricingRefusal.quantityTooFine(.audioSeconds)) {
            try Meter.audioSeconds.quantity(from: decimal("0.0000001"))
        }
    }

    @Test(
        "a negative or an enormous quantity is refused", arguments: ["-1", "9223372036855", "1e30"])
    func outOfRange(units: String) {
        #expect(throws: PricingRefusal.quantityOutOfRange(.audioSeconds)) {
            try Meter.audioSeconds.quantity(from: decimal(units))
        }
    }
}
