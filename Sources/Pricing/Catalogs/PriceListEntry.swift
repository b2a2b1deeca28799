// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

/// Why an entry of somebody's price list makes no model. It costs that entry only.
struct EntryRefusal: Error {
    /// The path within the entry, empty when the entry as a whole is meant.
    let field: String
    let reason: ImportReport.Reason
}

/// One entry of a price list while it is read: its rates so far, and what a person should know of
/// how its fields were read.
struct PriceListEntry {
    private struct Place: Hashable {
        let meter: Meter
        let conditions: RateConditions
    }

    let name: String
    let source: String
    private(set) var rates: [PriceRate] = []
    private(set) var notes: [ImportReport.Note] = []
    private var places: [Place: Int] = [:]

    init(name: String, source: String) {
        self.name = name
        self.source = source
    }

    mutating func note(_ field: String, _ reason: ImportReport.Reason) {
        notes.append(ImportReport.Note(entry: name, field: field, reason: reason))
    }

    /// Adds a rate. A book has one price for a meter under the same conditions, so of two the
    /// dearer one stays: billing low is the mistake that nobody reports.
    mutating func add(
        _ meter: Meter, _ price: ExactDecimal, per: Int64 = 1,
        under conditions: RateConditions = RateConditions(),
        counting: PriceRate.Counting = .plain, field: String
    ) throws(EntryRefusal) {
        guard conditions.dimensions.allSatisfy({ !$0.value.isEmpty }) else {
            throw EntryRefusal(field: field, reason: .malformed("for something with a name"))
        }
        let rate: PriceRate
        do throws(PriceRateRefusal) {
            rate = try PriceRate(
                meter, price: price, per: per, conditions: conditions, counting: counting,
                source: source)
        } catch {
            throw EntryRefusal(
                field: field,
                reason: error == .negative
                    ? .negativePrice(price) : .unreadablePrice(price.description))
        }
        let place = Place(meter: meter, conditions: conditions)
        guard let index = places[place] else {
            guard rates.count < PricedModel.ratesMax else {
                throw EntryRefusal(field: field, reason: .tooManyPrices)
            }
            places[place] = rates.count
            rates.append(rate)
            return
        }
        let other = rates[index]
        if rate.isDearer(than: other) {
            rates[index] = rate
            note(field, .readAs("the price: a lower one is for the same"))
        } else {
            let isLower = other.isDearer(than: rate)
            note(field, isLower ? .readAs("nothing: a higher price is for the same") : .saidTwice)
        }
    }
}

/// Reading the values of an entry. A price is text or a number in the lists, and exact in both.
extension PriceListEntry {
    /// A price that may be negative, as a list's sentinel is.
    static func number(_ value: JSON, field: String) throws(EntryRefusal) -> ExactDecimal {
        // No price at all, which is unknown and not wrong.
        guard !value.isNull else {
            throw EntryRefusal(field: field, reason: .malformed("a price"))
        }
        do throws(DecimalRefusal) {
            guard let text = value.string ?? value.number?.text else {
                throw DecimalRefusal.malformed
            }
            return try ExactDecimal(text: text)
        } catch {
            throw EntryRefusal(field: field, reason: .unreadable(value))
        }
    }

    static func price(_ value: JSON, field: String) throws(EntryRefusal) -> ExactDecimal {
        let price = try number(value, field: field)
        guard !price.isNegative else {
            throw EntryRefusal(field: field, reason: .negativePrice(price))
        }
        return price
    }

    static func members(
        of value: JSON, field: String
    ) throws(EntryRefusal) -> [JSONObject.Member] {
        guard let object = value.object else {
            throw EntryRefusal(field: field, reason: .malformed("an object"))
        }
        return object.members
    }

    static func elements(of value: JSON, field: String) throws(EntryRefusal) -> [JSON] {
        guard let elements = value.array else {
            throw EntryRefusal(field: field, reason: .malformed("a list"))
        }
        return elements
    }

    static func count(_ value: JSON, field: String) throws(EntryRefusal) -> Int64 {
        guard let count = value.int64, count >= 0 else {
            throw EntryRefusal(field: field, reason: .malformed("a whole number"))
        }
        return count
    }

    static func text(_ value: JSON?, field: String) throws(EntryRefusal) -> String {
        guard let text = value?.string, !text.isEmpty else {
            throw EntryRefusal(field: field, reason: .malformed("text"))
        }
        return text
    }
}

extension PriceListEntry {
    /// Prices of one column of a list by their meter, with the field that each stands in.
    typealias Column = [(meter: Meter, price: ExactDecimal, field: String)]

    /// Takes out the zeros that stand for "not priced apart".
    ///
    /// Lists write 0 for a cache or for reasoning where they know no price; what is written to a
    /// cache at 0 is still input that costs something. A part without a price costs what its whole
    /// costs, so such a zero is left out where the whole has a price.
    mutating func withoutEmptyParts(_ column: Column) -> Column {
        let dear = column.filter { !$0.price.isZero }.map(\.meter)
        return column.filter { meter, price, field in
            let isEmpty =
                price.isZero
                && (isPartOfDear(meter) || dear.contains { meter.isPart(of: $0) })
            if isEmpty { noteEmptyPart(field) }
            return !isEmpty
        }
    }

    mutating func noteEmptyPart(_ field: String) {
        note(field, .readAs("not priced apart: a part of what has a price is not free"))
    }

    /// Whether the meter is a part of one that costs something, as far as the entry is read.
    func isPartOfDear(_ meter: Meter) -> Bool {
        rates.contains { !$0.price.isZero && meter.isPart(of: $0.meter) }
    }
}
