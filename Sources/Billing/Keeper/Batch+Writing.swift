// SPDX-License-Identifier: Apache-2.0

import Database
import Ledger
import Vocabulary

extension Batch {
    /// Writes everything that the orders changed, table by table.
    func write() throws {
        var rows = BatchRows()
        for account in accounts { rows.add(account, memos) }
        try rows.write(on: connection)
        try Idempotency.remember(remembered, at: now, on: connection)
    }
}

/// What a batch writes: the rows to add and to change, by table.
private struct BatchRows {
    private var newGrants = Parameters()
    private var changedGrants = Parameters()
    private var turnedGrants = Parameters()
    private var newHolds = Parameters()
    private var changedHolds = Parameters()
    private var newCharges = Parameters()
    private var changedCharges = Parameters()
    private var entries = Parameters()
    private var refunds = Parameters()
    private var adjustments = Parameters()
    private var days = Parameters()
    private var accounts = Parameters()
    private var accountsAndExpiries = Parameters()

    mutating func add(_ account: Account, _ memos: Batch.Memos) {
        addGrants(of: account, memos)
        addHolds(of: account, memos)
        addCharges(of: account, memos)
        addEntries(of: account)
        addRefunds(of: account, memos)
        addAdjustments(of: account, memos)
        addDays(of: account)
        if account.isChanged { addTotals(of: account) }
    }

    func write(on connection: any Connection) throws {
        try connection.enqueueMany(Self.insertGrant, newGrants)
        try connection.enqueueMany(Self.updateGrant, changedGrants)
        try connection.enqueueMany(Self.updateGrantAndLife, turnedGrants)
        try connection.enqueueMany(Self.insertHold, newHolds)
        try connection.enqueueMany(Self.updateHold, changedHolds)
        try connection.enqueueMany(Self.insertCharge, newCharges)
        try connection.enqueueMany(Self.updateCharge, changedCharges)
        try connection.enqueueMany(Self.insertEntry, entries)
        try connection.enqueueMany(Self.insertRefund, refunds)
        try connection.enqueueMany(Self.insertAdjustment, adjustments)
        try connection.enqueueMany(Self.addToDay, days)
        try connection.enqueueMany(Self.updateAccount, accounts)
        try connection.enqueueMany(Self.updateAccountAndExpiry, accountsAndExpiries)
    }
}

extension BatchRows {
    private mutating func addGrants(of account: Account, _ memos: Batch.Memos) {
        for grant in account.newGrants {
            let memo = memos.grants[grant.id]
            newGrants.beginRow()
            newGrants.append(account.organization, grant.id)
            newGrants.append(grant.source.rawValue, grant.kind.rawValue)
            newGrants.append(grant.amount, grant.remaining, grant.expired, grant.repaid)
            newGrants.append(grant.expiresAt, grant.createdAt)
            newGrants.append(memo?.description, memo?.metadata, grant.isLive)
        }
        for grant in account.changedGrants {
            // Naming `live` rewrites its indexes, mostly for nothing: something remains.
            if account.hasTurned(grant) {
                turnedGrants.beginRow()
                turnedGrants.append(account.organization, grant.id)
                turnedGrants.append(grant.remaining, grant.expired, grant.repaid, grant.isLive)
            } else {
                changedGrants.beginRow()
                changedGrants.append(account.organization, grant.id)
                changedGrants.append(grant.remaining, grant.expired, grant.repaid)
            }
        }
    }

    private static let insertGrant = """
        INSERT INTO credit_grant (organization_id, \(AccountRows.grantColumns),
            description, metadata, live)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """
    private static let updateGrant = """
        UPDATE credit_grant SET remaining = $3, expired = $4, repaid = $5
        WHERE organization_id = $1 AND id = $2
        """
    private static let updateGrantAndLife = """
        UPDATE credit_grant SET remaining = $3, expired = $4, repaid = $5, live = $6
        WHERE organization_id = $1 AND id = $2
        """

    private mutating func addHolds(of account: Account, _ memos: Batch.Memos) {
        for hold in account.newHolds {
            let memo = memos.holds[hold.id]
            newHolds.beginRow()
            newHolds.append(account.organization, hold.id, hold.amount, hold.captured)
            newHolds.append(hold.status.rawValue)
            newHolds.append(hold.draws)
            newHolds.append(hold.expiresAt, hold.createdAt)
            newHolds.append(memo?.description, memo?.metadata)
            newHolds.append(memo?.key, memo?.agent, memo?.app)
            newHolds.append(memo?.request)
        }
        for hold in account.changedHolds {
            changedHolds.beginRow()
            changedHolds.append(account.organization, hold.id, hold.amount, hold.captured)
            changedHolds.append(hold.status.rawValue)
            changedHolds.append(hold.draws)
            changedHolds.append(hold.expiresAt)
        }
    }

    private static let insertHold = """
        INSERT INTO hold (organization_id, \(AccountRows.holdColumns), request_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """
    private static let updateHold = """
        UPDATE hold SET amount = $3, captured = $4, status = $5, draws = $6, expires_at = $7
        WHERE organization_id = $1 AND id = $2
        """

    private mutating func addCharges(of account: Account, _ memos: Batch.Memos) {
        for charge in account.newCharges {
            let memo = memos.charges[charge.id]
            newCharges.beginRow()
            newCharges.append(account.organization, charge.id)
            newCharges.append(charge.amount, charge.uncollected, charge.refunded)
            newCharges.append(charge.draws)
            newCharges.append(charge.hold, charge.isLate, charge.sequence, charge.createdAt)
            newCharges.append(memo?.description, memo?.metadata)
            newCharges.append(memo?.key, memo?.agent, memo?.app)
            let pricing = memo?.pricing
            newCharges.append(pricing?.provider, pricing?.model, pricing?.operation)
            newCharges.append(pricing?.priceBook, pricing?.isEstimated ?? false, pricing?.quote)
        }
        for charge in account.changedCharges {
            changedCharges.beginRow()
            changedCharges.append(account.organization, charge.id)
            changedCharges.append(charge.uncollected, charge.refunded)
            changedCharges.append(charge.draws)
        }
    }

    private static let insertCharge = """
        INSERT INTO charge (organization_id, \(AccountRows.chargeColumns),
            description, metadata, key_id, agent_id, app_id,
            provider, model, operation, price_book, estimated, quote)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18, $19, $20, $21)
        """
    private static let updateCharge = """
        UPDATE charge SET uncollected = $3, refunded = $4, draws = $5
        WHERE organization_id = $1 AND id = $2
        """
}

extension BatchRows {
    private mutating func addEntries(of account: Account) {
        for entry in account.changes.entries {
            entries.beginRow()
            entries.append(account.organization, entry.sequence, entry.at, entry.type.rawValue)
            entries.append(entry.debit.description, entry.credit.description)
            entries.append(entry.amount, entry.change, entry.balanceAfter)
            entries.append(entry.reference, entry.hash)
        }
    }

    private static let insertEntry = """
        INSERT INTO entry (organization_id, sequence, at, type, debit, credit, amount, change,
            balance_after, reference, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """

    private mutating func addRefunds(of account: Account, _ memos: Batch.Memos) {
        for refund in account.changes.refunds {
            let memo = memos.refunds[refund.id]
            refunds.beginRow()
            refunds.append(account.organization, refund.id, refund.charge, refund.amount)
            refunds.append(refund.createdAt, memo?.description, memo?.metadata)
        }
    }

    private static let insertRefund = """
        INSERT INTO refund (organization_id, id, charge_id, amount, created_at,
            description, metadata)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """

    private mutating func addAdjustments(of account: Account, _ memos: Batch.Memos) {
        for adjustment in account.changes.adjustments {
            let memo = memos.adjustments[adjustment.id]
            adjustments.beginRow()
            adjustments.append(account.organization, adjustment.id, adjustment.amount)
            adjustments.append(adjustment.draws)
            adjustments.append(adjustment.createdAt, memo?.description, memo?.metadata)
        }
    }

    private static let insertAdjustment = """
        INSERT INTO adjustment (organization_id, id, amount, draws, created_at,
            description, metadata)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """

    private mutating func addDays(of account: Account) {
        for (day, usage) in account.changes.days.sorted(by: { $0.key < $1.key }) {
            days.beginRow()
            days.append(account.organization, Int64(day.number), usage.collected, usage.charges)
        }
    }

    private static let addToDay = """
        INSERT INTO usage_day (organization_id, day, collected, charges)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (organization_id, day) DO UPDATE SET
            collected = usage_day.collected + excluded.collected,
            charges = usage_day.charges + excluded.charges
        """

    private mutating func addTotals(of account: Account) {
        // Naming next_expiry rewrites its index, mostly for nothing: an earlier hold ends first.
        guard account.hasNewExpiry else {
            accounts.beginRow()
            accounts.append(account.organization)
            AccountRows.append(account, to: &accounts)
            return
        }
        accountsAndExpiries.beginRow()
        accountsAndExpiries.append(account.organization)
        AccountRows.append(account, to: &accountsAndExpiries)
        accountsAndExpiries.append(account.nextExpiry)
    }

    private static let totals = """
        credit_limit = $2, credits = $3, promotional_credits = $4, revenue = $5, breakage = $6,
        promotional_expense = $7, clearing = $8, refunds = $9, uncollected = $10,
        adjustments = $11, held = $12, overdraft = $13, sequence = $14, chain_hash = $15
        """
    private static let updateAccount = """
        UPDATE account SET \(totals) WHERE organization_id = $1
        """
    private static let updateAccountAndExpiry = """
        UPDATE account SET \(totals), next_expiry = $16 WHERE organization_id = $1
        """
}
