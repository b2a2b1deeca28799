// SPDX-License-Identifier: Apache-2.0

/// One side of an entry: what double-entry bookkeeping calls an account.
///
/// Every organization has its own set, the platform's side (revenue, clearing, …) included, so that
/// no transaction crosses organizations; the platform's totals are sums over organizations.
public enum LedgerAccount: Hashable, Sendable {
    /// What the organization paid for and has not used: a liability.
    case credits
    /// Credits that were given, not sold, and have not been used: a liability.
    case promotionalCredits
    /// Charges, at their full price: income.
    case revenue
    /// What given credits cost the platform: an expense.
    case promotionalExpense
    /// Money on its way in from a provider (`stripe`, `x402`, `manual`): an asset.
    case clearing(String)
    /// Charges taken back: reduces income.
    case refunds
    /// Credits that expired unused: income.
    case breakage
    /// Charged but not covered by credits yet: a receivable.
    case uncollected
    /// Corrections by an operator: an expense, negative when credits were taken.
    case adjustments
}

extension LedgerAccount: CustomStringConvertible {
    /// The name in the journal, in exports and in the API.
    public var description: String {
        switch self {
        case .credits: "credits"
        case .promotionalCredits: "promotional_credits"
        case .revenue: "revenue"
        case .promotionalExpense: "promotional_expense"
        case .clearing(let provider): "clearing:" + provider
        case .refunds: "refunds"
        case .breakage: "breakage"
        case .uncollected: "uncollected"
        case .adjustments: "adjustments"
        }
    }

    /// Reads a name from the journal; nil when it names no ledger account.
    public init?(_ name: some StringProtocol) {
        switch name {
        case "credits": self = .credits
        case "promotional_credits": self = .promotionalCredits
        case "revenue": self = .revenue
        case "promotional_expense": self = .promotionalExpense
        case "refunds": self = .refunds
        case "breakage": self = .breakage
        case "uncollected": self = .uncollected
        case "adjustments": self = .adjustments
        default:
            guard name.hasPrefix("clearing:") else { return nil }
            self = .clearing(String(name.dropFirst("clearing:".count)))
        }
    }
}

/// Whether credits were sold or given. Given ones are spent first.
public enum CreditKind: String, Hashable, Sendable, CaseIterable {
    case promotional
    case paid

    /// The liability that credits of this kind are.
    public var account: LedgerAccount { self == .paid ? .credits : .promotionalCredits }

    /// Promotional credits are drawn before paid ones.
    var rank: Int { self == .promotional ? 0 : 1 }
}
