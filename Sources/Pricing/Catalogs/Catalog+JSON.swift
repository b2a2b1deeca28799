// SPDX-License-Identifier: Apache-2.0

public import JSON
import Money
import Vocabulary

extension PricedModel {
    /// The model as a ``Catalog`` states it, with everything that is known: read again it is equal.
    ///
    /// The one rendering of a model, so that two versions of a price list can be compared as text:
    /// rates stand in columns of equal conditions, the general ones first.
    public var catalogJSON: JSON {
        var object: JSONObject = ["provider": .string(provider), "model": .string(name)]
        object["displayName"] = identity.displayName.map { .string($0) }
        object["vendor"] = identity.vendor.map { .string($0) }
        if !aliases.isEmpty { object["aliases"] = .array(aliases.map { .string($0) }) }
        if !operations.isEmpty {
            object["operations"] = .array(operations.map { .string($0.rawValue) })
        }
        object["contextWindow"] = contextWindow.map { .number(JSONNumber($0)) }
        object["maxOutputTokens"] = maxOutputTokens.map { .number(JSONNumber($0)) }
        object["deprecatedOn"] = identity.deprecatedOn.map { .string($0.precise) }
        if !takesMarkup { object["markup"] = false }
        object["minimumCharge"] = identity.minimumCharge.map { .credits($0) }
        if identity.isDynamic { object["dynamic"] = true }
        object["prices"] = .array(columns.map { .object($0) })
        return .object(object)
    }

    /// The rates by column, each with its conditions first and then its meters.
    private var columns: [JSONObject] {
        var columns: [(head: JSONObject, whole: JSONObject)] = []
        var places: [JSONObject: Int] = [:]
        for meter in Meter.allCases {
            // What is meant last is the most general.
            for position in positions(of: meter).reversed() {
                let rate = rates[position]
                let head = rate.columnHead
                if let place = places[head], columns[place].whole[meter.name] == nil {
                    columns[place].whole[meter.name] = .number(JSONNumber(rate.price))
                } else {
                    places[head] = columns.count
                    var whole = head
                    whole[meter.name] = .number(JSONNumber(rate.price))
                    columns.append((head, whole))
                }
            }
        }
        return columns.map(\.whole)
    }
}

extension PriceRate {
    /// All members of the rate's column but the prices.
    fileprivate var columnHead: JSONObject {
        var head = JSONObject()
        if per != 1 { head["per"] = .number(JSONNumber(per)) }
        head["operation"] = conditions.operation.map { .string($0.rawValue) }
        if !conditions.dimensions.isEmpty {
            var when = JSONObject()
            for dimension in conditions.dimensions {
                when.append(name: dimension.name, value: .string(dimension.value))
            }
            head["when"] = .object(when)
        }
        if let window = conditions.window { state(window, in: &head) }
        if let context = conditions.context { state(context, in: &head) }
        if !conditions.thresholds.isEmpty { head["over"] = .object(thresholds) }
        if validity.from != Validity.always.from { head["from"] = .string(validity.from.precise) }
        if validity.until != .never { head["until"] = .string(validity.until.precise) }
        if !counting.isPlain { state(counting, in: &head) }
        if !source.isEmpty { head["source"] = .string(source) }
        return head
    }

    private func state(_ window: TimeWindow, in head: inout JSONObject) {
        head["hours"] = .string(window.hours)
        head["days"] = window.weekdays.map { .array($0.map { .string($0.name) }) }
    }

    private func state(_ context: RateConditions.ContextTier, in head: inout JSONObject) {
        switch context.mode {
        case .cliff: head["contextOver"] = .number(JSONNumber(context.over))
        case .graduated:
            head["contextOver"] = exactJSON(meter.text(of: context.over))
            head["mode"] = .string(context.mode.rawValue)
        }
    }

    private func state(_ counting: Counting, in head: inout JSONObject) {
        if counting.minimum > 0 { head["minimum"] = exactJSON(meter.text(of: counting.minimum)) }
        if counting.step > 1 { head["step"] = exactJSON(meter.text(of: counting.step)) }
        head["maximum"] = counting.maximum.map { exactJSON(meter.text(of: $0)) }
        if !counting.coveredBy.isEmpty {
            head["coveredBy"] = .array(counting.coveredBy.map { .string($0.name) })
        }
    }

    private var thresholds: JSONObject {
        var over = JSONObject()
        for threshold in conditions.thresholds {
            switch threshold.quantity {
            case .meter(let meter): over[meter.name] = exactJSON(meter.text(of: threshold.over))
            case .dimension(let name): over[name] = .number(JSONNumber(threshold.over))
            }
        }
        return over
    }
}

extension Instant {
    /// As precise as the instant is: other times show milliseconds.
    fileprivate var precise: String {
        let microsecond = microseconds % 1_000
        guard microsecond != 0 else { return description }
        let digits = String(microsecond < 0 ? microsecond + 1_000 : microsecond)
        let zeros = String(repeating: "0", count: 3 - digits.count)
        return description.dropLast() + zeros + digits + "Z"
    }
}
