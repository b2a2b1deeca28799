// SPDX-License-Identifier: Apache-2.0

public import Database
import Ledger
import Vocabulary

/// The books as a whole: recomputed, summed up, and written out for other programs.
///
/// Everything here only reads, row by row in the order of the keys, in memory that does not grow
/// with history; run inside `Database.read` it sees one consistent snapshot beside a live server.
public enum Books {
    /// Rows to fetch at a time: a driver may keep a whole page in memory.
    static let pageSize: Int64 = 5_000

    /// Recomputes every entry, hash, balance, grant, hold, charge and rollup.
    ///
    /// - Parameters:
    ///   - seed: Drawn at random for each run; see `Tally`.
    ///   - archives: The folder of the archives: charges and holds that are in them are read there,
    ///     and the sums that the database keeps of them are compared. Nil to believe these.
    ///   - progress: Called now and then.
    /// - Throws: `DatabaseFailure` when rows cannot be read. What is wrong with rows that can, or
    ///   with an archive, is in the verdict.
    public static func verify(
        on connection: any Connection, seed: UInt64, archives folder: String? = nil,
        progress: @escaping (BooksProgress) -> Void = { _ in }
    ) throws -> Verdict {
        var verdict = Verdict()
        do {
            let total = try totalOfEntries(on: connection)
            let archived = try ArchivedBooks(in: folder, on: connection)
            var counts = RowCounts()
            try eachAccount(on: connection) { account in
                let before = verdict.entries
                let audit = Audit(
                    of: account, archived: try archived.sums(of: account.organization),
                    on: connection, seeds: archived.seeds(beside: seed)
                ) { entries in
                    progress(BooksProgress(entries: before + entries, total: total))
                }
                defer {
                    verdict.organizations += 1
                    verdict.entries += audit.counts.entries
                    counts.add(audit.counts)
                }
                try audit.run()
            }
            try counts.compare(on: connection)
            try archived.checkEnd()
            progress(BooksProgress(entries: verdict.entries, total: total))
        } catch let fault as Fault {
            verdict.firstFault = fault
        }
        return verdict
    }

    /// Entries that there are, as the accounts have it.
    static func totalOfEntries(on connection: any Connection) throws -> Int64 {
        try connection.first("SELECT CAST(coalesce(sum(sequence), 0) AS BIGINT) FROM account") {
            $0.integer(0)
        }
            ?? 0
    }

    /// Hands every account row to `body`, in the order of organizations.
    static func eachAccount(
        on connection: any Connection, _ body: (Account) throws -> Void
    ) throws {
        var last = ""
        while true {
            let page = try connection.query(
                """
                SELECT \(AccountRows.accountColumns), organization_id FROM account
                WHERE organization_id > $1 ORDER BY organization_id LIMIT $2
                """, [.text(last), .integer(500)], account)
            for account in page { try body(account) }
            guard let next = page.last?.organization.description else { return }
            last = next
        }
    }

    private static func account(_ row: any Row) throws -> Account {
        let text = row.text(15)
        guard let organization = OrganizationID(text) else {
            throw Fault(
                organization: text, table: "account", row: text, problem: "it has no valid id")
        }
        do {
            return try AccountRows.account(organization, row)
        } catch DatabaseFailure.corrupt(let reason) {
            throw Fault(organization: text, table: "account", row: text, problem: reason)
        }
    }

    /// Hands an organization's entries to `body`, in the order of the journal.
    ///
    /// - Throws: ``Fault`` for an entry that no version of florin has written.
    static func eachEntry(
        of organization: OrganizationID, on connection: any Connection,
        _ body: (Entry) throws -> Void
    ) throws {
        var last: Int64 = -1
        while true {
            // A whole page first: `body` may ask the connection something else.
            var page: [Entry] = []
            page.reserveCapacity(Int(min(pageSize, 256)))
            var unreadable: Fault?
            try connection.queryMany(
                """
                SELECT sequence, at, type, debit, credit, amount, change, balance_after, reference,
                    hash
                FROM entry WHERE organization_id = $1 AND sequence > $2
                ORDER BY sequence LIMIT $3
                """, [[.id(organization), .integer(last), .integer(pageSize)]]
            ) { _, row in
                guard unreadable == nil else { return }
                do throws(Fault) {
                    page.append(try entry(row, of: organization))
                } catch {
                    unreadable = error
                }
            }
            for entry in page { try body(entry) }
            if let unreadable { throw unreadable }
            guard page.count == pageSize, let next = page.last?.sequence else { return }
            last = next
        }
    }

    private static func entry(
        _ row: any Row, of organization: OrganizationID
    ) throws(Fault) -> Entry {
        guard let type = TransactionType(rawValue: row.text(2)),
            let debit = LedgerAccount(row.text(3)), let credit = LedgerAccount(row.text(4)),
            let hash = ChainHash(bytes: row.blob(9))
        else {
            throw Fault(
                organization: organization.description, table: "entry", row: "\(row.integer(0))",
                problem: "its type, its accounts or its hash are not readable")
        }
        return Entry(
            sequence: row.integer(0), at: row.instant(1), type: type, debit: debit, credit: credit,
            amount: row.credits(5), change: row.creditsOrNull(6), balanceAfter: row.credits(7),
            reference: row.text(8), hash: hash)
    }
}
