// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Vocabulary

/// The database of a configuration, opened, with what everything needs that works on it.
struct House: Sendable {
    let database: SQLiteDatabase
    let clock: Clock
    let ids: IDSource

    static let migrator = Migrator(
        Organizations.migrations + Keys.migrations + Keeper.migrations)

    init(path: String) throws {
        try Files.makeFolder(Files.folder(of: path))
        try Files.makePrivateFile(path)
        database = try SQLiteDatabase(path: path)
        clock = .system
        ids = .system(clock)
    }

    /// Opens a database that is there and has every migration, for one command.
    static func visit<Result: Sendable>(
        _ configuration: Configuration, _ body: (House) async throws -> Result
    ) async throws -> Result {
        let path = configuration.databasePath
        guard Files.exists(path) else {
            throw CommandFailure("there is no database at \(path): run `florin migrate` first")
        }
        let house = try House(path: path)
        do {
            guard try await house.missingMigrations().isEmpty else {
                throw CommandFailure(
                    "the database at \(path) is older than this program: run `florin migrate` first")
            }
            let result = try await body(house)
            await house.database.close()
            return result
        } catch {
            await house.database.close()
            throw error
        }
    }

    /// What the schema lacks, from the first migration on in a file that Florin has not seen.
    func missingMigrations() async throws -> [Migration] {
        let isKnown = try await database.read { connection in
            let tables = try connection.query(
                "SELECT count(*) FROM sqlite_master WHERE name = 'schema_migration'"
            ) { $0.integer(0) }
            return tables.first == 1
        }
        guard isKnown else { return Self.migrator.all }
        return try await Self.migrator.pending(in: database)
    }
}
