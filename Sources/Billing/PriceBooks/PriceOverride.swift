// SPDX-License-Identifier: Apache-2.0

public import Database
public import Pricing
public import Vocabulary

/// An operator's own prices for some meters of a model, in place of every source's, for a time.
public struct PriceOverride: Sendable {
    public let id: PriceOverrideID
    /// The model's name and the rates that are put in place of those of the same meters; with
    /// everything that is known of it where no source lists the model.
    public let model: PricedModel
    public let reason: String
    /// `.never` for one that stays until it is taken back.
    public let expiresAt: Instant
    public let createdAt: Instant
    public let createdBy: KeyID?
    public let revokedAt: Instant?
    public let revokedBy: KeyID?

    public var key: ModelKey { model.key }
}

/// The table of overrides.
public enum PriceOverrides {
    private static let columns = """
        o.id, m.document, o.reason, o.expires_at, o.created_at, o.created_by, o.revoked_at, \
        o.revoked_by
        """

    /// A page of overrides, newest first, those that have ended too.
    public static func list(
        before cursor: PriceOverrideID?, limit: Int, on connection: any Connection
    ) throws -> Page<PriceOverride> {
        let found = try connection.query(
            """
            SELECT \(columns) FROM price_override o JOIN price_model m ON m.digest = o.digest
            WHERE o.id < $1 ORDER BY o.id DESC LIMIT $2
            """, [.text(before: cursor), .integer(Int64(limit) + 1)], decode)
        return Page(found, limit: limit) { $0.id.description }
    }

    public static func find(
        _ id: PriceOverrideID, on connection: any Connection
    ) throws -> PriceOverride? {
        try connection.first(
            """
            SELECT \(columns) FROM price_override o JOIN price_model m ON m.digest = o.digest
            WHERE o.id = $1
            """, [.id(id)], decode)
    }

    /// Those in force, the oldest first: a later one wins where two name the same meter.
    static func active(at now: Instant, on connection: any Connection) throws -> [PriceOverride] {
        try connection.query(
            """
            SELECT \(columns) FROM price_override o JOIN price_model m ON m.digest = o.digest
            WHERE o.revoked_at IS NULL AND o.expires_at > $1 ORDER BY o.id
            """, [.instant(now)], decode)
    }

    static func insert(_ override: PriceOverride, on connection: any Connection) throws {
        let document = PriceDocuments.Document(override.model)
        try PriceDocuments.store([document], on: connection)
        try connection.execute(
            """
            INSERT INTO price_override (id, provider, model, digest, reason, expires_at,
                created_at, created_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .id(override.id), .text(override.key.provider), .text(override.key.name),
                .text(document.digest), .text(override.reason), .instant(override.expiresAt),
                .instant(override.createdAt), .id(override.createdBy),
            ])
    }

    /// - Throws: ``PriceRefusal/alreadyDecided`` when it was taken back before.
    static func revoke(
        _ id: PriceOverrideID, by author: KeyID?, at now: Instant, on connection: any Connection
    ) throws {
        let count = try connection.execute(
            """
            UPDATE price_override SET revoked_at = $2, revoked_by = $3
            WHERE id = $1 AND revoked_at IS NULL
            """, [.id(id), .instant(now), .id(author)])
        guard count == 1 else { throw PriceRefusal.alreadyDecided }
    }

    private static func decode(_ row: any Row) throws -> PriceOverride {
        PriceOverride(
            id: try row.id(0), model: try PriceDocuments.model(row.text(1)), reason: row.text(2),
            expiresAt: row.instant(3), createdAt: row.instant(4), createdBy: try row.idOrNull(5),
            revokedAt: row.instantOrNull(6), revokedBy: try row.idOrNull(7))
    }
}
