// SPDX-License-Identifier: Apache-2.0

public import Money

/// The balances of an organization's ledger accounts: a cache of the journal, kept with it.
///
/// Liabilities and income count credits as positive, assets and expenses debits, so that all are
/// normally positive. Clearing is the sum over providers.
public struct Balances: Hashable, Sendable {
    public var credits = Credits.zero
    public var promotionalCredits = Credits.zero
    public var revenue = Credits.zero
    public var breakage = Credits.zero
    public var promotionalExpense = Credits.zero
    public var clearing = Credits.zero
    public var refunds = Credits.zero
    public var uncollected = Credits.zero
    public var adjustments = Credits.zero

    public init() {}

    /// What the organization owns: both kinds of credits.
    public var owned: Credits { credits + promotionalCredits }

    /// Applies one entry's amount to both sides.
    public mutating func post(
        _ amount: Credits, debit: LedgerAccount, credit: LedgerAccount
    ) {
        add(-amount, to: debit)
        add(amount, to: credit)
    }

    /// Debits less credits over all accounts: zero, or the books are wrong.
    public var imbalance: Credits {
        let debits = [clearing, promotionalExpense, refunds, uncollected, adjustments]
        let credits = [credits, promotionalCredits, revenue, breakage]
        // In 128 bits: a sum of balances can be larger than each of them.
        let sum =
            debits.reduce(Int128(0)) { $0 + Int128($1.nanocredits) }
            - credits.reduce(Int128(0)) { $0 + Int128($1.nanocredits) }
        return Credits(nanocredits: Int64(clamping: sum))
    }

    /// No balance is larger than this in either direction, so the next command cannot overflow.
    var hasHeadroom: Bool {
        let all = [
            credits, promotionalCredits, revenue, breakage, promotionalExpense, clearing, refunds,
            uncollected, adjustments,
        ]
        return all.allSatisfy { $0.nanocredits.magnitude <= Self.magnitudeMax }
    }

    /// A quarter of what 64 bits hold: with at most 10⁹ credits a command, not even the sum of two
    /// balances (``owned``), nor all that expires at once, can reach the end.
    private static let magnitudeMax: UInt64 = 1 << 61

    /// Adds to an account in its own direction; `amount` counts credits as positive.
    private mutating func add(_ amount: Credits, to account: LedgerAccount) {
        switch account {
        case .credits: credits = credits + amount
        case .promotionalCredits: promotionalCredits = promotionalCredits + amount
        case .revenue: revenue = revenue + amount
        case .breakage: breakage = breakage + amount
        case .promotionalExpense: promotionalExpense = promotionalExpense - amount
        case .clearing: clearing = clearing - amount
        case .refunds: refunds = refunds - amount
        case .uncollected: uncollected = uncollected - amount
        case .adjustments: adjustments = adjustments - amount
        }
    }
}

// Arithmetic that traps. Inside the rules every amount is at most 10⁹ credits and every balance has
// headroom (checked before each command), so no input reaches the trap; it guards against a bug.
func + (left: Credits, right: Credits) -> Credits {
    Credits(nanocredits: left.nanocredits + right.nanocredits)
}

func - (left: Credits, right: Credits) -> Credits {
    Credits(nanocredits: left.nanocredits - right.nanocredits)
}

prefix func - (amount: Credits) -> Credits { Credits(nanocredits: -amount.nanocredits) }

func += (left: inout Credits, right: Credits) { left = left + right }

func -= (left: inout Credits, right: Credits) { left = left - right }
