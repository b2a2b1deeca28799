// SPDX-License-Identifier: Apache-2.0

import Database

/// How many rows of each table were recomputed: rows that belong to no organization's account would
/// be missed otherwise.
struct RowCounts {
    var entries: Int64 = 0
    var grants: Int64 = 0
    var holds: Int64 = 0
    var charges: Int64 = 0
    var refunds: Int64 = 0
    var adjustments: Int64 = 0
    var days: Int64 = 0

    mutating func add(_ other: RowCounts) {
        entries += other.entries
        grants += other.grants
        holds += other.holds
        charges += other.charges
        refunds += other.refunds
        adjustments += other.adjustments
        days += other.days
    }

    /// - Throws: ``Fault`` that names the first organization with rows but without an account.
    func compare(on connection: any Connection) throws {
        let counted = [
            ("entry", entries), ("credit_grant", grants), ("hold", holds), ("charge", charges),
            ("refund", refunds), ("adjustment", adjustments), ("usage_day", days),
        ]
        for (table, count) in counted {
            let found = try connection.first("SELECT count(*) FROM \(table)") { $0.integer(0) } ?? 0
            guard found != count else { continue }
            let stray = try connection.first(
                """
                SELECT organization_id FROM \(table) WHERE organization_id NOT IN
                    (SELECT organization_id FROM account)
                ORDER BY organization_id LIMIT 1
                """
            ) { $0.text(0) }
            throw Fault(
                organization: stray ?? "", table: table, row: "",
                problem: "\(found) rows are there, \(count) belong to an organization's account")
        }
    }
}
