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
        Organizations.migrations + Keys.migrations + Keeper.migrations + PriceBooks.migrations
            + AuditTrail.migrations + KeptAnswers.migrations
            + OrganizationTiers.migrations)

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
            guard try await house.isCurrent() else {
                throw CommandFailure(
                    "the database at \(path) is older than this program: run `florin migrate` first"
                )
            }
            let result = try await body(house)
            await house.database.close()
            return result
        } catch {
            await house.database.close()
            throw error
        }
    }

    /// Whether the database has every migration that this program knows.
    ///
    /// - Throws: `DatabaseFailure.schema` when it was made by a newer program.
    func isCurrent() async throws -> Bool {
        do {
            return try await Self.migrator.pending(in: database).isEmpty
        } catch DatabaseFailure.other {
            // A file without even the table of migrations.
            return false
        }
    }
}
