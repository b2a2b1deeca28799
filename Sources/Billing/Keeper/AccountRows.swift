// SPDX-License-Identifier: Apache-2.0

import Database
import Ledger
import Money
import Vocabulary

/// How accounts, grants, holds and charges stand in rows.
enum AccountRows {
    static let accountColumns = """
        credit_limit, credits, promotional_credits, revenue, breakage, promotional_expense, \
        clearing, refunds, uncollected, adjustments, held, overdraft, sequence, chain_hash, \
        next_expiry
        """

    static func account(_ organization: OrganizationID, _ row: any Row) throws -> Account {
        guard let hash = ChainHash(bytes: row.blob(13)) else {
            throw DatabaseFailure.corrupt("the chain hash of \(organization) is no SHA-256")
        }
        var balances = Balances()
        balances.credits = row.credits(1)
        balances.promotionalCredits = row.credits(2)
        balances.revenue = row.credits(3)
        balances.breakage = row.credits(4)
        balances.promotionalExpense = row.credits(5)
        balances.clearing = row.credits(6)
        balances.refunds = row.credits(7)
        balances.uncollected = row.credits(8)
        balances.adjustments = row.credits(9)
        return Account(
            organization: organization, creditLimit: row.credits(0), balances: balances,
            held: row.credits(10), overdraft: row.credits(11), sequence: row.integer(12),
            chainHash: hash, nextExpiry: row.instant(14))
    }

    /// Appends the values of ``accountColumns`` but the last, which is not always written.
    static func append(_ account: Account, to rows: inout Parameters) {
        let balances = account.balances
        rows.append(account.creditLimit, balances.credits, balances.promotionalCredits)
        rows.append(balances.revenue, balances.breakage, balances.promotionalExpense)
        rows.append(balances.clearing, balances.refunds, balances.uncollected)
        rows.append(balances.adjustments, account.held, account.overdraft)
        rows.append(account.sequence, account.chainHash)
    }

    static let grantColumns =
        "id, source, kind, amount, remaining, expired, repaid, expires_at, created_at"

    static func grant(_ row: any Row) throws -> Grant { try grant(row.id(0), row) }

    /// - Parameter id: The row's, known already: reading ids is most of reading a row.
    static func grant(_ id: GrantID, _ row: any Row) throws -> Grant {
        guard let source = GrantSource(rawValue: row.text(1)),
            let kind = CreditKind(rawValue: row.text(2))
        else { throw DatabaseFailure.corrupt("grant \(row.text(0)) has an unknown source or kind") }
        return Grant(
            id: id, source: source, kind: kind, amount: row.credits(3),
            remaining: row.credits(4), expired: row.credits(5), repaid: row.credits(6),
            expiresAt: row.instant(7), createdAt: row.instant(8))
    }

    static let holdColumns = """
        id, amount, captured, status, draws, expires_at, created_at, description, metadata, \
        key_id, agent_id, app_id
        """

    static func hold(_ row: any Row) throws -> (hold: Hold, memo: Memo) {
        try hold(row.id(0), row)
    }

    /// - Parameter id: The row's, known already.
    static func hold(_ id: HoldID, _ row: any Row) throws -> (hold: Hold, memo: Memo) {
        guard let status = Hold.Status(rawValue: row.text(3)),
            let draws = row.withText(4, { [Draw](utf8: $0) })
        else { throw DatabaseFailure.corrupt("hold \(row.text(0)) has bad status or draws") }
        let hold = Hold(
            id: id, amount: row.credits(1), captured: row.credits(2), status: status,
            draws: draws, expiresAt: row.instant(5), createdAt: row.instant(6))
        let memo = Memo(
            description: row.textOrNull(7), metadata: row.textOrNull(8), key: try row.idOrNull(9),
            agent: try row.idOrNull(10), app: try row.idOrNull(11))
        return (hold, memo)
    }

    static let chargeColumns =
        "id, amount, uncollected, refunded, draws, hold_id, late, sequence, created_at"

    static func charge(_ row: any Row) throws -> Charge {
        guard let draws = row.withText(4, { [Draw](utf8: $0) }) else {
            throw DatabaseFailure.corrupt("charge \(row.text(0)) has bad draws")
        }
        return Charge(
            id: try row.id(0), amount: row.credits(1), uncollected: row.credits(2),
            refunded: row.credits(3), draws: draws, hold: try row.idOrNull(5),
            isLate: row.flag(6), sequence: row.integer(7), createdAt: row.instant(8))
    }
}

extension Value {
    static func credits(_ credits: Credits) -> Value { .integer(credits.nanocredits) }
    static func instant(_ instant: Instant) -> Value { .integer(instant.microseconds) }
    static func id<Kind: IDKind>(_ id: ID<Kind>) -> Value { .text(id.description) }
    static func id<Kind: IDKind>(_ id: ID<Kind>?) -> Value { .text(id?.description) }
}

extension Row {
    func credits(_ column: Int) -> Credits { Credits(nanocredits: integer(column)) }
    func creditsOrNull(_ column: Int) -> Credits? { isNull(column) ? nil : credits(column) }
}
