// SPDX-License-Identifier: Apache-2.0

public import Database
public import Vocabulary

/// Usage that can change no more, because it is archived, or is being archived now.
public struct ClosedUsage: Hashable, Sendable {
    /// Charges and holds that were made before this moment.
    public let before: Instant
    /// When they were closed.
    public let closedAt: Instant

    public init(before: Instant, closedAt: Instant) {
        self.before = before
        self.closedAt = closedAt
    }

    /// The archive that a charge or hold of a moment belongs to; nil when it is not closed.
    public static func find(
        madeAt moment: Instant, on connection: any Connection
    ) throws -> ClosedUsage? {
        try connection.first(
            """
            SELECT closed_before, closed_at FROM usage_archive
            WHERE closed_before > $1 ORDER BY closed_before LIMIT 1
            """, [.instant(moment)]
        ) { ClosedUsage(before: $0.instant(0), closedAt: $0.instant(1)) }
    }

    /// The closed usage that `id` belongs to; nil when it is not closed.
    public static func find(
        _ id: ID<some IDKind>, on connection: any Connection
    ) throws -> ClosedUsage? {
        try find(madeAt: id.madeAt, on: connection)
    }
}

/// What is closed for good, and by what its sums are kept.
struct UsageClosing: Hashable, Sendable {
    let before: Instant
    /// Of the tallies of archived rows: see `Tally`.
    let seed: UInt64

    /// Usage as young as this is never closed, on whichever node's clock: nobody has to ask.
    static let openSeconds: Int64 = UsageArchives.retentionDaysMin * 86_400 / 3

    /// Ids below it are closed.
    var bound: UInt128 { ChargeID(firstAt: before).bits }

    static func read(on connection: any Connection) throws -> UsageClosing? {
        try connection.first("SELECT closed_before, seed FROM usage_retention WHERE id = 1") {
            UsageClosing(before: $0.instant(0), seed: UInt64(bitPattern: $0.integer(1)))
        }
    }

    /// Nothing more is closed until the transaction ends.
    static func keepOpen(on connection: any Connection) throws -> UsageClosing? {
        try connection.first(
            """
            SELECT closed_before, seed FROM usage_retention WHERE id = 1 \
            \(connection.sharedLockingClause)
            """
        ) { UsageClosing(before: $0.instant(0), seed: UInt64(bitPattern: $0.integer(1))) }
    }

    /// Closes usage before a moment, after all that would still change some of it.
    ///
    /// - Parameter seed: Drawn at random; what was drawn the first time stays.
    static func close(
        before moment: Instant, seed: UInt64, on connection: any Connection
    ) throws {
        // There is no row to lock before the first time.
        try connection.lockTable("usage_retention")
        try connection.execute(
            """
            INSERT INTO usage_retention (id, closed_before, seed) VALUES (1, $1, $2)
            ON CONFLICT (id) DO UPDATE SET closed_before = excluded.closed_before
            """, [.instant(moment), .integer(Int64(bitPattern: seed))])
    }
}
