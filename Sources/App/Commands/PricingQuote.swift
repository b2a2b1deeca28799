// SPDX-License-Identifier: Apache-2.0

import Billing
import JSON
import Money
import Pricing
import Upkeep
import Vocabulary

/// What `florin pricing quote` is asked to price.
public struct QuoteQuestion: Sendable {
    public var model: String
    public var usage: [PairArgument]
    public var dimensions: [PairArgument] = []
    public var provider: String?
    public var operation: String?
    /// Whose markup holds; nil for everybody's.
    public var organization: OrganizationArgument?
    public var choice = BookChoice()

    public init(model: String, usage: [PairArgument]) {
        self.model = model
        self.usage = usage
    }

    func usageValue() throws -> Usage {
        var (quantities, dimensions) = (JSONObject(), JSONObject())
        for pair in usage { quantities.append(name: pair.name, value: .string(pair.value)) }
        for pair in self.dimensions { dimensions[pair.name] = .string(pair.value) }
        return try Usage(.object(quantities), dimensions: .object(dimensions))
    }
}

extension Commands {
    /// `florin pricing quote`.
    public func quotePrice(_ question: QuoteQuestion) async throws -> Report {
        let usage = try question.usageValue()
        return try await visitPrices { house, prices in
            let opened = try await prices.book(question.choice, in: house)
            let instant = question.choice.at?.instant ?? house.clock.now
            let model = try opened.book.model(
                named: question.model, provider: question.provider)
            let operation = question.operation.map { Pricing.Operation(rawValue: $0) }
            let markup = prices.watch.shelf.markups.markup(
                for: MarkupTable.Call(
                    organization: question.organization?.id.description,
                    provider: model.provider, model: model.name,
                    operation: operation ?? model.operations.first), at: instant)
            let quote = try opened.book.quote(
                QuoteRequest(
                    model: model.name, provider: model.provider, operation: operation,
                    usage: usage, at: instant), markup: markup)
            return Report(
                QuoteView(quote).lines.joined(separator: "\n"), quote.explained(by: usage))
        }
    }
}

/// A quote as a bill.
private struct QuoteView {
    private let quote: Quote

    init(_ quote: Quote) {
        self.quote = quote
    }

    var lines: [String] {
        var table = TextTable(["meter", "quantity", "price", "cost", ""], right: [1, 3])
        for line in quote.lines {
            let counted =
                line.counted == line.quantity
                ? "" : "(\(line.meter.text(of: line.counted)) counted)"
            let terms = [line.rate.conditions.description, counted].filter { !$0.isEmpty }
            table.add([
                line.meter.name, line.meter.text(of: line.quantity),
                PriceWords.price(of: line.rate), line.cost.description,
                terms.joined(separator: " "),
            ])
        }
        var sums = TextTable(right: [1])
        sums.add(["upstream cost", quote.upstreamCost.description])
        sums.add(["markup", "\(quote.markup.percent) %"])
        if let minimum = quote.minimumCharge { sums.add(["at least", "\(minimum)"]) }
        sums.add(["total", "\(quote.total)"])
        let name = quote.model.hasPrefix(quote.provider + "/") ? "" : quote.provider + "/"
        let unmatched = quote.unmatched.map {
            "no price knows \($0.name)=\($0.value): the usual price is taken"
        }
        return [
            "\(name)\(quote.model), book \(quote.priceBook), "
                + "\(PriceWords.brief(quote.instant))"
        ] + table.lines(indent: 2) + sums.lines() + unmatched + ["", quote.arithmetic]
    }
}
