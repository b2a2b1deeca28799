// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

/// One of a key's prices by context.
struct VercelTier {
    let price: ExactDecimal
    let min: Int64
    /// nil for the last one.
    let max: Int64?

    /// - Throws: ``EntryRefusal`` when the tiers leave out a context or overlap.
    static func all(of value: JSON, field: String) throws(EntryRefusal) -> [VercelTier] {
        var tiers: [VercelTier] = []
        for (index, tier) in try PriceListEntry.elements(of: value, field: field).enumerated() {
            tiers.append(try VercelTier(tier, field: "\(field)[\(index)]"))
        }
        tiers.sort { $0.min < $1.min }
        var next: Int64? = 0
        for tier in tiers {
            // Where `max` is the last token and not the one after it, one is left out; and no
            // request is without any.
            guard let expected = next, tier.min == expected || tier.min - 1 == expected else {
                throw EntryRefusal(field: field, reason: .malformed("tiers one after another"))
            }
            next = tier.max
        }
        return tiers
    }

    private init(_ tier: JSON, field: String) throws(EntryRefusal) {
        for (name, _) in try PriceListEntry.members(of: tier, field: field)
        where !["cost", "min", "max"].contains(name) {
            throw EntryRefusal(field: "\(field).\(name)", reason: .unknownCondition)
        }
        guard let cost = tier["cost"] else {
            throw EntryRefusal(field: "\(field).cost", reason: .noPrice)
        }
        price = try PriceListEntry.price(cost, field: "\(field).cost")
        min =
            try tier["min"].map { value throws(EntryRefusal) in
                try PriceListEntry.count(value, field: "\(field).min")
            } ?? 0
        max = try tier["max"].map { value throws(EntryRefusal) in
            try PriceListEntry.count(value, field: "\(field).max")
        }
        guard max.map({ $0 > min }) ?? true else {
            throw EntryRefusal(field: "\(field).max", reason: .malformed("more than the min"))
        }
    }
}
