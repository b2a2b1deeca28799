// SPDX-License-Identifier: Apache-2.0

public import Database
import JSON
public import Pricing
public import Vocabulary

/// A proposed price that waits for a person, and what that person said.
public struct QuarantinedPrice: Hashable, Sendable {
    public enum Status: String, CaseIterable, Hashable, Sendable {
        case pending
        /// It went live.
        case approved
        /// It stays out, also when the source proposes the same again.
        case rejected
        /// The source proposes something else by now.
        case superseded
    }

    /// Why it was held back: a word for programs and a sentence.
    public struct Alarm: Hashable, Sendable {
        public let code: String
        public let sentence: String
    }

    public let id: QuarantineID
    public let source: String
    public let key: ModelKey
    /// Nil when the proposal is to drop the model.
    public let digest: String?
    public let alarms: [Alarm]
    public let status: Status
    public let createdAt: Instant
    public let decidedAt: Instant?
    public let decidedBy: KeyID?
    public let note: String?
}

/// The table of held back prices.
public enum Quarantine {
    private static let columns = """
        id, source, provider, model, digest, alarms, status, created_at, decided_at, decided_by, \
        note
        """

    /// A page of proposals, newest first.
    public static func list(
        _ status: QuarantinedPrice.Status?, before cursor: QuarantineID?, limit: Int,
        on connection: any Connection
    ) throws -> Page<QuarantinedPrice> {
        let found = try connection.query(
            """
            SELECT \(columns) FROM price_quarantine
            WHERE id < $1 AND ($2 = '' OR status = $2) ORDER BY id DESC LIMIT $3
            """,
            [
                .text(before: cursor), .text(status?.rawValue ?? ""), .integer(Int64(limit) + 1),
            ], decode)
        return Page(found, limit: limit) { $0.id.description }
    }

    public static func find(
        _ id: QuarantineID, on connection: any Connection
    ) throws -> QuarantinedPrice? {
        try connection.first(
            "SELECT \(columns) FROM price_quarantine WHERE id = $1", [.id(id)], decode)
    }

    /// How many wait for a decision.
    public static func pendingCount(on connection: any Connection) throws -> Int64 {
        try connection.first("SELECT count(*) FROM price_quarantine WHERE status = 'pending'") {
            $0.integer(0)
        } ?? 0
    }

    static func insert(
        _ held: [(id: QuarantineID, proposal: PriceStaging.Held)], at now: Instant,
        on connection: any Connection
    ) throws {
        try PriceDocuments.store(held.compactMap(\.proposal.document), on: connection)
        // What waited for the same model before is overtaken.
        try connection.executeMany(
            """
            UPDATE price_quarantine SET status = 'superseded', decided_at = $3
            WHERE status = 'pending' AND provider = $1 AND model = $2
            """, held.map { [.text($0.1.key.provider), .text($0.1.key.name), .instant(now)] })
        try connection.executeMany(
            """
            INSERT INTO price_quarantine (id, source, provider, model, digest, alarms, status,
                created_at)
            VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7)
            """,
            held.map { id, proposal in
                [
                    .id(id), .text(proposal.source), .text(proposal.key.provider),
                    .text(proposal.key.name), .text(proposal.document?.digest),
                    .text(JSON(proposal.alarms).text), .instant(now),
                ]
            })
    }

    /// Ends proposals that no source makes any more.
    static func withdraw(
        _ verdicts: [PriceState.Verdict], at now: Instant, on connection: any Connection
    ) throws {
        try connection.executeMany(
            """
            UPDATE price_quarantine SET status = 'superseded', decided_at = $4
            WHERE status = 'pending' AND provider = $1 AND model = $2
                AND coalesce(digest, '') = $3
            """,
            verdicts.map { verdict in
                [
                    .text(verdict.key.provider), .text(verdict.key.name), .text(verdict.digest),
                    .instant(now),
                ]
            })
    }

    /// Writes a decision.
    ///
    /// - Throws: ``PriceRefusal/alreadyDecided`` unless it was pending.
    static func decide(
        _ id: QuarantineID, _ status: QuarantinedPrice.Status, by author: KeyID?, note: String?,
        at now: Instant, on connection: any Connection
    ) throws {
        let count = try connection.execute(
            """
            UPDATE price_quarantine SET status = $2, decided_at = $3, decided_by = $4, note = $5
            WHERE id = $1 AND status = 'pending'
            """, [.id(id), .text(status.rawValue), .instant(now), .id(author), .text(note)])
        guard count == 1 else { throw PriceRefusal.alreadyDecided }
    }

    private static func decode(_ row: any Row) throws -> QuarantinedPrice {
        guard let status = QuarantinedPrice.Status(rawValue: row.text(6)) else {
            throw DatabaseFailure.corrupt("quarantine \(row.text(0)) has status \(row.text(6))")
        }
        return QuarantinedPrice(
            id: try row.id(0), source: row.text(1),
            key: ModelKey(provider: row.text(2), name: row.text(3)), digest: row.textOrNull(4),
            alarms: try alarms(row.text(5)), status: status, createdAt: row.instant(7),
            decidedAt: row.instantOrNull(8), decidedBy: try row.idOrNull(9),
            note: row.textOrNull(10))
    }

    private static func alarms(_ text: String) throws -> [QuarantinedPrice.Alarm] {
        do throws(JSONRefusal) {
            let list = try JSON(parsing: Array(text.utf8), limits: .catalog).array ?? []
            return list.map {
                QuarantinedPrice.Alarm(
                    code: $0["code"]?.string ?? "", sentence: $0["message"]?.string ?? "")
            }
        } catch {
            throw DatabaseFailure.corrupt("stored alarms cannot be read: \(error)")
        }
    }
}

extension JSON {
    fileprivate init(_ alarms: [PriceAlarm]) {
        self = .array(
            alarms.map { ["code": .string($0.code), "message": .string($0.description)] })
    }
}
