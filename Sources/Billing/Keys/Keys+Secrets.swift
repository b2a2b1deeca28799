// SPDX-License-Identifier: Apache-2.0

public import Database
public import Vocabulary

/// What a digest stands for: who presents it, and how long that is true.
struct Credential: Sendable {
    let caller: Caller
    /// When the key or the secret ends, whichever comes first.
    let validUntil: Instant
}

extension Keys {
    /// Gives a key a new secret; the old one stays valid for `grace` seconds.
    ///
    /// - Throws: ``KeyRefusal/notFound``, ``KeyRefusal/revoked``,
    ///   ``KeyRefusal/exceedsScopes(_:)`` when the key can do more than the one who asks and would
    ///   now hold its secret, ``KeyRefusal/graceTooLong(max:)``.
    public static func rotate(
        _ id: KeyID, of organization: OrganizationID?, to secret: KeySecret, grace: Int64,
        by maker: Caller?, at now: Instant, in connection: any Connection
    ) throws -> Key {
        guard let key = try find(id, of: organization, in: connection) else {
            throw KeyRefusal.notFound
        }
        guard key.revokedAt == nil else { throw KeyRefusal.revoked }
        let missing = maker?.scopes.missing(from: key.scopes) ?? []
        guard missing.isEmpty else { throw KeyRefusal.exceedsScopes(missing) }
        guard (0...graceMaxSeconds).contains(grace) else {
            throw KeyRefusal.graceTooLong(max: graceMaxSeconds)
        }
        // Secrets that are still in an earlier grace do not outlive this one.
        try connection.execute(
            """
            UPDATE api_key_secret SET valid_until = $2
            WHERE key_id = $1 AND (valid_until IS NULL OR valid_until > $2)
            """,
            [.text(id.description), .integer(now.adding(seconds: grace).microseconds)])
        try insert(secret, of: id, in: connection)
        try connection.execute(
            "UPDATE api_key SET rotated_at = $2, prefix = $3 WHERE id = $1",
            [.text(id.description), .integer(now.microseconds), .text(secret.prefix)])
        guard let rotated = try find(id, of: organization, in: connection) else {
            throw KeyRefusal.notFound
        }
        return rotated
    }

    /// Whether an operator's key exists that still works.
    public static func hasOperatorKey(at now: Instant, in connection: any Connection) throws -> Bool
    {
        let found = try connection.first(
            """
            SELECT 1 FROM api_key WHERE organization_id IS NULL AND revoked_at IS NULL
            AND (expires_at IS NULL OR expires_at > $1) LIMIT 1
            """,
            [.integer(now.microseconds)]
        ) { _ in true }
        return found ?? false
    }

    /// Makes the configured secret an operator's key, once: at the next start it is there already.
    ///
    /// A secret that was configured before and no longer is stops working.
    /// - Throws: ``KeyRefusal/revoked`` when the secret's key was revoked through the API.
    public static func adoptOperatorKey(
        _ secret: KeySecret, id: KeyID, at now: Instant, in connection: any Connection
    ) throws {
        let known = try connection.first(
            """
            SELECT k.revoked_at FROM api_key_secret s
            JOIN api_key k ON k.id = s.key_id WHERE s.hash = $1
            """,
            [.blob(secret.digest.bytes)]
        ) { $0.isNull(0) }
        if let isLive = known {
            guard isLive else { throw KeyRefusal.revoked }
            return
        }
        try retireConfiguredKeys(at: now, in: connection)
        let draft = KeyDraft(organizationID: nil, name: configuredName, scopes: .operator)
        _ = try create(draft, id: id, secret: secret, by: nil, at: now, in: connection)
    }

    /// Forgets the secrets of keys that came from the configuration, so that going back to an
    /// earlier one is possible.
    private static func retireConfiguredKeys(at now: Instant, in connection: any Connection) throws
    {
        let retired = try connection.query(
            """
            UPDATE api_key SET revoked_at = $1
            WHERE organization_id IS NULL AND name = $2 AND revoked_at IS NULL RETURNING id
            """,
            [.integer(now.microseconds), .text(configuredName)]
        ) { $0.text(0) }
        try connection.executeMany(
            "DELETE FROM api_key_secret WHERE key_id = $1", retired.map { [.text($0)] })
    }

    private static let configuredName = "FLORIN_OPERATOR_KEY"

    /// Who presents a secret with this digest, nil when nobody may: unknown, or revoked.
    static func credential(
        _ digest: SHA256Digest, in connection: any Connection
    ) throws -> Credential? {
        try connection.first(
            """
            SELECT k.id, k.organization_id, k.scopes, k.agent_id, k.app_id, k.expires_at,
                s.valid_until
            FROM api_key_secret s JOIN api_key k ON k.id = s.key_id
            WHERE s.hash = $1 AND k.revoked_at IS NULL
            """,
            [.blob(digest.bytes)]
        ) { row in
            Credential(
                caller: Caller(
                    keyID: try row.id(0), organizationID: try row.idOrNull(1),
                    scopes: Scopes(stored: row.text(2)), agentID: try row.idOrNull(3),
                    appID: try row.idOrNull(4)),
                validUntil: min(row.instantOrNull(5) ?? .never, row.instantOrNull(6) ?? .never))
        }
    }
}
