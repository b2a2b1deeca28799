// SPDX-License-Identifier: Apache-2.0

import JSON
import Money
import Vocabulary

extension PriceRate {
    private static let conditionNames = [
        "per", "when", "operation", "hours", "days", "contextOver", "mode", "over", "from",
        "until", "minimum", "step", "maximum", "coveredBy", "source",
    ]

    /// Reads the rates of one column: every member that is no condition is a meter.
    static func column(
        _ reader: CatalogReader, source: String, sharing pool: inout ConditionsPool
    ) throws(CatalogRefusal) -> [PriceRate] {
        let per = try reader.countIfPresent("per") ?? 1
        let always = try RateConditions(reader)
        let validity = Validity(
            from: try reader.instantIfPresent("from") ?? Validity.always.from,
            until: try reader.instantIfPresent("until") ?? .never)
        let source = try reader.textIfPresent("source") ?? source
        var rates: [PriceRate] = []
        for (name, value) in try reader.members() where !conditionNames.contains(name) {
            let unit = try reader.unit(name)
            let price = try reader.price(value, name, per: per, in: unit)
            let own = Meter.Unit(unit.meter)
            let conditions = pool.shared(try always.adding(reader.context(in: own)))
            let counting = pool.shared(try reader.counting(in: own))
            do throws(PriceRateRefusal) {
                rates.append(
                    try PriceRate(
                        unit.meter, price: price.price, per: price.per, conditions: conditions,
                        validity: validity, counting: counting, source: source))
            } catch {
                throw .price(path: reader.path(of: name), error)
            }
        }
        return rates
    }
}

extension RateConditions {
    /// All of them but the context, which may be in the unit of each meter.
    fileprivate init(_ reader: CatalogReader) throws(CatalogRefusal) {
        self.init(
            operation: try reader.textIfPresent("operation").map { Operation(rawValue: $0) },
            dimensions: try reader.dimensions("when"), window: try reader.window(),
            thresholds: try reader.thresholds())
    }
}

extension CatalogReader {
    /// Input tokens for a cliff; for a graduated tier what the meter itself counts.
    fileprivate func context(
        in unit: Meter.Unit
    ) throws(CatalogRefusal) -> RateConditions.ContextTier? {
        let mode = try textIfPresent("mode").map { RateConditions.ContextTier.Mode(rawValue: $0) }
        guard mode != .some(nil) else { throw malformed("mode", "cliff or graduated") }
        guard mode == .graduated else {
            return try countIfPresent("contextOver").map { RateConditions.ContextTier(over: $0) }
        }
        return try quantityIfPresent("contextOver", in: unit)
            .map { RateConditions.ContextTier(over: $0, mode: .graduated) }
    }

    fileprivate func counting(
        in unit: Meter.Unit
    ) throws(CatalogRefusal) -> PriceRate.Counting {
        let counting = PriceRate.Counting(
            minimum: try quantityIfPresent("minimum", in: unit) ?? 0,
            step: try quantityIfPresent("step", in: unit) ?? 1,
            maximum: try quantityIfPresent("maximum", in: unit),
            coveredBy: try metersIfPresent("coveredBy") ?? [])
        guard let counting else {
            throw malformed("minimum", "up to the maximum, and the step more than 0")
        }
        return counting
    }

    fileprivate func window() throws(CatalogRefusal) -> TimeWindow? {
        let names = try texts("days")
        let days = names.compactMap(TimeWindow.Weekday.init(name:))
        guard days.count == names.count else { throw malformed("days", "mon, tue, … or sun") }
        let hours = try textIfPresent("hours")
        guard hours != nil || !days.isEmpty else { return nil }
        guard let (start, end) = TimeWindow.minutes(of: hours ?? "00:00-24:00"),
            let window = TimeWindow(start: start, end: end, weekdays: days.isEmpty ? nil : days)
        else { throw malformed("hours", "hours of the day such as \"16:30-00:30\"") }
        return window
    }

    fileprivate func thresholds() throws(CatalogRefusal) -> [Threshold] {
        guard let over = try objectIfPresent("over") else { return [] }
        var thresholds: [Threshold] = []
        for (name, _) in try over.members() {
            // `pixels` is what a size says here, and no meter.
            if name != Threshold.pixels, let unit = Meter.Unit(known: name) {
                guard let quantity = try over.quantityIfPresent(name, in: unit) else { continue }
                thresholds.append(Threshold(.meter(unit.meter), over: quantity))
            } else if let count = try over.countIfPresent(name) {
                thresholds.append(Threshold(.dimension(name), over: count))
            }
        }
        return thresholds
    }

    /// A price for so many of the meter's own units, when it is stated for another unit.
    fileprivate func price(
        _ value: JSON, _ name: String, per: Int64, in unit: Meter.Unit
    ) throws(CatalogRefusal) -> (price: ExactDecimal, per: Int64) {
        let price = try decimal(value, name)
        guard unit.parts != unit.meter.scale, per >= 1 else { return (price, per) }
        guard let converted = unit.price(price, per: per) else {
            throw .price(path: path(of: name), .tooManyDigits)
        }
        return converted
    }
}
