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

    /// What approving it would do.
    public enum Proposal: String, Hashable, Sendable {
        /// The price goes live.
        case price
        /// The model is dropped.
        case removal
        /// Nothing: what the source states is no price.
        case nothing = "none"
    }

    /// Why it was held back: a word for programs and a sentence.
    public struct Alarm: Hashable, Sendable {
        public let code: String
        public let sentence: String
    }

    public let id: QuarantineID
    public let source: String
    public let key: ModelKey
    public let proposal: Proposal
    /// Of the proposed price's document, nil without one.
    public let digest: String?
    /// The source whose price of the model stands, below an override; nil when it has none.
    public let standing: String?
    public let alarms: [Alarm]
    public let status: Status
    public let createdAt: Instant
    /// From when on the price is to hold once it is approved; nil for at once.
    public let effectiveAt: Instant?
    public let decidedAt: Instant?
    public let decidedBy: KeyID?
    public let note: String?
}

/// The table of held back prices.
public enum Quarantine {
    private static let columns = """
        q.id, q.source, q.provider, q.model, q.digest, q.alarms, q.status, q.created_at, \
        q.decided_at, q.decided_by, q.note, q.unusable, a.source, q.effective_at
        """
    private static let tables = """
        price_quarantine q
        LEFT JOIN price_accepted a ON a.provider = q.provider AND a.model = q.model
        """

    /// A page of proposals, newest first.
    public static func list(
        _ status: QuarantinedPrice.Status?, before cursor: QuarantineID?, limit: Int,
        on connection: any Connection
    ) throws -> Page<QuarantinedPrice> {
        let found = try connection.query(
            """
            SELECT \(columns) FROM \(tables)
            WHERE q.id < $1 AND ($2 = '' OR q.status = $2) ORDER BY q.id DESC LIMIT $3
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
            "SELECT \(columns) FROM \(tables) WHERE q.id = $1", [.id(id)], decode)
    }

    /// How many wait for a decision.
    public static func pendingCount(on connection: any Connection) throws -> Int64 {
        try connection.first("SELECT count(*) FROM price_quarantine WHERE status = 'pending'") {
            $0.integer(0)
        } ?? 0
    }

    private static func decode(_ row: any Row) throws -> QuarantinedPrice {
        guard let status = QuarantinedPrice.Status(rawValue: row.text(6)) else {
            throw DatabaseFailure.corrupt("quarantine \(row.text(0)) has status \(row.text(6))")
        }
        return QuarantinedPrice(
            id: try row.id(0), source: row.text(1),
            key: ModelKey(provider: row.text(2), name: row.text(3)), proposal: proposal(row),
            digest: row.textOrNull(4), standing: row.textOrNull(12),
            alarms: try alarms(row.text(5)), status: status, createdAt: row.instant(7),
            effectiveAt: row.instantOrNull(13), decidedAt: row.instantOrNull(8),
            decidedBy: try row.idOrNull(9), note: row.textOrNull(10))
    }

    private static func proposal(_ row: any Row) -> QuarantinedPrice.Proposal {
        if row.textOrNull(4) != nil { return .price }
        return row.textOrNull(11) == nil ? .removal : .nothing
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
