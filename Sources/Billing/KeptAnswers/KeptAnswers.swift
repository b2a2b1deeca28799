// SPDX-License-Identifier: Apache-2.0

public import Database
import Ledger
import Money
public import Vocabulary

/// The answers of models to calls that carried an `Idempotency-Key`.
///
/// An answer is written in the transaction that charges the call, beside the memory of its key, so
/// that no crash can come between them and charge the repeat again. The memory stays as long as the
/// journal; the answer is removed after a day.
public struct KeptAnswers: Sendable {
    private let database: any Database
    private let clock: Clock

    public init(database: any Database, clock: Clock) {
        self.database = database
        self.clock = clock
    }

    /// In which form a call was answered.
    public enum Form: Hashable, Sendable {
        case whole(KeptAnswer)
        case streamed
        case tooLarge

        /// What stands in the memory of the key, where other routes have their answer.
        var marker: String {
            switch self {
            case .whole: "whole"
            case .streamed: "streamed"
            case .tooLarge: "too large"
            }
        }
    }

    /// The call that was charged under this claim, nil when there was none.
    ///
    /// - Throws: ``KeeperRefusal/idempotencyConflict`` when the key was for something else.
    public func find(
        _ claim: IdempotencyClaim, of organization: OrganizationID
    ) async throws -> RepeatableCall? {
        let call = try await recall(claim, of: organization)
        if call != nil { try await waitForStandbys() }
        return call
    }

    /// A primary that came back from a crash shows commits that its standbys may not have: told of
    /// now, they could be lost in a failover yet. A commit of our own comes after them all, and is
    /// not done before the standbys have them.
    private func waitForStandbys() async throws {
        try await database.write(isolation: .locking) { _ in }
    }

    private func recall(
        _ claim: IdempotencyClaim, of organization: OrganizationID
    ) async throws -> RepeatableCall? {
        let now = clock.now
        return try await database.read { connection in
            guard
                let memory = try Self.memory(
                    of: claim.key, in: .organization(organization), on: connection)
            else { return nil }
            guard memory.fingerprint == claim.fingerprint else {
                throw KeeperRefusal.idempotencyConflict
            }
            guard let charge = memory.charge,
                let standing = try Statements.standing(of: organization, at: now, on: connection)
            else { throw DatabaseFailure.corrupt("a key's memory names no charge") }
            guard let record = try Statements.charge(charge, of: organization, on: connection)
            else {
                guard try ClosedUsage.find(charge, on: connection) != nil else {
                    throw DatabaseFailure.corrupt("a key's memory names a charge that is not there")
                }
                return RepeatableCall(
                    charge: charge, cost: nil, balance: standing.balance, answer: .gone(.forgotten))
            }
            return RepeatableCall(
                charge: charge, cost: record.charge.amount, balance: standing.balance,
                answer: memory.recollection(at: now))
        }
    }

    /// Removes answers whose day is over, the oldest first; the memory of their keys stays.
    ///
    /// - Parameter limit: How many at most: each may be ``KeptAnswer/bytesMax`` large.
    /// - Returns: How many.
    public func removeExpired(asOf: Instant, limit: Int) async throws -> Int {
        try await database.write { try Self.removeExpired(asOf: asOf, limit: limit, on: $0) }
    }
}

// MARK: In a transaction

extension KeptAnswers {
    public static let migrations = [Migration(460, "kept answers", tables)]

    /// `size` stands before the body, so that what sums sizes up does not read bodies.
    private static let tables = """
        CREATE TABLE kept_answer (
            scope TEXT NOT NULL,
            key TEXT NOT NULL,
            expires_at BIGINT NOT NULL,
            size BIGINT NOT NULL CHECK (size >= 0),
            content_type TEXT NOT NULL,
            content_encoding TEXT,
            body BYTEA NOT NULL,
            PRIMARY KEY (scope, key)
        );
        CREATE INDEX kept_answer_expiry ON kept_answer (expires_at);
        CREATE TABLE kept_answer_room (
            scope TEXT NOT NULL PRIMARY KEY,
            used BIGINT NOT NULL CHECK (used >= 0)
        )
        """

    /// Keeps an answer beside the memory of its key, if there is room for it.
    static func keep(
        _ answer: KeptAnswer, under key: String, in scope: String, at now: Instant,
        on connection: any Connection
    ) throws {
        let used = try connection.first(
            "SELECT used FROM kept_answer_room WHERE scope = $1 \(connection.lockingClause)",
            [.text(scope)]
        ) { $0.integer(0) }
        let size = Int64(answer.body.count)
        guard (used ?? 0) + size <= KeptAnswer.bytesPerOrganizationMax else { return }
        try connection.execute(
            """
            INSERT INTO kept_answer
                (scope, key, expires_at, size, content_type, content_encoding, body)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .text(scope), .text(key),
                .instant(now.adding(seconds: KeptAnswer.lifetimeSeconds)), .integer(size),
                .text(answer.contentType), .text(answer.contentEncoding), .blob(answer.body),
            ])
        try connection.execute(
            """
            INSERT INTO kept_answer_room (scope, used) VALUES ($1, $2)
            ON CONFLICT (scope) DO UPDATE SET used = kept_answer_room.used + excluded.used
            """, [.text(scope), .integer(size)])
    }

    private static func removeExpired(
        asOf: Instant, limit: Int, on connection: any Connection
    ) throws -> Int {
        let expired = try connection.query(
            """
            SELECT scope, key, size FROM kept_answer WHERE expires_at <= $1
            ORDER BY expires_at LIMIT $2
            """, [.instant(asOf), .integer(Int64(limit))]
        ) { (scope: $0.text(0), key: $0.text(1), size: $0.integer(2)) }
        try connection.executeMany(
            "DELETE FROM kept_answer WHERE scope = $1 AND key = $2",
            expired.map { [.text($0.scope), .text($0.key)] })
        let freed = Dictionary(expired.map { ($0.scope, $0.size) }, uniquingKeysWith: +)
        let rooms = freed.sorted { $0.key < $1.key }
        try connection.executeMany(
            "UPDATE kept_answer_room SET used = used - $2 WHERE scope = $1",
            rooms.map { [.text($0.key), .integer($0.value)] })
        try connection.executeMany(
            "DELETE FROM kept_answer_room WHERE scope = $1 AND used = 0",
            rooms.map { [.text($0.key)] })
        return expired.count
    }
}

// MARK: What a key is remembered by

extension KeptAnswers {
    private struct Memory {
        let fingerprint: [UInt8]
        let status: Int
        let marker: [UInt8]
        let charge: ChargeID?
        let createdAt: Instant
        /// Nil when it was never kept, or is removed already.
        let kept: KeptAnswer?

        func recollection(at now: Instant) -> RepeatableCall.Recollection {
            if marker == Array(Form.streamed.marker.utf8) { return .gone(.streamed) }
            if marker == Array(Form.tooLarge.marker.utf8) { return .gone(.tooLarge) }
            // The sweep may be late.
            guard createdAt.adding(seconds: KeptAnswer.lifetimeSeconds) > now else {
                return .gone(.forgotten)
            }
            return kept.map { .kept(status: status, $0) } ?? .gone(.noRoom)
        }
    }

    private static func memory(
        of key: String, in scope: Idempotency.Scope, on connection: any Connection
    ) throws -> Memory? {
        try connection.first(
            """
            SELECT m.fingerprint, m.status, m.body, m.reference, m.created_at,
                k.content_type, k.content_encoding, k.body
            FROM idempotency m LEFT JOIN kept_answer k ON k.scope = m.scope AND k.key = m.key
            WHERE m.scope = $1 AND m.key = $2
            """, [.text(scope.text), .text(key)]
        ) { row in
            Memory(
                fingerprint: row.blob(0), status: Int(row.integer(1)), marker: row.blob(2),
                charge: row.textOrNull(3).flatMap { ChargeID($0) }, createdAt: row.instant(4),
                kept: row.textOrNull(5).map {
                    KeptAnswer(
                        contentType: $0, contentEncoding: row.textOrNull(6), body: row.blob(7))
                })
        }
    }
}
