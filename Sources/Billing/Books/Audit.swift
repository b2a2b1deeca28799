// SPDX-License-Identifier: Apache-2.0

import Database
import Ledger
import Money
import Vocabulary

/// The recomputation of one organization's books.
///
/// The journal is replayed against its hashes and running balances; then every row that caches
/// something (grants, holds, charges, rollups, the account itself) is recomputed from the others.
final class Audit {
    let account: Account
    let connection: any Connection
    /// What is archived of the charges and holds.
    let archived: UsageSums
    let onEntries: (Int64) -> Void

    var counts = RowCounts()
    var totals = Totals()
    /// Grants and what is drawn on each: few beside charges.
    var lots: [GrantID: Lot] = [:]
    /// What open holds keep aside, by kind.
    var held: [CreditKind: Int128] = [:]
    var days: [Day: Usage] = [:]
    var tallies: Tallies
    var capturedHolds: Int64 = 0

    struct Lot {
        let grant: Grant
        var drawn: Int128 = 0
        var isBooked = false
    }

    struct Usage: Equatable {
        var collected: Int128 = 0
        var charges: Int64 = 0
    }

    /// The same amounts by the same ids, once as the journal has them and once as the rows do.
    struct Tallies {
        var revenueBooked, revenueCharged: Tally
        var placeInJournal, placeOfCharges: Tally
        var uncollectedBooked, uncollectedOwed: Tally
        var refundsBooked, refundsGiven: Tally
        var refundedByRefunds, refundedByCharges: Tally
        var adjustmentsBooked, adjustmentsMade: Tally

        init(seeds: Tally.Seeds) {
            let empty = Tally(seeds: seeds)
            revenueBooked = empty
            revenueCharged = empty
            placeInJournal = empty
            placeOfCharges = empty
            uncollectedBooked = empty
            uncollectedOwed = empty
            refundsBooked = empty
            refundsGiven = empty
            refundedByRefunds = empty
            refundedByCharges = empty
            adjustmentsBooked = empty
            adjustmentsMade = empty
        }
    }

    init(
        of account: Account, archived: UsageSums, on connection: any Connection,
        seeds: Tally.Seeds, onEntries: @escaping (Int64) -> Void
    ) {
        self.account = account
        self.archived = archived
        self.connection = connection
        self.onEntries = onEntries
        tallies = Tallies(seeds: seeds)
    }

    /// - Throws: ``Fault`` for the first row that is wrong.
    func run() throws {
        do {
            try loadGrants()
            try startFromArchives()
            try replayJournal()
            try checkAccount()
            try checkHolds()
            try checkCharges()
            try checkRefunds()
            try checkAdjustments()
            try checkGrants()
            try checkDays()
            try compareTallies()
        } catch DatabaseFailure.corrupt(let reason) {
            throw fault("account", account.organization, reason)
        }
    }

    func fault(
        _ table: String, _ row: some CustomStringConvertible, _ problem: String
    ) -> Fault {
        Fault(
            organization: account.organization.description, table: table, row: row.description,
            problem: problem)
    }

    /// Hands the organization's rows of a table to `body`, in the order of their ids, which stand
    /// in column 0.
    func eachRow(_ columns: String, of table: String, _ body: (any Row) throws -> Void) throws {
        var last = ""
        while true {
            var count: Int64 = 0
            try connection.queryMany(
                """
                SELECT \(columns) FROM \(table) WHERE organization_id = $1 AND id > $2
                ORDER BY id LIMIT $3
                """, [[.id(account.organization), .text(last), .integer(Books.pageSize)]]
            ) { _, row in
                count += 1
                last = row.text(0)
                do {
                    try body(row)
                } catch DatabaseFailure.corrupt(let reason) {
                    throw fault(table, last, reason)
                }
            }
            if count < Books.pageSize { return }
        }
    }

    /// Counts draws on their grants.
    ///
    /// - Returns: Their total.
    func count(_ draws: [Draw], of table: String, _ row: String) throws -> Int128 {
        var total: Int128 = 0
        for draw in draws {
            guard draw.amount.isPositive else { throw fault(table, row, "it drew nothing or less") }
            total += Int128(draw.amount.nanocredits)
            guard let id = draw.grant else { continue }
            guard let kind = lots[id]?.grant.kind else {
                throw fault(table, row, "it drew on \(id), which is not there")
            }
            guard kind == draw.kind else {
                throw fault(table, row, "it drew \(draw.kind) credits on \(id), a \(kind) grant")
            }
            lots[id]?.drawn += Int128(draw.amount.nanocredits)
        }
        return total
    }
}
