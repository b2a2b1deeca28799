// SPDX-License-Identifier: Apache-2.0

public import Database
public import Vocabulary

/// An archive, as the database knows it.
public struct UsageArchive: Hashable, Sendable {
    public enum State: String, Sendable {
        /// Its month is closed; its files may be anything.
        case writing
        /// Its files were read back and found right; rows that are in them are being removed.
        case removing
        case finished
    }

    /// Counts from 1, in the order of the months.
    public let number: Int64
    public let id: UsageArchiveID
    /// The first moment behind its month.
    public let closedBefore: Instant
    public let closedAt: Instant
    public internal(set) var state: State
    /// Where its files were written.
    public internal(set) var folder: String
    /// Rows of its files; zero as long as they are written.
    public internal(set) var charges: Int64 = 0
    public internal(set) var holds: Int64 = 0
    /// What its charges add up to, nanocredits.
    public internal(set) var amount: Int64 = 0
    public internal(set) var refunded: Int64 = 0
    /// Of the compressed files.
    public internal(set) var chargesSHA256: String?
    public internal(set) var holdsSHA256: String?
    /// Rows that are no more in the database: the first of the files.
    public internal(set) var chargesRemoved: Int64 = 0
    public internal(set) var holdsRemoved: Int64 = 0
    public internal(set) var finishedAt: Instant?
    /// What went wrong last; nil once the archive is finished.
    public internal(set) var failure: String?
    public internal(set) var failedAt: Instant?

    public var month: UsageMonth { UsageMonth(of: closedBefore.day).previous }
}

extension UsageArchive {
    private static let columns = """
        number, id, closed_before, closed_at, state, folder, charges, holds, amount, refunded, \
        charges_sha256, holds_sha256, charges_removed, holds_removed, finished_at, failure, \
        failed_at
        """

    /// All archives, the oldest first: one a month.
    public static func all(on connection: any Connection) throws -> [UsageArchive] {
        try connection.query(
            "SELECT \(columns) FROM usage_archive ORDER BY number", [], archive)
    }

    /// The archive that is not finished, nil when there is none.
    ///
    /// In a transaction that writes, nobody else changes it until that ends.
    static func unfinished(on connection: any Connection) throws -> UsageArchive? {
        try connection.first(
            """
            SELECT \(columns) FROM usage_archive WHERE state <> 'finished' ORDER BY number \
            LIMIT 1 \(connection.lockingClause)
            """, [], archive)
    }

    private static func archive(_ row: any Row) throws -> UsageArchive {
        guard let state = State(rawValue: row.text(4)) else {
            throw DatabaseFailure.corrupt("an archive is \(row.text(4))")
        }
        return UsageArchive(
            number: row.integer(0), id: try row.id(1), closedBefore: row.instant(2),
            closedAt: row.instant(3), state: state, folder: row.text(5),
            charges: row.integer(6), holds: row.integer(7), amount: row.integer(8),
            refunded: row.integer(9), chargesSHA256: row.textOrNull(10),
            holdsSHA256: row.textOrNull(11), chargesRemoved: row.integer(12),
            holdsRemoved: row.integer(13), finishedAt: row.instantOrNull(14),
            failure: row.textOrNull(15), failedAt: row.instantOrNull(16))
    }

    func insert(on connection: any Connection) throws {
        let places = (1...17).map { "$\($0)" }.joined(separator: ", ")
        try connection.execute(
            "INSERT INTO usage_archive (\(Self.columns)) VALUES (\(places))", values)
    }

    func update(on connection: any Connection) throws {
        try connection.execute(
            """
            UPDATE usage_archive SET closed_before = $3, closed_at = $4, state = $5, folder = $6,
                charges = $7, holds = $8, amount = $9, refunded = $10, charges_sha256 = $11,
                holds_sha256 = $12, charges_removed = $13, holds_removed = $14,
                finished_at = $15, failure = $16, failed_at = $17
            WHERE number = $1 AND id = $2
            """, values)
    }

    private var values: [Value] {
        [
            .integer(number), .id(id), .instant(closedBefore), .instant(closedAt),
            .text(state.rawValue), .text(folder), .integer(charges), .integer(holds),
            .integer(amount), .integer(refunded), .text(chargesSHA256), .text(holdsSHA256),
            .integer(chargesRemoved), .integer(holdsRemoved),
            .integer(finishedAt?.microseconds), .text(failure), .integer(failedAt?.microseconds),
        ]
    }
}
