// SPDX-License-Identifier: Apache-2.0

import Billing
import Ledger
import Money
import Vocabulary

// What stands on the command line, read by the same rules as in the API. The initialisers have the
// name that the argument parser looks for.

/// An organization's id.
public struct OrganizationArgument: Hashable, Sendable {
    let id: OrganizationID

    public init?(argument: String) {
        guard let id = OrganizationID(argument) else { return nil }
        self.id = id
    }
}

/// A key's id.
public struct KeyArgument: Hashable, Sendable {
    let id: KeyID

    public init?(argument: String) {
        guard let id = KeyID(argument) else { return nil }
        self.id = id
    }
}

/// An amount of credits above zero, a decimal with at most nine places.
public struct AmountArgument: Hashable, Sendable {
    let credits: Credits

    public init?(argument: String) {
        do throws(DecimalRefusal) {
            credits = try Credits(text: argument)
        } catch {
            return nil
        }
        guard credits.isPositive else { return nil }
    }
}

/// An ISO 8601 time.
public struct TimeArgument: Hashable, Sendable {
    let instant: Instant

    public init?(argument: String) {
        guard let instant = Instant(iso8601: argument) else { return nil }
        self.instant = instant
    }
}

/// What a key may do.
public enum ScopeArgument: String, CaseIterable, Sendable {
    case read, spend, billing, admin, meter
    case `operator`
}

/// Where granted credits come from.
public enum SourceArgument: String, CaseIterable, Sendable {
    case purchase, earnings, refund, contract, signup, promotional, manual

    var source: GrantSource {
        switch self {
        case .purchase: .purchase
        case .earnings: .earnings
        case .refund: .refund
        case .contract: .contract
        case .signup: .signup
        case .promotional: .promotional
        case .manual: .manual
        }
    }
}

/// The program that an export is for.
public enum FormatArgument: String, CaseIterable, Sendable {
    case hledger, beancount

    var format: JournalFormat { self == .hledger ? .hledger : .beancount }
}

extension Scopes {
    init(_ arguments: [ScopeArgument]) {
        self.init(arguments.compactMap { Scope(rawValue: $0.rawValue) })
    }
}
