// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

/// What a list states where a price belongs, and what is none.
public struct UnusablePrice: Hashable, Sendable {
    /// The entry's own name in the list.
    public let entry: String
    /// The field of the entry, empty when the entry as a whole is meant.
    public let field: String
    /// As the list states it.
    public let stated: String
    public let flaw: Flaw

    /// What is wrong with it, as a word for programs.
    public enum Flaw: String, Hashable, Sendable {
        case negative = "negative_price"
        /// −1, which lists write where a price depends, or is not known.
        case sentinel = "sentinel_price"
        /// NaN or another word, or more digits than can be held exactly.
        case unreadable = "unreadable_price"
    }

    /// Nil for a note about anything but the value of a price.
    init?(_ note: ImportReport.Note) {
        switch note.reason {
        case .negativePrice(let price):
            stated = price.description
            flaw = price == UnusablePrice.sentinel ? .sentinel : .negative
        case .unreadablePrice(let text):
            stated = text
            flaw = .unreadable
        default: return nil
        }
        entry = note.entry
        field = note.field
    }

    static let sentinel = ExactDecimal(coefficient: -1, scale: 0)
}

extension UnusablePrice: CustomStringConvertible {
    /// One sentence for the operator: what is stated where, and what was expected.
    public var description: String {
        let place = field.isEmpty ? entry : "\(entry) \(field)"
        let kind =
            switch flaw {
            case .negative: ", which is negative"
            case .sentinel: ", a sentinel"
            case .unreadable: ""
            }
        return "\(place) is \(stated)\(kind): a price is a decimal number from 0"
    }
}

extension ImportReport {
    /// The models of which an entry was skipped because a price in it is none.
    public var unusablePrices: [ModelKey: [UnusablePrice]] {
        var found: [ModelKey: [UnusablePrice]] = [:]
        for note in skipped {
            guard let model = note.model, let price = UnusablePrice(note) else { continue }
            found[model, default: []].append(price)
        }
        return found
    }
}

extension ImportReport.Reason {
    /// A list's words for a price, cut where they go on.
    static func unreadable(_ value: JSON) -> Self {
        .unreadablePrice(String(String.UnicodeScalarView(value.text.unicodeScalars.prefix(40))))
    }
}
