// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

/// Reads `pricing` of one model into the entry. Which keys it has depends on the model's type.
struct VercelPricing {
    var entry: PriceListEntry
    /// The model's `type`: language, image, video, …
    let kind: String

    /// Keys for tokens: a price of one, and the same name with `_tiers`.
    static let tokenMeters: [(name: String, meter: Meter)] = [
        ("input", .inputTokens), ("output", .outputTokens),
        ("input_cache_read", .cachedInputTokens), ("input_cache_write", .cacheWriteTokens),
        ("audio_input_token_cost", .inputAudioTokens),
        ("audio_output_token_cost", .outputAudioTokens),
    ]

    /// Keys for other things, at the price of one.
    private static let otherMeters: [(name: String, meter: Meter)] = [
        ("image", .images), ("speech_input_character_cost", .characters),
        ("transcription_duration_cost_per_second", .audioSeconds),
        ("realtime_session_duration_cost_per_second", .sessionSeconds),
        ("realtime_client_message_cost", .messages),
    ]

    /// Beside one of these `input` is no price: whisper-1 has a made-up one that is nearly 0, tts-1
    /// repeats the price of a character.
    static let instead = [
        "speech_input_character_cost", "transcription_duration_cost_per_second",
    ]

    mutating func read(_ pricing: JSON) throws(EntryRefusal) {
        for (name, value) in try PriceListEntry.members(of: pricing, field: "pricing") {
            let field = "pricing.\(name)"
            if VercelPricing.isTokenKey(name) { continue }
            if let meter = VercelPricing.otherMeters.first(where: { $0.name == name })?.meter {
                let price = try PriceListEntry.price(value, field: field)
                try entry.add(meter, price, counting: counting(of: meter), field: field)
            } else {
                try read(special: name, value, field: field)
            }
        }
        try readTokens(pricing, at: VercelPlace(field: "pricing", beside: nil))
    }

    private mutating func read(
        special name: String, _ value: JSON, field: String
    ) throws(EntryRefusal) {
        switch name {
        case "fast":
            try readTokens(
                value, at: VercelPlace(field: field, dimensions: ["speed": "fast"]))
        case "regional":
            for (region, prices) in try PriceListEntry.members(of: value, field: field) {
                try read(prices, ofRegion: region, field: "\(field).\(region)")
            }
        case "service_tiers":
            for (tier, prices) in try PriceListEntry.members(of: value, field: field) {
                try read(prices, ofServiceTier: tier, field: "\(field).\(tier)")
            }
        case "web_search": try readSearch(value, .webSearches, field: field)
        case "maps_search": try readSearch(value, .mapsSearches, field: field)
        case "image_dimension_quality_pricing": try readImages(value, field: field)
        case "video_duration_pricing": try readVideoSeconds(value, field: field)
        case "video_token_pricing": try readVideoTokens(value, field: field)
        case "varies_by_provider":
            guard value.bool != false else { return }
            entry.note(field, .readAs("the price of one of the providers: others ask another"))
        case "peak_pricing":
            // The price of some hours, in a shape that is not documented: without it those would
            // be billed too low.
            throw EntryRefusal(field: field, reason: .unknownCondition)
        default:
            entry.note(field, .unknownField)
        }
    }

    private mutating func read(
        _ prices: JSON, ofRegion region: String, field: String
    ) throws(EntryRefusal) {
        var place = VercelPlace(field: field, dimensions: ["region": region], beside: ["fast"])
        try readTokens(prices, at: place)
        guard let fast = prices["fast"] else { return }
        place = VercelPlace(
            field: "\(field).fast", dimensions: ["region": region, "speed": "fast"])
        try readTokens(fast, at: place)
    }

    private mutating func read(
        _ prices: JSON, ofServiceTier tier: String, field: String
    ) throws(EntryRefusal) {
        let dimensions = ["service_tier": tier]
        try readTokens(
            prices,
            at: VercelPlace(field: field, dimensions: dimensions, beside: ["long_context"]))
        guard let long = prices["long_context"] else { return }
        let field = "\(field).long_context"
        guard let threshold = long["threshold"] else {
            throw EntryRefusal(field: field, reason: .unknownCondition)
        }
        let over = try PriceListEntry.count(threshold, field: "\(field).threshold")
        try readTokens(
            long,
            at: VercelPlace(
                field: field, dimensions: dimensions, over: over, beside: ["threshold"]))
    }

    /// One reader takes a search's price for 1,000 of them, another for one, and Vercel's
    /// documents do not say. No search costs a dollar, and no thousand of them a cent.
    private mutating func readSearch(
        _ value: JSON, _ meter: Meter, field: String
    ) throws(EntryRefusal) {
        let price = try PriceListEntry.price(value, field: field)
        let per: Int64 = price < ExactDecimal(coefficient: 1, scale: 0) ? 1 : 1_000
        entry.note(field, .readAs("the price of \(per == 1 ? "one" : "1,000")"))
        try entry.add(meter, price, per: per, field: field)
    }

    /// A picture that is counted in tokens too is not billed twice. All that comes out of a model
    /// of pictures are pictures.
    func counting(of meter: Meter) -> PriceRate.Counting {
        guard meter == .images else { return .plain }
        let tokens: [Meter] =
            kind == "image" ? [.outputImageTokens, .outputTokens] : [.outputImageTokens]
        return PriceRate.Counting(coveredBy: tokens) ?? .plain
    }
}
