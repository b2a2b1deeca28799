// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Vocabulary

extension Audit {
    /// Replays the journal: sequence, hash, running balance, change, and what each entry refers to.
    func replayJournal() throws {
        var previous = ChainHash.genesis
        var ownedBefore: Int128 = 0
        var open: [Entry] = []
        try Books.eachEntry(of: account.organization, on: connection) { entry in
            guard entry.sequence == counts.entries + 1 else {
                throw fault("entry", counts.entries + 1, "it is missing: \(entry.sequence) is next")
            }
            guard
                entry.expectedHash(after: previous, organization: account.organization)
                    == entry.hash
            else { throw wrong(entry, "its hash does not follow from it and the entry before") }
            try checkBalance(of: entry)
            if let first = open.first, !isOneTransaction(first, entry) {
                throw wrong(entry, "the transaction before it has no last leg")
            }
            if let change = entry.change {
                guard Int128(change.nanocredits) == totals.owned - ownedBefore else {
                    throw wrong(entry, "its change is not what its transaction changed")
                }
                ownedBefore = totals.owned
            }
            if entry.change == nil { open.append(entry) } else { open.removeAll() }
            try checkReference(of: entry)
            previous = entry.hash
            counts.entries += 1
            if counts.entries % 10_000 == 0 { onEntries(counts.entries) }
        }
        if let leg = open.last { throw wrong(leg, "its transaction has no last leg") }
        guard account.sequence == counts.entries else {
            throw fault("entry", counts.entries + 1, "the account has counted \(account.sequence)")
        }
        guard account.chainHash == previous else {
            throw fault("account", account.organization, "its hash is not the last entry's")
        }
    }

    private func wrong(_ entry: Entry, _ problem: String) -> Fault {
        fault("entry", entry.sequence, problem)
    }

    private func checkBalance(of entry: Entry) throws {
        totals.post(entry.amount, debit: entry.debit, credit: entry.credit)
        guard totals.owned == Int128(entry.balanceAfter.nanocredits) else {
            let owned = totals.owned.creditsText
            throw wrong(
                entry, "its balance is \(entry.balanceAfter), the entries add up to \(owned)")
        }
    }

    private func isOneTransaction(_ first: Entry, _ second: Entry) -> Bool {
        first.type == second.type && first.at == second.at && first.reference == second.reference
    }

    /// What an entry refers to must be there, by the same amount. Grants are looked up; charges,
    /// refunds and adjustments are tallied, and compared when all rows have been read.
    private func checkReference(of entry: Entry) throws {
        switch (entry.debit, entry.credit) {
        case (.clearing, _), (.promotionalExpense, _): try checkGrant(of: entry)
        case (_, .breakage):
            guard let id = GrantID(entry.reference), lots[id] != nil else {
                throw wrong(entry, "\(entry.reference) expired but is not there")
            }
        case (.refunds, _):
            tallies.refundsBooked.add(nanocredits(of: entry), for: try refund(of: entry))
        case (.adjustments, _):
            tallies.adjustmentsBooked.add(nanocredits(of: entry), for: try adjustment(of: entry))
        case (_, .adjustments):
            tallies.adjustmentsBooked.add(-nanocredits(of: entry), for: try adjustment(of: entry))
        case (let debit, .revenue):
            let charge = try charge(of: entry)
            tallies.revenueBooked.add(nanocredits(of: entry), for: charge)
            // The last leg is the charge's place in the journal.
            if entry.change != nil { tallies.placeInJournal.add(entry.sequence, for: charge) }
            if debit == .uncollected {
                tallies.uncollectedBooked.add(nanocredits(of: entry), for: charge)
            }
        case (_, .uncollected):
            tallies.uncollectedBooked.add(-nanocredits(of: entry), for: try charge(of: entry))
        default: throw wrong(entry, "nothing moves \(entry.debit) to \(entry.credit)")
        }
    }

    private func nanocredits(of entry: Entry) -> Int64 { entry.amount.nanocredits }

    private func checkGrant(of entry: Entry) throws {
        guard let id = GrantID(entry.reference), let grant = lots[id]?.grant else {
            throw wrong(entry, "\(entry.reference) is not there")
        }
        guard grant.amount == entry.amount, grant.kind.account == entry.credit else {
            throw wrong(entry, "\(id) has another amount or kind: \(grant.amount), \(grant.kind)")
        }
        guard lots[id]?.isBooked == false else { throw wrong(entry, "\(id) is booked twice") }
        lots[id]?.isBooked = true
    }

    private func charge(of entry: Entry) throws -> UInt128 {
        guard let id = ChargeID(entry.reference) else { throw wrong(entry, "it names no charge") }
        return id.bits
    }

    private func refund(of entry: Entry) throws -> UInt128 {
        guard let id = RefundID(entry.reference) else { throw wrong(entry, "it names no refund") }
        return id.bits
    }

    private func adjustment(of entry: Entry) throws -> UInt128 {
        guard let id = AdjustmentID(entry.reference) else {
            throw wrong(entry, "it names no adjustment")
        }
        return id.bits
    }

    /// The account's balances must be those of the journal.
    func checkAccount() throws {
        for title in Title.allCases where title.debit(in: account.balances) != totals[title] {
            let cached = title.debit(in: account.balances).creditsText
            throw fault(
                "account", account.organization,
                "\(title.name) is \(cached) (debit), the entries add up to "
                    + totals[title].creditsText)
        }
    }
}
