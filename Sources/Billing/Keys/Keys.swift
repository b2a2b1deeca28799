// SPDX-License-Identifier: Apache-2.0

public import Database
public import Vocabulary

/// The tables of keys and of their secrets' digests.
///
/// A key has one current secret and, for a while after a rotation, the one before it; the digest is
/// the primary key of its table, so a request costs one indexed read whatever the number of keys.
public enum Keys {
    /// How long a rotated secret may stay valid: long enough for a week's release train.
    public static let graceMaxSeconds: Int64 = 7 * 86_400

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - secret: To be shown to the caller once, after the transaction has been committed.
    ///   - maker: Who asks; nil when the operator's shell does, which may do anything.
    /// - Throws: ``KeyRefusal``, in the order of its cases.
    public static func create(
        _ draft: KeyDraft, id: KeyID, secret: KeySecret, by maker: Caller?, at now: Instant,
        in connection: any Connection
    ) throws -> Key {
        if let maker { try check(draft, by: maker) }
        guard !draft.scopes.isEmpty else { throw KeyRefusal.noScopes }
        guard draft.scopes.contains(.operator) == (draft.organizationID == nil) else {
            throw KeyRefusal.operatorMismatch
        }
        guard draft.expiresAt.map({ $0 > now }) ?? true else { throw KeyRefusal.expiryInThePast }
        let key = Key(
            id: id, organizationID: draft.organizationID, name: draft.name, prefix: secret.prefix,
            scopes: draft.scopes, agentID: draft.agentID, appID: draft.appID, createdAt: now,
            expiresAt: draft.expiresAt, revokedAt: nil, rotatedAt: nil, lastUsedAt: nil)
        try insert(key, in: connection)
        try insert(secret, of: id, in: connection)
        return key
    }

    /// The key with this id in this organization (nil: among the operator's), revoked ones too.
    public static func find(
        _ id: KeyID, of organization: OrganizationID?, in connection: any Connection
    ) throws -> Key? {
        let key = try connection.first(
            "SELECT \(columns) FROM api_key WHERE id = $1", [.text(id.description)], decode)
        return key?.organizationID == organization ? key : nil
    }

    /// A page of an organization's keys (nil: the operator's), newest first.
    public static func list(
        of organization: OrganizationID?, after cursor: KeyID?, limit: Int,
        in connection: any Connection
    ) throws -> Page<Key> {
        let owner = organization == nil ? "organization_id IS NULL" : "organization_id = $3"
        let found = try connection.query(
            """
            SELECT \(columns) FROM api_key
            WHERE \(owner) AND id < $1
            ORDER BY id DESC LIMIT $2
            """,
            [.text(before: cursor), .integer(Int64(limit) + 1)]
                + (organization.map { [.text($0.description)] } ?? []), decode)
        return Page(found, limit: limit) { $0.id.description }
    }

    /// Revokes a key for good. Revoking it again changes nothing.
    ///
    /// - Throws: ``KeyRefusal/notFound``.
    public static func revoke(
        _ id: KeyID, of organization: OrganizationID?, at now: Instant,
        in connection: any Connection
    ) throws -> Key {
        guard let key = try find(id, of: organization, in: connection) else {
            throw KeyRefusal.notFound
        }
        guard key.revokedAt == nil else { return key }
        try connection.execute(
            "UPDATE api_key SET revoked_at = $2 WHERE id = $1",
            [.text(id.description), .integer(now.microseconds)])
        return try find(id, of: organization, in: connection) ?? key
    }

    /// Writes down when keys were last used.
    static func noteUses(_ uses: [KeyID: Instant], in connection: any Connection) throws {
        try connection.executeMany(
            """
            UPDATE api_key SET last_used_at = $2
            WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)
            """,
            uses.map { [.text($0.key.description), .integer($0.value.microseconds)] })
    }

    /// No key makes a key that can do more than itself.
    private static func check(_ draft: KeyDraft, by maker: Caller) throws(KeyRefusal) {
        let missing = maker.scopes.missing(from: draft.scopes)
        guard missing.isEmpty else { throw .exceedsScopes(missing) }
        guard maker.agentID == nil || maker.agentID == draft.agentID,
            maker.appID == nil || maker.appID == draft.appID
        else { throw .exceedsBinding }
    }
}
