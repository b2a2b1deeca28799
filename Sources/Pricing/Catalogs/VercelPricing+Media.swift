// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

/// Prices of pictures and videos: lists of one price each, with what it is for beside it.
extension VercelPricing {
    mutating func readImages(_ value: JSON, field: String) throws(EntryRefusal) {
        for (index, element) in try PriceListEntry.elements(of: value, field: field).enumerated() {
            let path = "\(field)[\(index)]"
            var variant = try VercelVariant(
                element, price: "cost", conditions: ["size", "quality", "style", "operation"],
                field: path)
            let operation = variant.dimensions.removeValue(forKey: "operation")
            try entry.add(
                .images, variant.price,
                under: RateConditions(
                    operation: operation.map { Operation(rawValue: $0) },
                    dimensions: variant.dimensions),
                counting: counting(of: .images), field: path)
        }
    }

    mutating func readVideoSeconds(_ value: JSON, field: String) throws(EntryRefusal) {
        for (index, element) in try PriceListEntry.elements(of: value, field: field).enumerated() {
            let path = "\(field)[\(index)]"
            let variant = try VercelVariant(
                element, price: "cost_per_second",
                conditions: ["resolution", "audio", "mode", "voice_control"], field: path)
            try entry.add(
                .videoSeconds, variant.price,
                under: RateConditions(dimensions: variant.dimensions), field: path)
        }
    }

    /// Seedance: tokens of the video, made and given, at a price that depends on whether one was
    /// given, and in newer lists on the resolution.
    mutating func readVideoTokens(_ value: JSON, field: String) throws(EntryRefusal) {
        try readVideoTokens(of: value, ignoring: ["notes", "tiers"], field: field, when: [:])
        guard let tiers = value["tiers"] else { return }
        let field = "\(field).tiers"
        for (index, tier) in try PriceListEntry.elements(of: tiers, field: field).enumerated() {
            let path = "\(field)[\(index)]"
            let resolution = try PriceListEntry.text(
                tier["resolution"], field: "\(path).resolution")
            try readVideoTokens(
                of: tier, ignoring: ["resolution"], field: path, when: ["resolution": resolution])
        }
    }

    private mutating func readVideoTokens(
        of prices: JSON, ignoring others: [String], field: String,
        when dimensions: [String: String]
    ) throws(EntryRefusal) {
        for (name, value) in try PriceListEntry.members(of: prices, field: field) {
            let path = "\(field).\(name)"
            if others.contains(name) {
                if name == "notes" { entry.note(path, .readAs(value.string ?? "a remark")) }
                continue
            }
            var dimensions = dimensions
            switch name {
            // The higher price holds for whoever does not say.
            case "no_video_input": break
            case "with_video_input": dimensions["video_input"] = "true"
            default: throw EntryRefusal(field: path, reason: .unknownCondition)
            }
            guard let cost = value["cost_per_million_tokens"] else {
                throw EntryRefusal(field: path, reason: .noPrice)
            }
            let price = try PriceListEntry.price(cost, field: path)
            for meter in [Meter.inputVideoTokens, .outputTokens] {
                try entry.add(
                    meter, price, per: 1_000_000, under: RateConditions(dimensions: dimensions),
                    field: path)
            }
        }
    }
}

/// One element of a list of prices, with the dimensions that it is for.
private struct VercelVariant {
    let price: ExactDecimal
    var dimensions: [String: String] = [:]

    /// A member that is not known may be a condition, and without it the price would be for
    /// everybody.
    init(
        _ element: JSON, price name: String, conditions: [String], field: String
    ) throws(EntryRefusal) {
        guard let cost = element[name] else {
            throw EntryRefusal(field: "\(field).\(name)", reason: .noPrice)
        }
        price = try PriceListEntry.price(cost, field: "\(field).\(name)")
        for (member, value) in try PriceListEntry.members(of: element, field: field)
        where member != name {
            let path = "\(field).\(member)"
            guard conditions.contains(member) else {
                throw EntryRefusal(field: path, reason: .unknownCondition)
            }
            if let flag = value.bool {
                dimensions[member] = flag ? "true" : "false"
            } else {
                dimensions[member] = try PriceListEntry.text(value, field: path)
            }
        }
    }
}
