// SPDX-License-Identifier: Apache-2.0

public import Money
import Vocabulary

extension PriceBook {
    /// Prices a usage: each part at its own price, the rest of its whole at the whole's price.
    ///
    /// A part without a price of its own is billed as what it is a part of (facts/pricing-data.md,
    /// section 1). A model with a price per request bills one request when the usage states none.
    /// - Throws: ``PricingRefusal``; an unpriced quantity is refused, never billed as nothing.
    public func quote(
        _ request: QuoteRequest, markup: Markup
    ) throws(PricingRefusal) -> Quote {
        let model = try model(named: request.model, provider: request.provider)
        let circumstances = Circumstances(
            operation: request.operation, dimensions: request.usage.dimensions,
            inputTokens: request.usage.inputTokens, instant: request.instant)
        var bill = Bill()
        for share in request.usage.shares {
            bill.add(share.count, at: try model.position(of: share.meter, in: circumstances))
        }
        if request.usage.count(of: .requests) == nil {
            let fee = model.firstThatHolds(model.positions(of: .requests), circumstances)
            if let fee { bill.add(1, at: fee) }
        }
        return try makeQuote(bill, of: model, markup: markup, at: request.instant)
    }
}

/// Quantities by the positions of the rates that they are billed at.
struct Bill {
    private(set) var items: [(position: Int, quantity: Int64)] = []

    init() {
        // Room for what a chat call uses, so that the list never moves.
        items.reserveCapacity(8)
    }

    mutating func add(_ quantity: Int64, at position: Int) {
        // A usage has a handful of meters: walking them is faster than hashing.
        for index in items.indices where items[index].position == position {
            items[index].quantity += quantity
            return
        }
        // In the order of the positions, which is that of the meters.
        if let next = items.firstIndex(where: { $0.position > position }) {
            items.insert((position, quantity), at: next)
        } else {
            items.append((position, quantity))
        }
    }
}

extension PriceBook {
    func makeQuote(
        _ bill: Bill, of model: PricedModel, markup: Markup, at instant: Instant
    ) throws(PricingRefusal) -> Quote {
        let markup = model.takesMarkup ? markup : .none
        do throws(AmountOverflow) {
            var lines: [Quote.Line] = []
            lines.reserveCapacity(bill.items.count)
            var upstreamCost = Cost.zero
            for item in bill.items {
                let rate = model.rates[item.position]
                let cost = try rate.rate.cost(of: item.quantity)
                upstreamCost = try upstreamCost.adding(cost)
                lines.append(Quote.Line(quantity: item.quantity, rate: rate, cost: cost))
            }
            let total = try upstreamCost.markedUp(by: markup).rounded()
            return Quote(
                provider: model.provider, model: model.name, lines: lines,
                upstreamCost: upstreamCost, markup: markup, total: total, priceBook: number,
                instant: instant)
        } catch {
            throw .totalTooLarge
        }
    }
}
