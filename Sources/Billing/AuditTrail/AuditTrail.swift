// SPDX-License-Identifier: Apache-2.0

public import Database
public import JSON
public import Vocabulary

/// Something that an operator decided, or that went wrong without one: written down in the
/// transaction that did it, never changed afterwards.
public struct AuditEvent: Hashable, Sendable {
    public let id: AuditID
    public let at: Instant
    /// The operator's key; nil when no person did it.
    public let actor: KeyID?
    /// What happened: `pricing.override_created`.
    public let action: String
    /// The id or name of what it happened to.
    public let subject: String
    public let details: JSON

    public init(
        id: AuditID, at: Instant, actor: KeyID?, action: String, subject: String,
        details: JSON = [:]
    ) {
        self.id = id
        self.at = at
        self.actor = actor
        self.action = action
        self.subject = subject
        self.details = details
    }
}

/// The table of what operators did.
public enum AuditTrail {
    public static let migrations = [
        Migration(
            450, "audit trail",
            """
            CREATE TABLE audit_event (
                id TEXT NOT NULL PRIMARY KEY,
                at BIGINT NOT NULL,
                actor TEXT,
                action TEXT NOT NULL,
                subject TEXT NOT NULL,
                details TEXT NOT NULL
            )
            """, appendOnly: ["audit_event"])
    ]

    public static func append(_ event: AuditEvent, on connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO audit_event (id, at, actor, action, subject, details)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                .id(event.id), .instant(event.at), .id(event.actor), .text(event.action),
                .text(event.subject), .text(event.details.text),
            ])
    }

    /// A page of events, newest first.
    ///
    /// - Parameter action: Only events whose action starts with it.
    public static func list(
        action: String?, before cursor: AuditID?, limit: Int, on connection: any Connection
    ) throws -> Page<AuditEvent> {
        let prefix = action ?? ""
        let found = try connection.query(
            """
            SELECT id, at, actor, action, subject, details FROM audit_event
            WHERE id < $1 AND substr(action, 1, $2) = $3 ORDER BY id DESC LIMIT $4
            """,
            [
                .text(before: cursor), .integer(Int64(prefix.unicodeScalars.count)), .text(prefix),
                .integer(Int64(limit) + 1),
            ], decode)
        return Page(found, limit: limit) { $0.id.description }
    }

    private static func decode(_ row: any Row) throws -> AuditEvent {
        let details: JSON
        do throws(JSONRefusal) {
            details = try JSON(parsing: Array(row.text(5).utf8))
        } catch {
            throw DatabaseFailure.corrupt("audit event \(row.text(0)) cannot be read: \(error)")
        }
        return AuditEvent(
            id: try row.id(0), at: row.instant(1), actor: try row.idOrNull(2), action: row.text(3),
            subject: row.text(4), details: details)
    }
}
