// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

/// `pricing` of a model: what its keys cost, and what changes that.
struct OpenRouterPricing {
    /// Prices by the list's own keys, after the discount.
    private(set) var base: [String: ExactDecimal] = [:]
    private(set) var overrides: [OpenRouterOverride] = []
    /// Whether a price depends on what the router picks; then none of the others is meant.
    private(set) var isDynamic = false
    /// What is left of a price after the discount, nil without one.
    private var share: ExactDecimal?

    /// What a key counts. `image` and `image_output` are judged, see ``tokens(for:price:)``.
    static let meters: [(name: String, meter: Meter)] = [
        ("prompt", .inputTokens), ("completion", .outputTokens),
        ("input_cache_read", .cachedInputTokens), ("input_cache_write", .cacheWriteTokens),
        ("input_cache_write_1h", .cacheWrite1hTokens), ("internal_reasoning", .reasoningTokens),
        ("audio", .inputAudioTokens), ("audio_output", .outputAudioTokens),
        ("input_audio_cache", .cachedInputAudioTokens), ("image", .inputImages),
        ("image_token", .inputImageTokens), ("image_output", .images), ("request", .requests),
        ("web_search", .webSearches),
    ]

    init(_ pricing: JSON, of entry: inout PriceListEntry) throws(EntryRefusal) {
        let members = try PriceListEntry.members(of: pricing, field: "pricing")
        if let discount = pricing["discount"] { try readDiscount(discount) }
        for (name, value) in members where name != "discount" {
            let field = "pricing.\(name)"
            if name == "overrides" {
                try readOverrides(value, field: field, of: &entry)
            } else if OpenRouterPricing.isPrice(name) {
                base[name] = try price(value, field: field, of: &entry)
            } else {
                entry.note(field, .unknownField)
            }
        }
    }

    static func isPrice(_ name: String) -> Bool { meters.contains { $0.name == name } }

    var isFree: Bool { base.values.allSatisfy(\.isZero) && overrides.isEmpty }

    private mutating func readDiscount(_ value: JSON) throws(EntryRefusal) {
        let field = "pricing.discount"
        let discount = try PriceListEntry.price(value, field: field)
        let one = ExactDecimal(coefficient: 1, scale: 0)
        guard discount <= one, let share = discount.restOfOne else {
            throw EntryRefusal(field: field, reason: .malformed("a number from 0 to 1"))
        }
        self.share = discount.isZero ? nil : share
    }

    private mutating func readOverrides(
        _ value: JSON, field: String, of entry: inout PriceListEntry
    ) throws(EntryRefusal) {
        let elements = try PriceListEntry.elements(of: value, field: field)
        guard elements.count <= OpenRouterOverride.countMax else {
            throw EntryRefusal(
                field: field,
                reason: .malformed("\(OpenRouterOverride.countMax) overrides at most"))
        }
        for (index, element) in elements.enumerated() {
            let path = "\(field)[\(index)]"
            var override = OpenRouterOverride(field: path)
            for (name, member) in try PriceListEntry.members(of: element, field: path) {
                if OpenRouterPricing.isPrice(name) {
                    override.prices[name] = try price(
                        member, field: "\(path).\(name)", of: &entry)
                } else {
                    try override.read(condition: name, member)
                }
            }
            try override.check()
            overrides.append(override)
        }
    }

    /// Reads a price and takes the discount off it; −1 makes the model a dynamic one.
    private mutating func price(
        _ value: JSON, field: String, of entry: inout PriceListEntry
    ) throws(EntryRefusal) -> ExactDecimal {
        let listed = try PriceListEntry.number(value, field: field)
        if listed == UnusablePrice.sentinel {
            isDynamic = true
            return .zero
        }
        guard !listed.isNegative else {
            throw EntryRefusal(field: field, reason: .negativePrice(listed))
        }
        guard let share, !listed.isZero else { return listed }
        guard let price = listed.multiplied(by: share) else {
            throw EntryRefusal(field: field, reason: .unreadablePrice("\(listed) × \(share)"))
        }
        entry.note(field, .readAs("\(price), which is \(share) of the list price \(listed)"))
        return price
    }
}

extension OpenRouterPricing {
    /// How many times the price of a text token a token of a picture may cost. A picture is never
    /// less than 85 tokens, and a token of it is sold at up to 12 times the price of text.
    private static let tokenFactorMax: Int128 = 50

    /// `image` and `image_output` are documented as prices of a picture, and hold the price of a
    /// token of one for many models.
    private func tokens(for name: String, price: ExactDecimal) -> Meter? {
        let (text, meter): (String, Meter)
        switch name {
        case "image": (text, meter) = ("prompt", .inputImageTokens)
        case "image_output": (text, meter) = ("completion", .outputImageTokens)
        default: return nil
        }
        let factor = ExactDecimal(coefficient: OpenRouterPricing.tokenFactorMax, scale: 0)
        guard let most = base[text]?.multiplied(by: factor), price <= most else { return nil }
        return price.isZero ? nil : meter
    }

    func addRates(to entry: inout PriceListEntry) throws(EntryRefusal) {
        var schedule = OpenRouterSchedule(overrides)
        for (name, meter) in OpenRouterPricing.meters {
            var (meter, price) = (meter, base[name])
            let field = "pricing.\(name)"
            // The list writes 0 for what a model does not sell as well, and for parts that it does
            // not price apart.
            if price?.isZero == true, !isFree, name != "prompt", name != "completion" {
                entry.note(field, .readAs("no price of its own"))
                price = nil
            }
            if let token = price.flatMap({ tokens(for: name, price: $0) }) {
                entry.note(field, .readAs("the price of one of \(token)"))
                meter = token
            }
            try schedule.addRates(
                of: name, base: price, to: meter, counting: counting(of: meter), entry: &entry)
        }
        schedule.noteUnused(in: &entry)
    }

    /// A picture that is counted in tokens too is not billed twice.
    private func counting(of meter: Meter) -> PriceRate.Counting {
        switch meter {
        case .inputImages: PriceRate.Counting(coveredBy: [.inputImageTokens]) ?? .plain
        case .images: PriceRate.Counting(coveredBy: [.outputImageTokens]) ?? .plain
        default: .plain
        }
    }
}
