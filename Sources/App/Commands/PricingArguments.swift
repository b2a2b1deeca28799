// SPDX-License-Identifier: Apache-2.0

import Billing
import JSON
import Money
import Pricing
import Vocabulary

/// The id of a run.
public struct PriceRunArgument: Hashable, Sendable {
    let id: PriceRunID

    public init?(argument: String) {
        guard let id = PriceRunID(argument) else { return nil }
        self.id = id
    }
}

/// The id of a price that waits for a decision.
public struct QuarantineArgument: Hashable, Sendable {
    let id: QuarantineID

    public init?(argument: String) {
        guard let id = QuarantineID(argument) else { return nil }
        self.id = id
    }
}

/// An override's id.
public struct OverrideArgument: Hashable, Sendable {
    let id: PriceOverrideID

    public init?(argument: String) {
        guard let id = PriceOverrideID(argument) else { return nil }
        self.id = id
    }
}

/// A markup rule's id.
public struct MarkupArgument: Hashable, Sendable {
    let id: MarkupRuleID

    public init?(argument: String) {
        guard let id = MarkupRuleID(argument) else { return nil }
        self.id = id
    }
}

/// A percentage that a markup can be.
public struct PercentArgument: Hashable, Sendable {
    let percent: ExactDecimal

    public init?(argument: String) {
        do throws(DecimalRefusal) {
            let digits = argument.hasSuffix("%") ? argument.dropLast() : argument[...]
            percent = try ExactDecimal(text: digits)
        } catch {
            return nil
        }
        guard Markup(percent: percent) != nil else { return nil }
    }
}

/// `name=value`: a quantity of a usage, or a dimension.
public struct PairArgument: Hashable, Sendable {
    let name: String
    let value: String

    public init?(argument: String) {
        let sides = argument.split(separator: "=", maxSplits: 1)
        guard sides.count == 2 else { return nil }
        (name, value) = (String(sides[0]).trimmed, String(sides[1]).trimmed)
        guard !name.isEmpty, !value.isEmpty else { return nil }
    }
}

/// `meter=price`, or `meter=price/units`: `input_tokens=2.5/1M`.
public struct PriceArgument: Hashable, Sendable {
    let unit: Meter.Unit
    let price: ExactDecimal
    let per: Int64

    public init?(argument: String) {
        guard let pair = PairArgument(argument: argument) else { return nil }
        let sides = pair.value.split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count <= 2, let per = PriceArgument.count(sides.count == 2 ? sides[1] : "1")
        else { return nil }
        do {
            unit = try Meter.Unit(name: pair.name)
            price = try ExactDecimal(text: sides[0])
        } catch {
            return nil
        }
        guard !price.isNegative else { return nil }
        self.per = per
    }

    /// `1000000`, `1K`, `1M`.
    private static func count(_ text: Substring) -> Int64? {
        let factor: Int64 =
            switch text.last {
            case "K", "k": 1_000
            case "M", "m": 1_000_000
            default: 1
            }
        guard let count = Int64(factor == 1 ? text : text.dropLast()), count >= 1 else {
            return nil
        }
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }
}

/// The format of a price list.
public enum CatalogFormatArgument: String, CaseIterable, Sendable {
    case florin, litellm, openrouter, vercel
    case modelsDev = "models.dev"

    var format: CatalogFormat {
        switch self {
        case .florin: .florin
        case .litellm: .litellm
        case .openrouter: .openrouter
        case .vercel: .vercel
        case .modelsDev: .modelsDev
        }
    }
}

/// Which book is meant: by its number, or the one in force at a time; at last the one in force now.
public struct BookChoice: Sendable {
    public var number: Int64?
    public var at: TimeArgument?

    public init(number: Int64? = nil, at: TimeArgument? = nil) {
        self.number = number
        self.at = at
    }
}
