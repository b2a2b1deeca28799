// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import JSON
import Ledger
import Money
import Pricing
import Vocabulary

/// What a hold, capture or charge is to cost: a stated amount, or usage to be priced.
struct Price {
    let amount: Credits
    let pricing: PricedUsage?
}

extension Fields {
    /// Reads a quote request: `{model, provider?, operation?, usage, dimensions?}`.
    func quoteRequest(at now: Instant) throws -> QuoteRequest {
        let usage = try fields("usage")
        // Nothing counted is more likely a mistake than something free.
        guard !usage.object.isEmpty else {
            throw APIError.invalid("usage", expected: "an object with at least one meter")
        }
        return QuoteRequest(
            model: try string("model"), provider: try optionalString("provider"),
            operation: try optionalString("operation").map(Operation.init(rawValue:)),
            usage: try Usage(.object(usage.object), dimensions: present("dimensions")), at: now)
    }

    /// Reads `{amount}` or a quote request, exactly one of them.
    func price(
        _ range: AmountRange, for organization: OrganizationID, on desk: Desk
    ) throws -> Price {
        let isQuote = has("model") || has("usage")
        guard has("amount") != isQuote else {
            throw APIError.invalid(
                "amount", expected: "an amount, or model and usage instead of it, but not both")
        }
        guard isQuote else { return Price(amount: try credits("amount", range), pricing: nil) }
        return try desk.price(try quoteRequest(at: desk.clock.now), for: organization)
    }

    /// Reads what callers write beside an amount.
    func memo(of caller: Caller, pricing: PricedUsage? = nil) throws(APIError) -> Memo {
        Memo(
            description: try optionalString("description", lengths: 1...500),
            metadata: try metadata().map { JSON.object($0).text }, key: caller.keyID,
            agent: caller.agentID, app: caller.appID, pricing: pricing)
    }
}

extension Desk {
    /// Prices usage by the book in force, and keeps the arithmetic for the charge.
    func price(_ request: QuoteRequest, for organization: OrganizationID) throws -> Price {
        let (quote, operation) = try prices.shelf.book.quote(
            request, for: organization, markups: prices.shelf.markups)
        return Price(
            amount: quote.total, pricing: PricedUsage(quote, of: request, operation: operation))
    }
}

extension PriceBook {
    /// Prices usage with the markup that an organization has for it.
    ///
    /// - Parameter instant: The moment whose markup holds; nil for that of the request.
    /// - Returns: The quote, and the operation that it is for, as far as that is known.
    func quote(
        _ request: QuoteRequest, for organization: OrganizationID, markups: MarkupTable,
        asOf instant: Instant? = nil
    ) throws(PricingRefusal) -> (quote: Quote, operation: Pricing.Operation?) {
        let model = try model(named: request.model, provider: request.provider)
        let operation = request.operation ?? model.operations.first
        let call = MarkupTable.Call(
            organization: organization.description, provider: model.provider, model: model.name,
            operation: operation)
        let markup = markups.markup(for: call, at: instant ?? request.instant)
        return (try quote(request, markup: markup), operation)
    }
}

extension PricedUsage {
    init(_ quote: Quote, of request: QuoteRequest, operation: Pricing.Operation?) {
        self.init(
            provider: quote.provider, model: quote.model,
            operation: operation?.rawValue ?? "", priceBook: quote.priceBook,
            isEstimated: false, quote: quote.explanation(of: request.usage))
    }
}
