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
    /// The service tier that was asked for.
    let serviceTier: String?

    /// The most that this much input and output can cost.
    func ceiling(input: Int64, output: Int64) throws(PricingRefusal) -> Credits {
        let estimate = CallEstimate(
            model: model.name, provider: model.provider, operation: operation.priced,
            inputTokens: input, outputTokens: operation.hasOutput ? output : 0,
            dimensions: Self.dimensions(serviceTier), at: instant)
        return try book.ceiling(of: estimate, markup: markup).total
    }

    /// What was used, priced by the tier that the answer says it was served in.
    func quote(
        _ reported: ReportedUsage, servedIn tier: String?
    ) throws(PricingRefusal) -> (quote: Quote, usage: Usage) {
        let usage = try reported.usage(dimensions: Self.dimensions(tier ?? serviceTier))
        let request = QuoteRequest(
            model: model.name, provider: model.provider, operation: operation.priced, usage: usage,
            at: instant)
        return (try book.quote(request, markup: markup), usage)
    }

    private static func dimensions(_ tier: String?) -> [String: String] {
        guard let tier, tier != "auto", tier != "default" else { return [:] }
        return ["service_tier": tier]
    }
}
