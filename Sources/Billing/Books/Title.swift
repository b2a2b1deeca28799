// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money

/// A ledger account as an account row keeps it: clearing is one for all providers.
enum Title: Int, Hashable, CaseIterable {
    case clearing
    case uncollected
    case promotionalExpense
    case adjustments
    case credits
    case promotionalCredits
    case revenue
    case refunds
    case breakage

    init(_ account: LedgerAccount) {
        self =
            switch account {
            case .clearing: .clearing
            case .uncollected: .uncollected
            case .promotionalExpense: .promotionalExpense
            case .adjustments: .adjustments
            case .credits: .credits
            case .promotionalCredits: .promotionalCredits
            case .revenue: .revenue
            case .refunds: .refunds
            case .breakage: .breakage
            }
    }

    /// The name in the journal.
    var name: String {
        switch self {
        case .clearing: "clearing"
        case .uncollected: "uncollected"
        case .promotionalExpense: "promotional_expense"
        case .adjustments: "adjustments"
        case .credits: "credits"
        case .promotionalCredits: "promotional_credits"
        case .revenue: "revenue"
        case .refunds: "refunds"
        case .breakage: "breakage"
        }
    }

    /// The balance in an account row, debits positive.
    func debit(in balances: Balances) -> Int128 {
        switch self {
        case .clearing: Int128(balances.clearing.nanocredits)
        case .uncollected: Int128(balances.uncollected.nanocredits)
        case .promotionalExpense: Int128(balances.promotionalExpense.nanocredits)
        case .adjustments: Int128(balances.adjustments.nanocredits)
        case .credits: -Int128(balances.credits.nanocredits)
        case .promotionalCredits: -Int128(balances.promotionalCredits.nanocredits)
        case .revenue: -Int128(balances.revenue.nanocredits)
        case .refunds: Int128(balances.refunds.nanocredits)
        case .breakage: -Int128(balances.breakage.nanocredits)
        }
    }
}

/// Balances of ledger accounts as a journal adds them up, debits positive.
///
/// 128 bits wide: damaged rows must be reported, not trap on their way through a sum.
struct Totals: Equatable {
    private var debits = [Int128](repeating: 0, count: Title.allCases.count)

    subscript(_ title: Title) -> Int128 { debits[title.rawValue] }

    /// What the organization owns.
    var owned: Int128 { -(self[.credits] + self[.promotionalCredits]) }

    mutating func post(_ amount: Credits, debit: LedgerAccount, credit: LedgerAccount) {
        debits[Title(debit).rawValue] += Int128(amount.nanocredits)
        debits[Title(credit).rawValue] -= Int128(amount.nanocredits)
    }
}

extension Int128 {
    /// Nanocredits as exact decimal text of credits.
    var creditsText: String { ExactDecimal(coefficient: self, scale: Credits.places).description }
}
