// SPDX-License-Identifier: Apache-2.0

import Database
import Ledger
import Money
import Vocabulary

extension Audit {
    func loadGrants() throws {
        try eachRow(AccountRows.grantColumns, of: "credit_grant") { row in
            let grant = try AccountRows.grant(row)
            lots[grant.id] = Lot(grant: grant)
            counts.grants += 1
        }
    }

    /// Puts the sums of archived charges where their rows would have been added.
    func startFromArchives() throws {
        for (grant, drawn) in archived.drawn.sorted(by: { $0.key < $1.key }) {
            guard lots[grant] != nil else {
                throw fault(
                    "usage_archived_grant", grant, "archived charges drew on it; it is not there")
            }
            lots[grant]?.drawn += drawn
        }
        days = archived.days
        let usage = days.values.reduce(into: Usage()) { sum, day in
            sum.collected += day.collected
            sum.charges += day.charges
        }
        guard usage.charges == archived.charges,
            usage.collected == archived.amount - archived.refunded
        else {
            throw fault(
                "usage_archived", "",
                "its charges are not those of its days: \(archived.charges), \(usage.charges)")
        }
        tallies.revenueCharged.addArchived(archived.amountTally)
        tallies.placeOfCharges.addArchived(archived.placeTally)
        tallies.refundedByCharges.addArchived(archived.refundedTally)
    }

    func checkHolds() throws {
        try eachRow(AccountRows.holdColumns, of: "hold") { row in
            counts.holds += 1
            let hold = try AccountRows.hold(row).hold
            guard hold.status == .open else {
                guard hold.draws.isEmpty else {
                    throw fault("hold", hold.id, "it has ended and still keeps credits aside")
                }
                if hold.status == .captured { capturedHolds += 1 }
                return
            }
            let drawn = try count(hold.draws, of: "hold", row.text(0))
            guard drawn == Int128(hold.amount.nanocredits) else {
                throw fault(
                    "hold", hold.id, "it holds \(hold.amount) and drew \(drawn.creditsText)")
            }
            guard hold.expiresAt >= account.nextExpiry else {
                throw fault("hold", hold.id, "the account does not know when it expires")
            }
            for draw in hold.draws {
                held[draw.kind, default: 0] += Int128(draw.amount.nanocredits)
            }
        }
        let sum = held.values.reduce(0, +)
        guard sum == Int128(account.held.nanocredits) else {
            throw fault(
                "account", account.organization,
                "it holds \(account.held), its open holds add up to \(sum.creditsText)")
        }
    }

    func checkCharges() throws {
        let captured = """
            (SELECT CASE WHEN hold.status = 'captured' THEN hold.captured ELSE -1 END FROM hold
                WHERE hold.organization_id = charge.organization_id AND hold.id = charge.hold_id)
            """
        let capturedColumn = AccountRows.chargeColumns.split(separator: ",").count
        var holdsCharged: Int64 = 0
        try eachRow("\(AccountRows.chargeColumns), \(captured)", of: "charge") { row in
            counts.charges += 1
            let charge = try AccountRows.charge(row)
            let drawn = try count(charge.draws, of: "charge", row.text(0))
            let collected =
                Int128(charge.amount.nanocredits) - Int128(charge.uncollected.nanocredits)
                - Int128(charge.refunded.nanocredits)
            guard drawn == collected else {
                throw fault(
                    "charge", charge.id,
                    "it collected \(collected.creditsText) and drew \(drawn.creditsText)")
            }
            // A hold that the gateway took for itself may be lost in a crash; its charge is not.
            if let amount = row.creditsOrNull(capturedColumn) {
                guard amount == charge.amount else {
                    throw fault("charge", charge.id, "its hold was not captured by its amount")
                }
                holdsCharged += 1
            }
            tally(charge)
            days[charge.createdAt.day, default: Usage()].collected += collected
            days[charge.createdAt.day, default: Usage()].charges += 1
        }
        guard holdsCharged == capturedHolds else {
            throw fault(
                "account", account.organization,
                "\(capturedHolds) holds are captured, \(holdsCharged) charges captured one")
        }
    }

    private func tally(_ charge: Charge) {
        let id = charge.id.bits
        tallies.revenueCharged.add(charge.amount.nanocredits, for: id)
        tallies.placeOfCharges.add(charge.sequence, for: id)
        tallies.uncollectedOwed.add(charge.uncollected.nanocredits, for: id)
        tallies.refundedByCharges.add(charge.refunded.nanocredits, for: id)
    }

    func checkRefunds() throws {
        try eachRow("id, charge_id, amount", of: "refund") { row in
            counts.refunds += 1
            let id: RefundID = try row.id(0)
            let charge: ChargeID = try row.id(1)
            tallies.refundsGiven.add(row.integer(2), for: id.bits)
            tallies.refundedByRefunds.add(row.integer(2), for: charge.bits)
        }
    }

    func checkAdjustments() throws {
        try eachRow("id, amount, draws", of: "adjustment") { row in
            counts.adjustments += 1
            let id: AdjustmentID = try row.id(0)
            let amount = row.integer(1)
            guard let draws = [Draw](text: row.text(2)) else {
                throw fault("adjustment", id, "its draws are not readable")
            }
            let drawn = try count(draws, of: "adjustment", row.text(0))
            guard drawn == max(0, -Int128(amount)) else {
                throw fault(
                    "adjustment", id, "it took \(row.credits(1)), drew \(drawn.creditsText)")
            }
            if amount > 0, lots[GrantID(bits: id.bits)]?.grant.amount != row.credits(1) {
                throw fault("adjustment", id, "the grant that it gave is not there")
            }
            tallies.adjustmentsMade.add(amount, for: id.bits)
        }
    }

    /// Each grant's amount must be explained, and the grants of a kind must explain its balance.
    func checkGrants() throws {
        var owned: [CreditKind: Int128] = held
        for id in lots.keys.sorted() {
            guard let lot = lots[id] else { continue }
            try check(lot)
            owned[lot.grant.kind, default: 0] += Int128(lot.grant.remaining.nanocredits)
        }
        owned[.paid, default: 0] -= Int128(account.overdraft.nanocredits)
        for kind in CreditKind.allCases {
            let balance = -Title(kind.account).debit(in: account.balances)
            guard owned[kind, default: 0] == balance else {
                throw fault(
                    "account", account.organization,
                    "\(kind.account) is \(balance.creditsText), grants and open holds add up to "
                        + owned[kind, default: 0].creditsText)
            }
        }
    }

    private func check(_ lot: Lot) throws {
        let grant = lot.grant
        let explained =
            Int128(grant.remaining.nanocredits) + Int128(grant.expired.nanocredits)
            + Int128(grant.repaid.nanocredits) + lot.drawn
        guard explained == Int128(grant.amount.nanocredits) else {
            throw fault(
                "credit_grant", grant.id,
                "its amount is \(grant.amount), what became of it adds up to "
                    + explained.creditsText)
        }
        // Returned and corrected credits are booked under what gave them back.
        let isOwnEntry = grant.source != .refund && grant.source != .adjustment
        guard lot.isBooked || !isOwnEntry else {
            throw fault("credit_grant", grant.id, "the journal does not know it")
        }
        guard grant.remaining.isZero || grant.expiresAt >= account.nextExpiry else {
            throw fault("credit_grant", grant.id, "the account does not know when it expires")
        }
    }

    func checkDays() throws {
        var unexplained = days
        try connection.queryMany(
            "SELECT day, collected, charges FROM usage_day WHERE organization_id = $1 ORDER BY day",
            [[.id(account.organization)]]
        ) { _, row in
            counts.days += 1
            let day = Day(number: Int32(clamping: row.integer(0)))
            let usage = unexplained.removeValue(forKey: day) ?? Usage()
            guard usage.collected == Int128(row.integer(1)), usage.charges == row.integer(2) else {
                throw fault(
                    "usage_day", day,
                    "it has \(row.credits(1)) of \(row.integer(2)) charges, the charges add up to "
                        + "\(usage.collected.creditsText) of \(usage.charges)")
            }
        }
        if let day = unexplained.keys.min() { throw fault("usage_day", day, "it is missing") }
    }
}
