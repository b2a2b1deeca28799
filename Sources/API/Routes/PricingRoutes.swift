// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import Hummingbird
import JSON
import Pricing
import Vocabulary

/// Quotes, and what things cost: for everybody to see.
struct PricingRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            Route(
                .post, "/api/v1/quotes", .organization(.spend, or: .meter), "createQuote",
                answer: quote),
            Route(.get, "/api/v1/pricing/summary", .open, "getPricingSummary", answer: summary),
        ]
    }

    @Sendable
    func quote(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let fields = try await request.fields()
        let wanted = try fields.quoteRequest(at: desk.clock.now)
        let (quote, _) = try desk.prices.shelf.book.quote(
            wanted, for: context.organization, markups: desk.prices.shelf.markups)
        return .json(quote.explained(by: wanted.usage))
    }

    @Sendable
    func summary(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let now = desk.clock.now
        let summary = PricingSummary(
            of: desk.prices.shelf.book, markups: desk.prices.shelf.markups, at: now)
        return .json(["asOf": .time(now), "pricing": .object(summary.json)])
    }
}
