// SPDX-License-Identifier: Apache-2.0

package import Billing
package import JSON
import Money
package import Pricing
package import Vocabulary

extension JSON {
    /// What differs in a model between two books.
    package static func priceChange(_ change: PriceDiff.ModelChange) -> JSON {
        [
            "provider": .string(change.key.provider), "model": .string(change.key.name),
            "kind": .string(change.kind.rawValue),
            "rates": .array(change.rates.map { .rateChange($0) }),
        ]
    }

    private static func rateChange(_ change: PriceDiff.RateChange) -> JSON {
        guard let rate = change.after ?? change.before else { return .null }
        return [
            "meter": .string(rate.meter.name), "unit": .string(rate.meter.unit),
            "conditions": .string(rate.conditions.description),
            "before": .statedPrice(change.before), "after": .statedPrice(change.after),
        ]
    }

    private static func statedPrice(_ rate: PriceRate?) -> JSON {
        guard let rate else { return .null }
        return ["price": .number(JSONNumber(rate.price)), "per": .count(rate.per)]
    }

    /// What past usage would have come to, model by model.
    package static func pricePreview(
        _ preview: PricePreview, since: Instant, until: Instant
    ) -> JSON {
        let rows = preview.rows
        return [
            "book": .count(preview.book), "since": .time(since), "until": .time(until),
            "charges": .number(JSONNumber(preview.charges)),
            "isComplete": .bool(preview.isComplete),
            "unpriced": .count(rows.reduce(0) { $0 + $1.unpriced }),
            "models": .array(rows.map { .previewRow($0) }),
        ]
    }

    private static func previewRow(_ row: PricePreview.Row) -> JSON {
        [
            "provider": .string(row.key.provider), "model": .string(row.key.name),
            "charges": .count(row.charges),
            "revenue": .movement(row.revenueBefore, row.revenueAfter),
            "upstreamCost": .movement(rounded(row.costBefore), rounded(row.costAfter)),
            "margin": .movement(
                margin(row.revenueBefore, row.costBefore), margin(row.revenueAfter, row.costAfter)),
            "unpriced": .count(row.unpriced), "refusal": .text(row.refusal),
        ]
    }

    private static func movement(_ before: Credits?, _ after: Credits?) -> JSON {
        [
            "before": .amount(before), "after": .amount(after),
            "change": .amount(difference(after, before)),
        ]
    }

    /// Null where a sum is larger than an amount can be.
    private static func amount(_ credits: Credits?) -> JSON {
        credits.map { .credits($0) } ?? .null
    }

    private static func margin(_ revenue: Credits, _ cost: Cost) -> Credits? {
        difference(revenue, rounded(cost))
    }

    private static func difference(_ left: Credits?, _ right: Credits?) -> Credits? {
        guard let left, let right else { return nil }
        do throws(AmountOverflow) { return try left.subtracting(right) } catch { return nil }
    }

    private static func rounded(_ cost: Cost) -> Credits? {
        do throws(AmountOverflow) { return try cost.rounded() } catch { return nil }
    }
}
