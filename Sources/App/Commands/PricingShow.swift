// SPDX-License-Identifier: Apache-2.0

import Billing
import JSON
import Money
import Pricing
import Upkeep
import Vocabulary

/// What `florin pricing show` is asked for.
public struct PriceQuestion: Sendable {
    public var query: String?
    public var provider: String?
    /// One model, by any of its names; all of its prices are shown.
    public var model: String?
    public var choice = BookChoice()
    public var limit = 50

    public init() {}
}

extension Commands {
    /// `florin pricing show`.
    public func showPrices(_ question: PriceQuestion) async throws -> Report {
        try await visitPrices { house, prices in
            let opened = try await prices.book(question.choice, in: house)
            let found = try find(question, in: opened.book)
            guard !found.isEmpty else {
                throw CommandFailure(
                    "no model of price book \(opened.record.number) is called so",
                    code: "price_not_found")
            }
            let shown = Array(found.prefix(question.limit))
            let view = PriceTableView(
                instant: opened.instant, markups: prices.watch.shelf.markups)
            // A few are shown whole; of many, what most calls cost.
            var lines = found.count > Self.wholeMax ? view.brief(shown) : view.whole(shown)
            if found.count > shown.count {
                lines.append("and \(found.count - shown.count) more: --limit, or another word")
            }
            let count = counted(opened.record.modelCount, "model")
            lines.append("")
            lines.append(
                "book \(opened.record.number) of \(PriceWords.brief(opened.record.effectiveAt)), "
                    + "\(count); prices are the upstream's")
            return Report(
                lines.joined(separator: "\n"),
                [
                    "book": .priceBook(opened.record), "at": .time(opened.instant),
                    "total": .count(found.count),
                    "models": .array(shown.map(\.catalogJSON)),
                ])
        }
    }

    private static let wholeMax = 5

    private func find(
        _ question: PriceQuestion, in book: PriceBook
    ) throws(PricingRefusal) -> [PricedModel] {
        guard let name = question.model else {
            return book.models(matching: question.query, of: question.provider)
        }
        return [try book.model(named: name, provider: question.provider)]
    }
}

/// Models and their prices as text.
struct PriceTableView {
    let instant: Instant
    let markups: MarkupTable

    /// Each model with all of its prices.
    func whole(_ models: [PricedModel]) -> [String] {
        models.enumerated().flatMap { index, model in
            (index == 0 ? [] : [""]) + [title(of: model)] + rates(of: model)
        }
    }

    /// One line for each model: what it costs when nothing special is asked of it.
    func brief(_ models: [PricedModel]) -> [String] {
        var table = TextTable(["model", "price", "", ""])
        for model in models {
            let plain = rates(model).filter { $0.conditions.isEmpty }
            // What others contain, such as cached input, comes behind them.
            let wholes = plain.filter(\.meter.parents.isEmpty).prefix(2)
            let told = wholes.map { "\($0.meter) \(PriceWords.price(of: $0))" }
            let first = told.first ?? "only by conditions"
            let more = rates(model).count - told.count
            table.add([
                model.qualifiedName, first, told.count > 1 ? told[1] : "",
                more > 0 ? "+ \(more) more" : "",
            ])
        }
        return table.lines()
    }

    private func title(of model: PricedModel) -> String {
        let identity = model.identity
        var facts = [identity.displayName].compactMap(\.self)
        facts += model.operations.map(\.rawValue)
        if let window = model.contextWindow { facts.append("context \(window)") }
        if let date = identity.deprecatedOn { facts.append("ends \(PriceWords.brief(date))") }
        if let minimum = identity.minimumCharge { facts.append("at least \(minimum)") }
        if identity.isDynamic { facts.append("the upstream says the price") }
        facts.append(model.takesMarkup ? "+\(markup(of: model).percent) % markup" : "final")
        return "\(model.qualifiedName)  (\(facts.joined(separator: "; ")))"
    }

    private func markup(of model: PricedModel) -> Markup {
        markups.markup(
            for: MarkupTable.Call(
                provider: model.provider, model: model.name, operation: model.operations.first),
            at: instant)
    }

    private func rates(of model: PricedModel) -> [String] {
        let rates = rates(model)
        let sources = Set(rates.map(\.source))
        var table = TextTable()
        for (index, rate) in rates.enumerated() {
            let isFirst = index == 0 || rates[index - 1].meter != rate.meter
            let row = [
                isFirst ? rate.meter.name : "", PriceWords.price(of: rate),
                PriceWords.terms(of: rate),
            ]
            table.add(sources.count > 1 ? row + [rate.source] : row)
        }
        let lines = table.lines(indent: 2)
        guard sources.count == 1, let source = sources.first, !source.isEmpty else { return lines }
        return lines + ["  source: \(source)"]
    }

    /// Those that hold now or will hold; of each meter first what holds for everything.
    private func rates(_ model: PricedModel) -> [PriceRate] {
        let rates = model.rates.filter { instant < $0.validity.until }
        return Meter.allCases.flatMap { meter in
            rates.filter { $0.meter == meter }.reversed()
        }
    }
}
