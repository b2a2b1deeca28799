// SPDX-License-Identifier: Apache-2.0

import JSON
import Money

/// Which amounts a field takes.
public enum AmountRange: Sendable {
    case positive
    case notNegative
    /// Also below zero, for adjustments; but not zero.
    case signed

    /// A billion credits: what is more is a mistake, and sums stay far from overflow.
    static let largest = Credits(nanocredits: 1_000_000_000 * Credits.nanocreditsPerCredit)

    var expected: String {
        let form = "of at most 1000000000 credits with at most 9 decimal places"
        return switch self {
        case .positive: "an amount above 0, \(form)"
        case .notNegative: "an amount not below 0, \(form)"
        case .signed: "an amount other than 0, \(form)"
        }
    }

    /// The amount that a number or a decimal string is, nil when it is none that is taken here.
    func read(_ json: JSON) -> Credits? {
        guard let credits = exactly(json), Self.largest >= credits,
            credits.nanocredits >= -Self.largest.nanocredits
        else { return nil }
        return switch self {
        case .positive: credits.isPositive ? credits : nil
        case .notNegative: credits.isNegative ? nil : credits
        case .signed: credits.isZero ? nil : credits
        }
    }

    private func exactly(_ json: JSON) -> Credits? {
        do throws(DecimalRefusal) {
            switch json {
            case .number(let number): return try Credits(number.decimal)
            case .string(let text): return try Credits(text: text)
            default: return nil
            }
        } catch {
            return nil
        }
    }
}
