// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Vocabulary

/// The prices of one call: those of the moment it came in, whenever it ends.
struct CallPrice: Sendable {
    let book: PriceBook
    let model: PricedModel
    let operation: ModelOperation
    let markup: Markup
    let instant: Instant
    /// What a router picks for the call; nil where the model has a price of its own, and where the
    /// book has nothing else to pick.
    private(set) var picked: Picked?

    /// A model that a router picks.
    struct Picked: Sendable {
        let model: PricedModel
        /// The answer names it, and its router's provider sells it at this price. Else it is taken
        /// to be the dearest that may be meant, or what others take for it.
        let isKnown: Bool
    }

    init(
        book: PriceBook, model: PricedModel, operation: ModelOperation, markup: Markup,
        instant: Instant
    ) {
        self.book = book
        self.model = model
        self.operation = operation
        self.markup = markup
        self.instant = instant
        guard model.identity.isDynamic else { return }
        let dearest = book.dearest(pickedBy: model, for: operation.priced, at: instant)
        picked = dearest.map { Picked(model: $0, isKnown: false) }
    }

    /// The prices once the answer has named the model that makes it.
    func answered(by name: String?) -> CallPrice {
        guard model.identity.isDynamic, let name,
            let found = book.model(name, pickedBy: model)
        else { return self }
        var price = self
        price.picked = Picked(model: found, isKnown: found.provider == model.provider)
        return price
    }

    /// The most that a call can cost with so much output.
    func ceiling(
        of measure: CallMeasure, output: Int64
    ) throws(PricingRefusal) -> Credits {
        let priced = picked?.model ?? model
        let estimate = CallEstimate(
            model: priced.name, provider: priced.provider, operation: operation.priced,
            inputTokens: measure.inputCeiling, outputTokens: output,
            dimensions: measure.dimensions, at: instant)
        guard picked != nil else { return try book.ceiling(of: estimate, markup: markup).total }
        return try book.ceiling(of: estimate, pickedBy: model, markup: markup).total
    }

    /// What was used, priced by the tier that the answer says it was served in.
    ///
    /// Of a router's call it is what the upstream says that it takes; where it does not say, the
    /// price of the model that was picked.
    func quote(
        _ reported: ReportedUsage, of measure: CallMeasure, servedIn tier: String?
    ) throws(PricingRefusal) -> PricedCall {
        if let picked, reported.upstreamCost == nil {
            let (request, usage) = try request(
                reported, of: measure, servedIn: tier, as: picked.model)
            return PricedCall(
                quote: try book.quote(request, pickedBy: model, markup: markup), usage: usage,
                isEstimated: !picked.isKnown)
        }
        let (request, usage) = try request(reported, of: measure, servedIn: tier, as: model)
        return PricedCall(quote: try book.quote(request, markup: markup), usage: usage)
    }

    private func request(
        _ reported: ReportedUsage, of measure: CallMeasure, servedIn tier: String?,
        as model: PricedModel
    ) throws(PricingRefusal) -> (QuoteRequest, Usage) {
        var dimensions = measure.dimensions
        if let tier { dimensions[ServiceTier.dimension] = ServiceTier.priced(tier) }
        var reported = reported
        // Not every list of prices knows what a search costs; the tokens are to be paid all the
        // same.
        if !model.prices(.webSearches) { reported.webSearches = 0 }
        if !model.identity.isDynamic { reported.upstreamCost = nil }
        let usage = try reported.usage(dimensions: dimensions)
        let request = QuoteRequest(
            model: model.name, provider: model.provider, operation: operation.priced, usage: usage,
            at: instant)
        return (request, usage)
    }
}

/// What a call came to.
struct PricedCall: Sendable {
    let quote: Quote
    let usage: Usage
    /// Not all that decides the price was reported or counted.
    var isEstimated = false
}

/// How fast, and how dearly, a call is served.
enum ServiceTier {
    static let dimension = "service_tier"

    /// The tier as prices know it; nil for what everybody gets.
    static func priced(_ tier: String) -> String? {
        switch tier {
        case "auto", "default", "standard", "standard_only": nil
        default: tier
        }
    }
}
