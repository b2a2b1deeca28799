// SPDX-License-Identifier: Apache-2.0

public import Database
import Vocabulary

extension DataMigration {
    /// What a database remembers of the one that it was filled from, and how far that is. Both
    /// tables are empty where nothing was ever moved in.
    public static let migrations = [
        Migration(
            470, "data migration",
            """
            CREATE TABLE data_migration (
                id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
                source_ledger TEXT NOT NULL,
                started_at BIGINT NOT NULL,
                finished_at BIGINT
            );
            CREATE TABLE data_migration_table (
                name TEXT NOT NULL PRIMARY KEY,
                last_key BYTEA,
                copied BIGINT NOT NULL,
                is_complete BIGINT NOT NULL
            )
            """)
    ]

    /// Tables that tell of the database that they are in, and stay there.
    static let ownTables: Set<String> = [
        "schema_migration", "data_migration", "data_migration_table",
    ]

    /// Whether data are still being moved into this database: what is in it is a part of something,
    /// and nobody may serve it.
    public static func isUnfinished(on connection: any Connection) throws -> Bool {
        try connection.first("SELECT 1 FROM data_migration WHERE finished_at IS NULL") { _ in true }
            ?? false
    }
}

/// How far a table is.
struct TableProgress: Hashable, Sendable {
    /// The key of the last row that is there, nil before the first.
    var lastKey: [Value]?
    /// Rows that are there.
    var copied: Int64 = 0
    var isComplete = false

    static func read(_ table: String, on connection: any Connection) throws -> TableProgress {
        let found = try connection.first(
            """
            SELECT last_key, copied, is_complete FROM data_migration_table
            WHERE name = $1 \(connection.lockingClause)
            """, [.text(table)]
        ) { row in
            TableProgress(
                lastKey: row.isNull(0) ? nil : try RowCoding.values(of: row.blob(0)),
                copied: row.integer(1), isComplete: row.flag(2))
        }
        return found ?? TableProgress()
    }

    func write(_ table: String, on connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO data_migration_table (name, last_key, copied, is_complete)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT (name) DO UPDATE SET last_key = $2, copied = $3, is_complete = $4
            """,
            [
                .text(table), lastKey.map { .blob(RowCoding.bytes(of: $0)) } ?? .null,
                .integer(copied), .flag(isComplete),
            ])
    }
}
