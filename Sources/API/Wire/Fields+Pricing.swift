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
    func price(_ range: AmountRange, at now: Instant, on desk: Desk) throws -> Price {
        let isQuote = has("model") || has("usage")
        guard has("amount") != isQuote else {
            throw APIError.invalid(
                "amount", expected: "an amount, or model and usage instead of it, but not both")
        }
        guard isQuote else { return Price(amount: try credits("amount", range), pricing: nil) }
        return try desk.price(try quoteRequest(at: now))
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
    func price(_ request: QuoteRequest) throws -> Price {
        let book = priceBook()
        let quote = try book.quote(request, markup: markup)
        let model = try book.model(named: quote.model, provider: quote.provider)
        let operation = request.operation ?? model.operations.first
        return Price(
            amount: quote.total, pricing: PricedUsage(quote, of: request, operation: operation))
    }
}

extension PricedUsage {
    init(_ quote: Quote, of request: QuoteRequest, operation: Pricing.Operation?) {
        self.init(
            provider: quote.provider, model: quote.model,
            operation: operation?.rawValue ?? "", priceBook: quote.priceBook,
            isEstimated: false, quote: quote.explained(by: request.usage).text)
    }
}
