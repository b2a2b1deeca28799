// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

/// Where prices of tokens stand, and what they are for.
struct VercelPlace {
    let field: String
    var dimensions: [String: String] = [:]
    /// Strictly more input tokens than this.
    var over: Int64?
    /// What stands beside the prices and is read elsewhere; nil for anything.
    var beside: [String]? = []

    var conditions: RateConditions {
        RateConditions(
            dimensions: dimensions, context: over.map { RateConditions.ContextTier(over: $0) })
    }
}

/// Prices of tokens: of the model itself, and the same keys within `fast`, `regional` and
/// `service_tiers`.
extension VercelPricing {
    private static let tiersSuffix = "_tiers"

    static func isTokenKey(_ name: String) -> Bool {
        tokenMeters.contains { name == $0.name || name == $0.name + tiersSuffix }
    }

    mutating func readTokens(_ prices: JSON, at place: VercelPlace) throws(EntryRefusal) {
        let members = try PriceListEntry.members(of: prices, field: place.field)
        let isInputMeant = !VercelPricing.instead.contains { prices[$0] != nil }
        var column: PriceListEntry.Column = []
        for (name, meter) in VercelPricing.tokenMeters {
            if name == "input", !isInputMeant {
                noteInput(of: prices, at: place)
            } else if let price = try readKey(name, meter, of: prices, at: place) {
                column.append((meter, price, "\(place.field).\(name)"))
            }
        }
        column = withoutEmptyPictures(column)
        for (meter, price, field) in entry.withoutEmptyParts(column) {
            try add(meter, price, under: place.conditions, field: field)
        }
        guard let beside = place.beside else { return }
        for (name, _) in members
        where !VercelPricing.isTokenKey(name) && !beside.contains(name) {
            entry.note("\(place.field).\(name)", .unknownField)
        }
    }

    private mutating func noteInput(of prices: JSON, at place: VercelPlace) {
        for name in ["input", "input" + VercelPricing.tiersSuffix] where prices[name] != nil {
            entry.note("\(place.field).\(name)", .saidTwice)
        }
    }

    /// - Returns: The flat price of a key, nil when it has none or its tiers are taken.
    private mutating func readKey(
        _ name: String, _ meter: Meter, of prices: JSON, at place: VercelPlace
    ) throws(EntryRefusal) -> ExactDecimal? {
        let field = "\(place.field).\(name)"
        let flat = try prices[name].map { value throws(EntryRefusal) in
            try PriceListEntry.price(value, field: field)
        }
        let tiersName = name + VercelPricing.tiersSuffix
        guard let tiers = prices[tiersName] else { return flat }
        // Tiers of what is a tier itself would be a new idea.
        guard place.over == nil else {
            throw EntryRefusal(
                field: "\(place.field).\(tiersName)", reason: .unknownCondition)
        }
        let areRead = try readTiers(
            tiers, meter, field: field + VercelPricing.tiersSuffix, when: place.dimensions,
            insteadOf: flat)
        return areRead ? nil : flat
    }

    /// A model of pictures that sells them by the piece has 0 for their tokens, which would cover
    /// the piece.
    private mutating func withoutEmptyPictures(
        _ column: PriceListEntry.Column
    ) -> PriceListEntry.Column {
        column.filter { meter, price, field in
            guard kind == "image", meter == .outputTokens, price.isZero,
                entry.rates.contains(where: { $0.meter == .images && !$0.price.isZero })
            else { return true }
            entry.note(field, .readAs("no price of its own"))
            return false
        }
    }

    /// Reads prices by context: `max` is the first number of tokens that the next tier is for, so
    /// a tier holds strictly above the token before its `min`. All tokens of a request cost what
    /// its tier says, as they do at the vendors whose prices these are.
    ///
    /// - Returns: Whether there are any; they stand instead of the flat price.
    private mutating func readTiers(
        _ value: JSON, _ meter: Meter, field: String, when dimensions: [String: String],
        insteadOf flat: ExactDecimal?
    ) throws(EntryRefusal) -> Bool {
        let tiers = try VercelTier.all(of: value, field: field)
        guard let first = tiers.first, let last = tiers.last else { return false }
        guard !entry.isPartOfDear(meter) || tiers.contains(where: { !$0.price.isZero }) else {
            entry.noteEmptyPart(field)
            return true
        }
        if let flat, flat != first.price { entry.note(field, .readAs("the price, not \(flat)")) }
        if let max = last.max {
            entry.note(field, .readAs("a price from \(max) tokens on too, as none is stated"))
        }
        for tier in tiers {
            let context = tier.min > 1 ? RateConditions.ContextTier(over: tier.min - 1) : nil
            try add(
                meter, tier.price,
                under: RateConditions(dimensions: dimensions, context: context), field: field)
        }
        return true
    }

    /// What an image model puts out are tokens of pictures, which some count as such.
    private mutating func add(
        _ meter: Meter, _ price: ExactDecimal, under conditions: RateConditions, field: String
    ) throws(EntryRefusal) {
        try entry.add(meter, price, under: conditions, field: field)
        guard kind == "image", meter == .outputTokens else { return }
        try entry.add(.outputImageTokens, price, under: conditions, field: field)
    }
}
