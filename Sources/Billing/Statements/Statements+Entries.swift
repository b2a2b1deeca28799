// SPDX-License-Identifier: Apache-2.0

public import Database
public import Ledger
import Money
public import Vocabulary

extension Statements {
    /// A page of an organization's journal, newest first.
    ///
    /// - Parameter cursor: The sequence that the page before ended with.
    public static func journal(
        of organization: OrganizationID, before cursor: Int64?, limit: Int,
        on connection: any Connection
    ) throws -> Page<Entry> {
        let found = try connection.query(
            """
            SELECT \(entryColumns) FROM entry e
            WHERE e.organization_id = $1 AND e.sequence < $2
            ORDER BY e.sequence DESC LIMIT $3
            """,
            [.id(organization), .integer(cursor ?? .max), .integer(Int64(limit) + 1)]
        ) { try entry($0, of: organization) }
        return Page(found, limit: limit) { String($0.sequence) }
    }

    /// The columns of an entry, of a table named `e`.
    static let entryColumns = """
        e.sequence, e.at, e.type, e.debit, e.credit, e.amount, e.change, e.balance_after, \
        e.reference, e.hash
        """

    static func entry(_ row: any Row, of organization: OrganizationID) throws -> Entry {
        guard let type = TransactionType(rawValue: row.text(2)),
            let debit = LedgerAccount(row.text(3)), let credit = LedgerAccount(row.text(4)),
            let hash = ChainHash(bytes: row.blob(9))
        else {
            throw DatabaseFailure.corrupt(
                "entry \(row.integer(0)) of \(organization) cannot be read")
        }
        return Entry(
            sequence: row.integer(0), at: row.instant(1), type: type, debit: debit,
            credit: credit, amount: row.credits(5), change: row.creditsOrNull(6),
            balanceAfter: row.credits(7), reference: row.text(8), hash: hash)
    }
}
