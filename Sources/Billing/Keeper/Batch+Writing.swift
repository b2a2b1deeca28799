// SPDX-License-Identifier: Apache-2.0

import Database
import Ledger
import Money
import Vocabulary

extension Batch {
    /// Writes everything that the orders changed, table by table.
    mutating func write() throws {
        let changed = accounts.keys.sorted().compactMap { accounts[$0] }
        try writeGrants(of: changed)
        try writeHolds(of: changed)
        try writeCharges(of: changed)
        try writeJournal(of: changed)
        try writeUsage(of: changed)
        try writeAccounts(changed.filter(\.isChanged))
        try Idempotency.remember(remembered, at: now, on: connection)
    }

    private func writeGrants(of accounts: [Account]) throws {
        var added: [[Value]] = []
        var updated: [[Value]] = []
        for account in accounts {
            let organization = Value.id(account.organization)
            for grant in account.newGrants {
                added.append([organization] + values(of: grant) + words(of: memos.grants[grant.id]))
            }
            for grant in account.changedGrants {
                updated.append([
                    organization, .id(grant.id), .credits(grant.remaining),
                    .credits(grant.expired), .credits(grant.repaid),
                ])
            }
        }
        try connection.executeMany(
            """
            INSERT INTO credit_grant (organization_id, \(AccountRows.grantColumns),
                description, metadata)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """, added)
        try connection.executeMany(
            """
            UPDATE credit_grant SET remaining = $3, expired = $4, repaid = $5
            WHERE organization_id = $1 AND id = $2
            """, updated)
    }

    private func values(of grant: Grant) -> [Value] {
        [
            .id(grant.id), .text(grant.source.rawValue), .text(grant.kind.rawValue),
            .credits(grant.amount), .credits(grant.remaining), .credits(grant.expired),
            .credits(grant.repaid), .instant(grant.expiresAt), .instant(grant.createdAt),
        ]
    }

    private func words(of memo: Memo?) -> [Value] {
        [.text(memo?.description), .text(memo?.metadata)]
    }

    private func writeHolds(of accounts: [Account]) throws {
        var added: [[Value]] = []
        var updated: [[Value]] = []
        for account in accounts {
            let organization = Value.id(account.organization)
            for hold in account.newHolds {
                let memo = memos.holds[hold.id]
                added.append([
                    organization, .id(hold.id), .credits(hold.amount), .credits(hold.captured),
                    .text(hold.status.rawValue), .text(hold.draws.text), .instant(hold.expiresAt),
                    .instant(hold.createdAt), .text(memo?.description), .text(memo?.metadata),
                    .id(memo?.key), .id(memo?.agent), .id(memo?.app),
                ])
            }
            for hold in account.changedHolds {
                updated.append([
                    organization, .id(hold.id), .credits(hold.amount), .credits(hold.captured),
                    .text(hold.status.rawValue), .text(hold.draws.text), .instant(hold.expiresAt),
                ])
            }
        }
        try connection.executeMany(
            """
            INSERT INTO hold (organization_id, \(AccountRows.holdColumns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """, added)
        try connection.executeMany(
            """
            UPDATE hold SET amount = $3, captured = $4, status = $5, draws = $6, expires_at = $7
            WHERE organization_id = $1 AND id = $2
            """, updated)
    }

    private func writeCharges(of accounts: [Account]) throws {
        var added: [[Value]] = []
        var updated: [[Value]] = []
        for account in accounts {
            let organization = Value.id(account.organization)
            for charge in account.newCharges {
                let memo = memos.charges[charge.id]
                added.append([organization] + values(of: charge, memo))
            }
            for charge in account.changedCharges {
                updated.append([
                    organization, .id(charge.id), .credits(charge.uncollected),
                    .credits(charge.refunded), .text(charge.draws.text),
                ])
            }
        }
        try connection.executeMany(
            """
            INSERT INTO charge (organization_id, \(AccountRows.chargeColumns),
                description, metadata, key_id, agent_id, app_id,
                provider, model, operation, price_book, estimated, quote)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                $18, $19, $20, $21)
            """, added)
        try connection.executeMany(
            """
            UPDATE charge SET uncollected = $3, refunded = $4, draws = $5
            WHERE organization_id = $1 AND id = $2
            """, updated)
    }

    private func values(of charge: Charge, _ memo: Memo?) -> [Value] {
        let pricing = memo?.pricing
        return [
            .id(charge.id), .credits(charge.amount), .credits(charge.uncollected),
            .credits(charge.refunded), .text(charge.draws.text), .id(charge.hold),
            .flag(charge.isLate), .integer(charge.sequence), .instant(charge.createdAt),
            .text(memo?.description), .text(memo?.metadata), .id(memo?.key), .id(memo?.agent),
            .id(memo?.app),
            .text(pricing?.provider), .text(pricing?.model), .text(pricing?.operation),
            .integer(pricing?.priceBook), .flag(pricing?.isEstimated ?? false),
            .text(pricing?.quote),
        ]
    }

    private func writeJournal(of accounts: [Account]) throws {
        var entries: [[Value]] = []
        var refunds: [[Value]] = []
        var adjustments: [[Value]] = []
        for account in accounts {
            let organization = Value.id(account.organization)
            entries += account.changes.entries.map { values(of: $0, organization) }
            refunds += account.changes.refunds.map { refund in
                [
                    organization, .id(refund.id), .id(refund.charge), .credits(refund.amount),
                    .instant(refund.createdAt),
                ] + words(of: memos.refunds[refund.id])
            }
            adjustments += account.changes.adjustments.map { adjustment in
                [
                    organization, .id(adjustment.id), .credits(adjustment.amount),
                    .text(adjustment.draws.text), .instant(adjustment.createdAt),
                ] + words(of: memos.adjustments[adjustment.id])
            }
        }
        try connection.executeMany(
            """
            INSERT INTO entry (organization_id, sequence, at, type, debit, credit, amount, change,
                balance_after, reference, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """, entries)
        try connection.executeMany(
            """
            INSERT INTO refund (organization_id, id, charge_id, amount, created_at,
                description, metadata)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, refunds)
        try connection.executeMany(
            """
            INSERT INTO adjustment (organization_id, id, amount, draws, created_at,
                description, metadata)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, adjustments)
    }

    private func values(of entry: Entry, _ organization: Value) -> [Value] {
        [
            organization, .integer(entry.sequence), .instant(entry.at),
            .text(entry.type.rawValue), .text(entry.debit.description),
            .text(entry.credit.description), .credits(entry.amount),
            .integer(entry.change?.nanocredits), .credits(entry.balanceAfter),
            .text(entry.reference), .blob(entry.hash.bytes),
        ]
    }

    private func writeUsage(of accounts: [Account]) throws {
        var days: [[Value]] = []
        for account in accounts {
            for (day, usage) in account.changes.days.sorted(by: { $0.key < $1.key }) {
                days.append([
                    .id(account.organization), .integer(Int64(day.number)),
                    .credits(usage.collected), .integer(usage.charges),
                ])
            }
        }
        try connection.executeMany(
            """
            INSERT INTO usage_day (organization_id, day, collected, charges)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT (organization_id, day) DO UPDATE SET
                collected = usage_day.collected + excluded.collected,
                charges = usage_day.charges + excluded.charges
            """, days)
    }

    private func writeAccounts(_ accounts: [Account]) throws {
        // Naming next_expiry rewrites its index, mostly for nothing: an earlier hold ends first.
        for isNew in [false, true] {
            try connection.executeMany(
                isNew ? Self.updateAccountAndExpiry : Self.updateAccount,
                accounts.filter { $0.hasNewExpiry == isNew }.map { account in
                    let values = [.id(account.organization)] + AccountRows.values(of: account)
                    return isNew ? values : values.dropLast()
                })
        }
    }

    private static let updateAccount = """
        UPDATE account SET credit_limit = $2, credits = $3, promotional_credits = $4,
            revenue = $5, breakage = $6, promotional_expense = $7, clearing = $8,
            refunds = $9, uncollected = $10, adjustments = $11, held = $12, overdraft = $13,
            sequence = $14, chain_hash = $15
        WHERE organization_id = $1
        """
    private static let updateAccountAndExpiry = """
        UPDATE account SET credit_limit = $2, credits = $3, promotional_credits = $4,
            revenue = $5, breakage = $6, promotional_expense = $7, clearing = $8,
            refunds = $9, uncollected = $10, adjustments = $11, held = $12, overdraft = $13,
            sequence = $14, chain_hash = $15, next_expiry = $16
        WHERE organization_id = $1
        """
}
