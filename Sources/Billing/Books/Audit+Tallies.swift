// SPDX-License-Identifier: Apache-2.0

import Database
import Ledger

extension Audit {
    /// The journal and the rows must say the same about every charge, refund and adjustment.
    func compareTallies() throws {
        guard tallies.revenueBooked == tallies.revenueCharged else {
            throw try difference(
                "charge", "amount", booked: "CASE WHEN credit = 'revenue' THEN amount ELSE 0 END")
        }
        guard tallies.placeInJournal == tallies.placeOfCharges else {
            throw try difference(
                "charge", "sequence",
                booked: """
                    CASE WHEN credit = 'revenue' AND change IS NOT NULL THEN sequence ELSE 0 END
                    """)
        }
        guard tallies.uncollectedBooked == tallies.uncollectedOwed else {
            throw try difference(
                "charge", "uncollected",
                booked: """
                    CASE WHEN debit = 'uncollected' THEN amount
                        WHEN credit = 'uncollected' THEN -amount ELSE 0 END
                    """)
        }
        guard tallies.refundsBooked == tallies.refundsGiven else {
            throw try difference(
                "refund", "amount", booked: "CASE WHEN debit = 'refunds' THEN amount ELSE 0 END")
        }
        guard tallies.adjustmentsBooked == tallies.adjustmentsMade else {
            throw try difference(
                "adjustment", "amount",
                booked: """
                    CASE WHEN debit = 'adjustments' THEN amount
                        WHEN credit = 'adjustments' THEN -amount ELSE 0 END
                    """)
        }
        guard tallies.refundedByRefunds == tallies.refundedByCharges else {
            throw try difference(
                "charge", "refunded", booked: "amount", by: "charge_id", of: "refund",
                says: "its refunds add up to")
        }
    }

    /// Finds the first row behind two tallies that differ.
    private func difference(
        _ table: String, _ column: String, booked: String, by reference: String = "reference",
        of source: String = "entry", says: String = "its entries add up to"
    ) throws -> Fault {
        let found = try connection.first(
            """
            SELECT \(table).id, \(table).\(column), coalesce(booked.amount, 0) FROM \(table)
            LEFT JOIN (
                SELECT \(reference) AS id, CAST(sum(\(booked)) AS BIGINT) AS amount FROM \(source)
                WHERE organization_id = $1 GROUP BY \(reference)
            ) AS booked ON booked.id = \(table).id
            WHERE \(table).organization_id = $1 AND \(table).\(column) <> coalesce(booked.amount, 0)
            ORDER BY \(table).id LIMIT 1
            """, [.id(account.organization)]
        ) { row in
            let (own, others) = (Int128(row.integer(1)), Int128(row.integer(2)))
            let isAmount = column != "sequence"
            return fault(
                table, row.text(0),
                "its \(column) is \(isAmount ? own.creditsText : "\(own)"), "
                    + "\(says) \(isAmount ? others.creditsText : "\(others)")")
        }
        if let found { return found }
        // Every row agrees: what differs has no row.
        guard table == "charge", archived.charges > 0 else {
            return fault(table, "", "the \(source) rows name one that is not there")
        }
        return fault(
            "usage_archived", "",
            "the \(source) rows name a charge that is neither there nor in the sums of what is "
                + "archived, or these were changed: `florin ledger verify --archives` tells")
    }
}
