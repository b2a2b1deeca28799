// SPDX-License-Identifier: Apache-2.0

/// What a key may be used for.
public enum Scope: String, Hashable, Sendable, CaseIterable {
    /// Look at balances, transactions, usage.
    case read
    /// The gateway and quotes.
    case spend
    /// Top-ups, cards, settings, documents, alerts.
    case billing
    /// Keys, agents, apps, budgets, members, webhooks.
    case admin
    /// Holds, charges, usage, refunds, resources: the platform's side.
    case meter
    /// Everything, for every organization.
    case `operator`
}

/// The scopes of a key.
public struct Scopes: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public init(_ scopes: some Sequence<Scope>) {
        self = scopes.reduce(into: []) { $0.formUnion(Scopes($1)) }
    }

    private init(_ scope: Scope) {
        switch scope {
        case .read: self = .read
        case .spend: self = .spend
        case .billing: self = .billing
        case .admin: self = .admin
        case .meter: self = .meter
        case .operator: self = .operator
        }
    }

    public static let read = Scopes(rawValue: 1 << 0)
    public static let spend = Scopes(rawValue: 1 << 1)
    public static let billing = Scopes(rawValue: 1 << 2)
    public static let admin = Scopes(rawValue: 1 << 3)
    public static let meter = Scopes(rawValue: 1 << 4)
    public static let `operator` = Scopes(rawValue: 1 << 5)

    /// What an organization's first key can do: everything that is the customer's side.
    public static let customer: Scopes = [.read, .spend, .billing, .admin]

    /// Whether a key with these scopes may do what wants `scope`; an operator may do anything.
    public func allow(_ scope: Scope) -> Bool {
        contains(.operator) || contains(Scopes(scope))
    }

    /// The wanted scopes that these do not reach.
    public func missing(from wanted: Scopes) -> Scopes {
        contains(.operator) ? [] : wanted.subtracting(self)
    }

    /// The single scopes, in their declared order.
    public var list: [Scope] { Scope.allCases.filter { contains(Scopes($0)) } }
}

extension Scopes: CustomStringConvertible {
    /// As stored: `read,spend`.
    public var description: String { list.map(\.rawValue).joined(separator: ",") }

    /// Reads the stored form. A word that this version does not know gives no right.
    init(stored text: String) {
        self.init(text.split(separator: ",").compactMap { Scope(rawValue: String($0)) })
    }
}
