// SPDX-License-Identifier: Apache-2.0

public import Database
import Foundation

/// The database of a test: a file of its own on SQLite or, where `FLORIN_TEST_DATABASE` says
/// `postgresql`, a schema of its own there. `Scripts/test` runs the tests with both.
public enum TestDatabase {
    /// Opens what belongs to `path`, and makes it when it is not there.
    public static func open(path: String) async throws -> any Database {
        guard isPostgreSQL else { return try SQLiteDatabase(path: path) }
        return try await PostgreSQLServer.open(schema: path)
    }

    /// Takes away what keeps rows as they are: triggers, and the checks of columns.
    public static func dropGuards(on connection: any Connection) throws {
        guard isPostgreSQL else {
            let triggers = try connection.query(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ) { $0.text(0) }
            for trigger in triggers { try connection.script("DROP TRIGGER \(trigger)") }
            return try connection.script("PRAGMA ignore_check_constraints = ON")
        }
        try connection.script("SET LOCAL session_replication_role = replica")
        let checks = try connection.query(
            """
            SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname
            FROM pg_constraint
            WHERE contype = 'c' AND connamespace = current_schema()::regnamespace
                AND conislocal
            """
        ) { $0.text(0) }
        for check in checks { try connection.script(check) }
    }

    /// A statement of a test's, written for SQLite, with the database's own words for bytes and for
    /// the place of a row.
    public static func dialect(_ sql: String) -> String {
        guard isPostgreSQL else { return sql }
        return
            sql
            .replacing("rowid", with: "ctid")
            .replacing("zeroblob(32)", with: "decode(repeat('00', 32), 'hex')")
            .replacing(/x'([0-9a-f]*)'/) { "decode('\($0.output.1)', 'hex')" }
    }

    /// Whether tests of what needs a database use PostgreSQL.
    public static let isPostgreSQL =
        ProcessInfo.processInfo.environment["FLORIN_TEST_DATABASE"] == "postgresql"
}

/// The PostgreSQL server that tests may use; `Scripts/test` starts one.
public enum PostgreSQLServer {
    /// Of a database in which every test has a schema of its own.
    public static let url = ProcessInfo.processInfo.environment["FLORIN_TEST_POSTGRES_URL"]

    public static func open(schema name: String) async throws -> PostgreSQLDatabase {
        let schema = String(
            name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }.suffix(60))
        let server = try PostgreSQLDatabase(address(), name: UUID().uuidString)
        try await server.write { try $0.script("CREATE SCHEMA IF NOT EXISTS \"\(schema)\"") }
        await server.close()
        return try PostgreSQLDatabase(address(schema), name: UUID().uuidString)
    }

    /// - Parameters:
    ///   - schema: Where unqualified names are looked up and made.
    ///   - role: Who connects, where that is not whom the tests' URL names.
    public static func address(
        _ schema: String? = nil, role: String? = nil
    ) throws -> PostgreSQLAddress {
        guard let url, var components = URLComponents(string: url) else {
            throw DatabaseFailure.other("FLORIN_TEST_POSTGRES_URL names no server")
        }
        if let role { components.user = role }
        if let schema {
            components.queryItems = [.init(name: "options", value: "-csearch_path=\"\(schema)\"")]
        }
        return try PostgreSQLAddress(components.url?.absoluteString ?? url)
    }
}
