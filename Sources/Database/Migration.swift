// SPDX-License-Identifier: Apache-2.0

/// One step of the schema. Steps only go forward; a shipped one is never edited.
public struct Migration: Sendable {
    /// Steps are applied in the order of their numbers.
    public let number: Int64
    public let name: String
    public let sql: String
    /// Tables of which no row may be changed or deleted once written.
    public let appendOnly: [String]
    /// Tables that are kept in parts from then on, where the database can do that.
    public let partitioned: [PartitionedTable]

    public init(
        _ number: Int64, _ name: String, _ sql: String = "", appendOnly: [String] = [],
        partitioned: [PartitionedTable] = []
    ) {
        self.number = number
        self.name = name
        self.sql = sql
        self.appendOnly = appendOnly
        self.partitioned = partitioned
    }

    func apply(on connection: any Connection) throws {
        if !sql.isEmpty { try connection.script(sql) }
        for table in appendOnly { try connection.makeAppendOnly(table) }
        for table in partitioned { try connection.makePartitioned(table) }
    }
}

/// Brings a database to the schema that a list of migrations describes.
public struct Migrator: Sendable {
    private let migrations: [Migration]

    /// - Parameter migrations: Of all features, in any order.
    public init(_ migrations: [Migration]) {
        self.migrations = migrations.sorted { $0.number < $1.number }
        precondition(
            Set(migrations.map(\.number)).count == migrations.count, "two migrations share a number"
        )
    }

    /// Applies what is missing, each step in a transaction of its own.
    ///
    /// - Returns: The steps that were applied now.
    /// - Throws: ``DatabaseFailure/schema(_:)`` when the database has steps that this program does
    ///   not know: it was made by a newer one.
    public func migrate(_ database: some Database, at now: Int64) async throws -> [Migration] {
        try await makeTable(on: database)
        var applied: [Migration] = []
        for migration in try await pending(in: database) {
            let isApplied = try await database.write { connection in
                try connection.lockTable("schema_migration")
                // Another node may have been faster.
                guard try !Self.isApplied(migration, on: connection) else { return false }
                try migration.apply(on: connection)
                try connection.execute(
                    "INSERT INTO schema_migration (number, name, applied_at) VALUES ($1, $2, $3)",
                    [.integer(migration.number), .text(migration.name), .integer(now)])
                return true
            }
            if isApplied { applied.append(migration) }
        }
        return applied
    }

    /// Two nodes that make it at the same time meet in the database's own tables.
    private func makeTable(on database: some Database) async throws {
        do {
            try await database.write { try $0.script(Self.table) }
        } catch DatabaseFailure.constraint {
            try await database.write { try $0.script(Self.table) }
        }
    }

    private static func isApplied(
        _ migration: Migration, on connection: any Connection
    ) throws -> Bool {
        try connection.first(
            "SELECT 1 FROM schema_migration WHERE number = $1", [.integer(migration.number)]
        ) { _ in true } ?? false
    }

    /// The steps that the database does not have yet.
    public func pending(in database: some Database) async throws -> [Migration] {
        try await database.read { try pending(on: $0) }
    }

    /// - Throws: ``DatabaseFailure/schema(_:)`` as ``migrate(_:at:)`` does.
    public func pending(on connection: any Connection) throws -> [Migration] {
        let known = Set(migrations.map(\.number))
        let applied = try Self.applied(on: connection)
        if let unknown = applied.first(where: { !known.contains($0) }) {
            throw DatabaseFailure.schema(
                "it has migration \(unknown), which this version of florin does not know")
        }
        return migrations.filter { !applied.contains($0.number) }
    }

    /// The numbers of the steps that the database has, in their order.
    public static func applied(on connection: any Connection) throws -> [Int64] {
        try connection.query("SELECT number FROM schema_migration ORDER BY number") {
            $0.integer(0)
        }
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS schema_migration (
            number BIGINT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            applied_at BIGINT NOT NULL
        )
        """
}
