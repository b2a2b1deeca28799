// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Vocabulary

/// What is true of every account at every moment.
enum Invariants {
    static func check(
        _ account: Account, _ rows: Rows, at now: Instant
    ) throws(Disagreement) {
        let available = account.available.nanocredits
        let held = account.held.nanocredits
        let overdraft = account.overdraft.nanocredits
        try agree("imbalance", account.balances.imbalance, .zero)
        try agree("available + held", available + held, account.balances.owned.nanocredits)
        try agree("remaining − overdraft", sum(rows.grants, \.remaining) - overdraft, available)
        try agree(
            "sum of open holds", sum(rows.holds.filter { $0.status == .open }, \.amount), held)
        try agree(
            "sum of debts", sum(rows.charges, \.uncollected),
            account.balances.uncollected.nanocredits)
        try require("within the credit limit", available >= -account.creditLimit.nanocredits)
        try require("overdraft not negative", overdraft >= 0)
        try require(
            "nothing owed while something is available",
            available <= 0 || account.balances.uncollected.isZero)
        for hold in rows.holds { try check(hold, at: now) }
        for charge in rows.charges { try check(charge) }
        for grant in rows.grants {
            try check(grant, rows, taken: account.changes.adjustments, at: now)
        }
        try checkNextExpiry(account, rows)
    }

    private static func check(_ hold: Hold, at now: Instant) throws(Disagreement) {
        let isOpen = hold.status == .open
        let drawn = hold.draws.total.nanocredits
        try agree("draws of \(hold)", drawn, isOpen ? hold.amount.nanocredits : 0)
        try require("no open hold is due: \(hold)", !isOpen || hold.expiresAt > now)
    }

    private static func check(_ charge: Charge) throws(Disagreement) {
        try agree("draws of \(charge)", charge.draws.total, charge.refundable)
        try require("no part below zero: \(charge)", !charge.uncollected.isNegative)
        try require("no part below zero: \(charge)", !charge.refunded.isNegative)
    }

    /// Every credit of a grant is somewhere.
    private static func check(
        _ grant: Grant, _ rows: Rows, taken: [Adjustment], at now: Instant
    ) throws(Disagreement) {
        var draws = 0 as Int64
        for hold in rows.holds { draws += drawn(hold.draws, from: grant) }
        for charge in rows.charges { draws += drawn(charge.draws, from: grant) }
        for adjustment in taken { draws += drawn(adjustment.draws, from: grant) }
        let parts = [grant.remaining, grant.expired, grant.repaid]
        let all = parts.reduce(draws) { $0 + $1.nanocredits }
        try agree("parts of \(grant)", all, grant.amount.nanocredits)
        try require("no part below zero: \(grant)", !parts.contains(where: \.isNegative))
        try require(
            "nothing remains of what has expired: \(grant)",
            grant.remaining.isZero || grant.expiresAt > now)
    }

    /// The account comes back in time for whatever ends next.
    static func checkNextExpiry(_ account: Account, _ rows: Rows) throws(Disagreement) {
        for hold in rows.holds where hold.status == .open && hold.expiresAt < account.nextExpiry {
            throw Disagreement("nextExpiry \(account.nextExpiry) is later than that of \(hold)")
        }
        for grant in rows.grants
        where grant.remaining.isPositive && grant.expiresAt < account.nextExpiry {
            throw Disagreement("nextExpiry \(account.nextExpiry) is later than that of \(grant)")
        }
    }

    private static func drawn(_ draws: [Draw], from grant: Grant) -> Int64 {
        draws.reduce(0) { $1.grant == grant.id ? $0 + $1.amount.nanocredits : $0 }
    }

    private static func sum<Row>(_ rows: [Row], _ part: KeyPath<Row, Credits>) -> Int64 {
        rows.reduce(0) { $0 + $1[keyPath: part].nanocredits }
    }

    private static func require(_ what: @autoclosure () -> String, _ holds: Bool)
        throws(Disagreement)
    {
        guard holds else { throw Disagreement("not true: \(what())") }
    }
}
