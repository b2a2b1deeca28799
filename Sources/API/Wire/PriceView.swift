// SPDX-License-Identifier: Apache-2.0

package import JSON
package import Money
package import Pricing
package import Vocabulary

/// A price book as one organization sees it: list prices, and what they are for it.
package struct PriceView {
    package let book: PriceBook
    private let markups: MarkupTable
    private let organization: OrganizationID?
    private let now: Instant

    /// - Parameter organization: Nil for what everybody pays.
    package init(
        book: PriceBook, markups: MarkupTable, organization: OrganizationID?, now: Instant
    ) {
        self.book = book
        self.markups = markups
        self.organization = organization
        self.now = now
    }

    package func markup(of model: PricedModel) -> Markup {
        guard model.takesMarkup else { return .none }
        let call = MarkupTable.Call(
            organization: organization?.description, provider: model.provider, model: model.name,
            operation: model.operations.first)
        return markups.markup(for: call, at: now)
    }

    package func json(_ model: PricedModel) -> JSON {
        let markup = markup(of: model)
        var json: JSONObject = [
            "id": .string(model.qualifiedName), "provider": .string(model.provider),
            "model": .string(model.name), "displayName": .text(model.identity.displayName),
            "vendor": .string(model.vendor),
            "aliases": .array(model.aliases.map { .string($0) }),
            "operations": .array(model.operations.map { .string($0.rawValue) }),
            "contextWindow": .count(model.contextWindow),
            "maxOutputTokens": .count(model.maxOutputTokens),
            "markup": .number(JSONNumber(markup.percent)),
            "dynamic": .bool(model.identity.isDynamic),
        ]
        if let minimum = model.identity.minimumCharge { json["minimumCharge"] = .credits(minimum) }
        if let date = model.identity.deprecatedOn { json["deprecatedOn"] = .time(date) }
        let rates = rates(of: model)
        json["source"] = .text(rates.first { !$0.source.isEmpty }?.source)
        json["rates"] = .array(rates.map { .rate($0, markup) })
        return .object(json)
    }

    /// Those that hold now or will hold.
    package func rates(of model: PricedModel) -> [PriceRate] {
        model.rates.filter { now < $0.validity.until }
    }
}

extension JSON {
    static func count(_ number: Int64?) -> JSON { number.map { .number(JSONNumber($0)) } ?? .null }

    /// A rate as it is listed, with what it is after a markup.
    fileprivate static func rate(_ rate: PriceRate, _ markup: Markup) -> JSON {
        var json: JSONObject = [
            "meter": .string(rate.meter.name), "unit": .string(rate.meter.unit),
            "price": .number(JSONNumber(rate.price)), "per": .number(JSONNumber(rate.per)),
            "priceWithMarkup": .price(rate.price, markup),
        ]
        if !rate.conditions.isEmpty { json["conditions"] = .string(rate.conditions.description) }
        if let operation = rate.conditions.operation {
            json["operation"] = .string(operation.rawValue)
        }
        if !rate.conditions.dimensions.isEmpty {
            var dimensions = JSONObject()
            for dimension in rate.conditions.dimensions {
                dimensions.append(name: dimension.name, value: .string(dimension.value))
            }
            json["dimensions"] = .object(dimensions)
        }
        if let context = rate.conditions.context { json["contextOver"] = .count(context.over) }
        if rate.validity.from != PriceRate.Validity.always.from {
            json["from"] = .time(rate.validity.from)
        }
        if rate.validity.until != .never { json["until"] = .time(rate.validity.until) }
        if !rate.source.isEmpty { json["source"] = .string(rate.source) }
        return .object(json)
    }

    /// Null where the digits do not fit.
    private static func price(_ price: ExactDecimal, _ markup: Markup) -> JSON {
        do throws(AmountOverflow) {
            return exactJSON(try Cost(price).markedUp(by: markup).description)
        } catch {
            return .null
        }
    }
}
