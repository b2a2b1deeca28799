// SPDX-License-Identifier: Apache-2.0

import Database
import Ledger
import Money
import Vocabulary

/// What the archived rows of an organization came to: what the audit puts in their place.
///
/// Additive: rows are added in the transaction that removes them.
struct UsageSums: Equatable {
    var charges: Int64 = 0
    var holds: Int64 = 0
    var capturedHolds: Int64 = 0
    /// Nanocredits. Damaged rows must not trap.
    var amount: Int128 = 0
    var refunded: Int128 = 0
    /// See ``Tally``.
    var amountTally: UInt128 = 0
    var placeTally: UInt128 = 0
    var refundedTally: UInt128 = 0
    /// What was drawn on each grant and not refunded.
    var drawn: [GrantID: Int128] = [:]
    var days: [Day: Audit.Usage] = [:]

    /// - Parameter seed: Of the tallies of everything that is archived.
    mutating func add(_ charge: Charge, seed: UInt64) {
        let id = charge.id.bits
        charges += 1
        amount += Int128(charge.amount.nanocredits)
        refunded += Int128(charge.refunded.nanocredits)
        amountTally &+= Tally.term(charge.amount.nanocredits, for: id, seed: seed)
        placeTally &+= Tally.term(charge.sequence, for: id, seed: seed)
        refundedTally &+= Tally.term(charge.refunded.nanocredits, for: id, seed: seed)
        for draw in charge.draws {
            guard let grant = draw.grant else { continue }
            drawn[grant, default: 0] += Int128(draw.amount.nanocredits)
        }
        let day = charge.createdAt.day
        days[day, default: Audit.Usage()].charges += 1
        days[day, default: Audit.Usage()].collected +=
            Int128(charge.amount.nanocredits) - Int128(charge.refunded.nanocredits)
    }

    mutating func add(_ hold: ArchivedHold) {
        holds += 1
        if hold.isCaptured { capturedHolds += 1 }
    }

    mutating func add(_ batch: ArchivedBatch, seed: UInt64) {
        for charge in batch.charges { add(charge.charge, seed: seed) }
        for hold in batch.holds { add(hold) }
    }
}

// MARK: In the database

extension UsageSums {
    static func read(
        of organization: OrganizationID, on connection: any Connection
    ) throws -> UsageSums {
        var sums = try totals(of: organization, on: connection) ?? UsageSums()
        try connection.queryMany(
            "SELECT grant_id, drawn FROM usage_archived_grant WHERE organization_id = $1",
            [[.id(organization)]]
        ) { _, row in sums.drawn[try row.id(0)] = Int128(row.integer(1)) }
        try connection.queryMany(
            "SELECT day, collected, charges FROM usage_archived_day WHERE organization_id = $1",
            [[.id(organization)]]
        ) { _, row in
            sums.days[Day(number: Int32(clamping: row.integer(0)))] = Audit.Usage(
                collected: Int128(row.integer(1)), charges: row.integer(2))
        }
        return sums
    }

    private static func totals(
        of organization: OrganizationID, on connection: any Connection
    ) throws -> UsageSums? {
        try connection.first(
            """
            SELECT charges, amount, refunded, holds, captured_holds, amount_tally, place_tally,
                refunded_tally
            FROM usage_archived WHERE organization_id = $1 \(connection.lockingClause)
            """, [.id(organization)]
        ) { row in
            var sums = UsageSums()
            sums.charges = row.integer(0)
            sums.amount = Int128(row.integer(1))
            sums.refunded = Int128(row.integer(2))
            sums.holds = row.integer(3)
            sums.capturedHolds = row.integer(4)
            sums.amountTally = try tally(row.text(5))
            sums.placeTally = try tally(row.text(6))
            sums.refundedTally = try tally(row.text(7))
            return sums
        }
    }

    private static func tally(_ text: String) throws -> UInt128 {
        guard let tally = UInt128(text, radix: 16) else {
            throw DatabaseFailure.corrupt("the tally of archived rows is \(text)")
        }
        return tally
    }

    /// Adds these to what is kept of an organization.
    func add(to organization: OrganizationID, on connection: any Connection) throws {
        var sums = try Self.totals(of: organization, on: connection) ?? UsageSums()
        sums.charges += charges
        sums.holds += holds
        sums.capturedHolds += capturedHolds
        sums.amount += amount
        sums.refunded += refunded
        sums.amountTally &+= amountTally
        sums.placeTally &+= placeTally
        sums.refundedTally &+= refundedTally
        try sums.writeTotals(of: organization, on: connection)
        try addDraws(of: organization, on: connection)
        try addDays(of: organization, on: connection)
    }

    private func writeTotals(
        of organization: OrganizationID, on connection: any Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO usage_archived (organization_id, charges, amount, refunded, holds,
                captured_holds, amount_tally, place_tally, refunded_tally)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (organization_id) DO UPDATE SET
                charges = excluded.charges, amount = excluded.amount,
                refunded = excluded.refunded, holds = excluded.holds,
                captured_holds = excluded.captured_holds, amount_tally = excluded.amount_tally,
                place_tally = excluded.place_tally, refunded_tally = excluded.refunded_tally
            """,
            [
                .id(organization), .integer(charges), .integer(try stored(amount)),
                .integer(try stored(refunded)), .integer(holds), .integer(capturedHolds),
                .text(String(amountTally, radix: 16)), .text(String(placeTally, radix: 16)),
                .text(String(refundedTally, radix: 16)),
            ])
    }

    private func addDraws(of organization: OrganizationID, on connection: any Connection) throws {
        try connection.executeMany(
            """
            INSERT INTO usage_archived_grant (organization_id, grant_id, drawn)
            VALUES ($1, $2, $3)
            ON CONFLICT (organization_id, grant_id) DO UPDATE SET
                drawn = usage_archived_grant.drawn + excluded.drawn
            """,
            try drawn.sorted { $0.key < $1.key }.map { grant, drawn in
                [.id(organization), .id(grant), .integer(try stored(drawn))]
            })
    }

    private func addDays(of organization: OrganizationID, on connection: any Connection) throws {
        try connection.executeMany(
            """
            INSERT INTO usage_archived_day (organization_id, day, collected, charges)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT (organization_id, day) DO UPDATE SET
                collected = usage_archived_day.collected + excluded.collected,
                charges = usage_archived_day.charges + excluded.charges
            """,
            try days.sorted { $0.key < $1.key }.map { day, usage in
                [
                    .id(organization), .integer(Int64(day.number)),
                    .integer(try stored(usage.collected)), .integer(usage.charges),
                ]
            })
    }

    private func stored(_ sum: Int128) throws -> Int64 {
        guard let sum = Int64(exactly: sum) else {
            throw DatabaseFailure.corrupt("charges add up to \(sum) nanocredits")
        }
        return sum
    }
}
