// SPDX-License-Identifier: Apache-2.0

import Money
import Pricing
import Vocabulary

/// Prices as people say them: `$2.50 / 1M tokens`, `$0.04 / image`, `$0.36 / hour`.
enum PriceWords {
    static func price(of rate: PriceRate) -> String {
        let (price, per) = usual(rate)
        return price.isZero ? "free" : "$\(dollars(price)) / \(count(per, of: rate.meter))"
    }

    /// When the rate holds and how much of a count it bills; empty for always and all of it.
    static func terms(of rate: PriceRate) -> String {
        var parts = [rate.conditions.description].filter { !$0.isEmpty }
        let (meter, counting) = (rate.meter, rate.counting)
        if counting.minimum > 1 { parts.append("at least \(meter.text(of: counting.minimum))") }
        if counting.step > 1 { parts.append("in steps of \(meter.text(of: counting.step))") }
        if let maximum = counting.maximum { parts.append("at most \(meter.text(of: maximum))") }
        if !counting.coveredBy.isEmpty {
            parts.append("not beside \(counting.coveredBy.map(\.name).joined(separator: ", "))")
        }
        if rate.validity.from != PriceRate.Validity.always.from {
            parts.append("from \(brief(rate.validity.from))")
        }
        if rate.validity.until != .never { parts.append("until \(brief(rate.validity.until))") }
        return parts.joined(separator: ", ")
    }

    /// At least two decimals, as money has them.
    static func dollars(_ price: ExactDecimal) -> String {
        let text = price.description
        guard let point = text.firstIndex(of: ".") else { return text + ".00" }
        return text.distance(from: point, to: text.endIndex) == 2 ? text + "0" : text
    }

    /// A time to the second, and a midnight as its day.
    static func brief(_ instant: Instant) -> String {
        let text = instant.description
        return text.hasSuffix("T00:00:00.000Z") ? String(text.prefix(10)) : text.prefix(19) + "Z"
    }

    /// Lists state tokens and characters by one or by thousands; people compare millions.
    private static func usual(_ rate: PriceRate) -> (ExactDecimal, Int64) {
        let million: Int64 = 1_000_000
        let isUsual = rate.meter.unit == "token" || rate.meter.unit == "character" && rate.per == 1
        guard isUsual, million % rate.per == 0 else { return (rate.price, rate.per) }
        let (product, overflow) = rate.price.coefficient.multipliedReportingOverflow(
            by: Int128(million / rate.per))
        guard !overflow else { return (rate.price, rate.per) }
        return (ExactDecimal(coefficient: product, scale: rate.price.scale), million)
    }

    private static func count(_ per: Int64, of meter: Meter) -> String {
        let unit = meter.unit
        let units = unit.hasSuffix("search") ? unit + "es" : unit + "s"
        return switch (per, unit) {
        case (1, _): unit
        case (60, "second"): "minute"
        case (3_600, "second"): "hour"
        case (1_000, _): "1K \(units)"
        case (1_000_000, _): "1M \(units)"
        default: "\(per) \(units)"
        }
    }
}
