// SPDX-License-Identifier: Apache-2.0

public import Database
import Vocabulary

extension Keys {
    // Looking up by digest is the one question that does not know the organization; everything
    // else asks by organization and id.
    public static let migrations = [
        Migration(
            200, "keys",
            """
            CREATE TABLE api_key (
                id TEXT NOT NULL PRIMARY KEY,
                organization_id TEXT,
                name TEXT NOT NULL,
                prefix TEXT NOT NULL,
                scopes TEXT NOT NULL,
                agent_id TEXT,
                app_id TEXT,
                created_at BIGINT NOT NULL,
                expires_at BIGINT,
                revoked_at BIGINT,
                rotated_at BIGINT,
                last_used_at BIGINT,
                CHECK ((organization_id IS NULL) = (scopes LIKE '%operator%'))
            );
            CREATE UNIQUE INDEX api_key_by_organization ON api_key (organization_id, id);
            CREATE TABLE api_key_secret (
                hash BYTEA NOT NULL PRIMARY KEY,
                key_id TEXT NOT NULL REFERENCES api_key (id),
                valid_until BIGINT
            );
            CREATE INDEX api_key_secret_by_key ON api_key_secret (key_id)
            """)
    ]

    static let columns = """
        id, organization_id, name, prefix, scopes, agent_id, app_id, created_at, expires_at, \
        revoked_at, rotated_at, last_used_at
        """

    static func decode(_ row: any Row) throws -> Key {
        Key(
            id: try row.id(0), organizationID: try row.idOrNull(1), name: row.text(2),
            prefix: row.text(3), scopes: Scopes(stored: row.text(4)), agentID: try row.idOrNull(5),
            appID: try row.idOrNull(6), createdAt: row.instant(7), expiresAt: row.instantOrNull(8),
            revokedAt: row.instantOrNull(9), rotatedAt: row.instantOrNull(10),
            lastUsedAt: row.instantOrNull(11))
    }

    static func insert(_ key: Key, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO api_key (\(columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            [
                .text(key.id.description), .text(key.organizationID?.description), .text(key.name),
                .text(key.prefix), .text(key.scopes.description), .text(key.agentID?.description),
                .text(key.appID?.description), .integer(key.createdAt.microseconds),
                .integer(key.expiresAt?.microseconds), .integer(key.revokedAt?.microseconds),
                .integer(key.rotatedAt?.microseconds), .integer(key.lastUsedAt?.microseconds),
            ])
    }

    static func insert(
        _ secret: KeySecret, of key: KeyID, in connection: any Connection
    ) throws {
        try connection.execute(
            "INSERT INTO api_key_secret (hash, key_id, valid_until) VALUES ($1, $2, NULL)",
            [.blob(secret.digest.bytes), .text(key.description)])
    }
}
