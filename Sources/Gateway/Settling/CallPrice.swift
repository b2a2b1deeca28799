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

    /// The most that a call can cost with so much output.
    func ceiling(
        of measure: CallMeasure, output: Int64
    ) throws(PricingRefusal) -> Credits {
        let estimate = CallEstimate(
            model: model.name, provider: model.provider, operation: operation.priced,
            inputTokens: measure.inputCeiling, outputTokens: output,
            dimensions: measure.dimensions, at: instant)
        return try book.ceiling(of: estimate, markup: markup).total
    }

    /// What was used, priced by the tier that the answer says it was served in.
    func quote(
        _ reported: ReportedUsage, of measure: CallMeasure, servedIn tier: String?
    ) throws(PricingRefusal) -> (quote: Quote, usage: Usage) {
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
        return (try book.quote(request, markup: markup), usage)
    }
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
