// SPDX-License-Identifier: Apache-2.0

public import Money
import Vocabulary

extension PriceBook {
    /// Prices a usage: each part at its own price, the rest of its whole at the whole's price.
    ///
    /// A part without a price of its own is billed as what it is a part of (facts/pricing-data.md,
    /// section 1). A model with a price per request bills one request when the usage states none.
    /// A model whose price is dynamic is billed by the ``Meter/upstreamCost`` that the usage
    /// states, which covers whatever the model itself has no price for.
    /// - Throws: ``PricingRefusal``; an unpriced quantity is refused, never billed as nothing.
    public func quote(
        _ request: QuoteRequest, markup: Markup
    ) throws(PricingRefusal) -> Quote {
        let model = try model(named: request.model, provider: request.provider)
        let usage = request.usage
        let circumstances = Circumstances(
            operation: request.operation, dimensions: usage.dimensions,
            inputTokens: usage.inputTokens, instant: request.instant, counts: usage.shares)
        let isDynamic = model.identity.isDynamic
        guard !isDynamic || usage.count(of: .upstreamCost) != nil else {
            throw .dynamicPrice(model: model.name)
        }
        var bill = Bill()
        for share in usage.shares {
            if isDynamic, !model.prices(share.meter) { continue }
            bill.add(share.count, at: try model.position(of: share.meter, in: circumstances))
        }
        if usage.count(of: .requests) == nil {
            switch model.choice(of: .requests, in: circumstances) {
            case .rate(let fee): bill.add(1, at: fee)
            case .gap: throw model.refusal(of: .requests)
            case .none: break
            }
        }
        if model.isGraduated { try bill.slice(by: model, in: circumstances) }
        bill.dropCovered(by: model, in: circumstances)
        return try makeQuote(bill, of: model, markup: markup, in: circumstances)
    }

    func makeQuote(
        _ bill: Bill, of model: PricedModel, markup: Markup,
        in circumstances: borrowing Circumstances
    ) throws(PricingRefusal) -> Quote {
        do throws(AmountOverflow) {
            var lines: [Quote.Line] = []
            lines.reserveCapacity(bill.items.count)
            for item in bill.items {
                let rate = model.rates[item.position]
                let billed = rate.counting.billed(item.quantity)
                let cost = try rate.rate.cost(of: billed)
                lines.append(
                    Quote.Line(quantity: billed, counted: item.quantity, rate: rate, cost: cost))
            }
            return try sum(
                lines, of: model, markup: model.takesMarkup ? markup : .none,
                unmatched: model.unmatched(in: circumstances), at: circumstances.instant)
        } catch {
            throw .totalTooLarge
        }
    }

    /// The quote of these lines, by the model's other terms.
    func sum(
        _ lines: [Quote.Line], of model: PricedModel, markup: Markup,
        unmatched: [RateConditions.Dimension], at instant: Instant
    ) throws(AmountOverflow) -> Quote {
        var upstreamCost = Cost.zero
        for line in lines { upstreamCost = try upstreamCost.adding(line.cost) }
        let price = try upstreamCost.markedUp(by: markup).rounded()
        let minimum = lines.isEmpty ? nil : model.identity.minimumCharge
        let isRaised = minimum.map { price < $0 } ?? false
        return Quote(
            provider: model.provider, model: model.name, lines: lines, upstreamCost: upstreamCost,
            markup: markup, minimumCharge: isRaised ? minimum : nil,
            total: isRaised ? minimum ?? price : price, unmatched: unmatched, priceBook: number,
            instant: instant)
    }
}
