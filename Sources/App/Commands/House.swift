// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Logging
import Upkeep
import Vocabulary

/// The database of a configuration, opened, with what everything needs that works on it.
struct House: Sendable {
    let database: any Database
    let clock: Clock
    let ids: IDSource
    /// This run of the program, among all that use the database.
    let node: String

    static let migrator = Migrator(
        Organizations.migrations + Keys.migrations + Keeper.migrations + PriceBooks.migrations
            + AuditTrail.migrations + KeptAnswers.migrations
            + OrganizationTiers.migrations + VideoJobs.migrations + Leases.migrations
            + DataMigration.migrations)

    init(_ location: DatabaseLocation) throws {
        clock = .system
        ids = .system(clock)
        node = "node_" + String(systemRandom(), radix: 36)
        switch location {
        case .sqlite(let path):
            try Files.makeFolder(Files.folder(of: path))
            try Files.makePrivateFile(path)
            database = try SQLiteDatabase(path: path)
        case .postgresql(let address):
            database = try PostgreSQLDatabase(address, name: node)
        }
    }

    /// Brings the database to this program's schema, with a partition for what is written today.
    ///
    /// - Returns: The steps that were applied now.
    func migrate() async throws -> [Migration] {
        let now = clock.now
        let applied = try await Self.migrator.migrate(database, at: now.microseconds)
        try await makePartitions(of: now.day)
        return applied
    }

    /// Nodes that start together wait for each other. Who reads for long may keep all of them from
    /// it: then what is written goes astray, findable as ever, until the job has its turn.
    private func makePartitions(of day: Day) async throws {
        for _ in 0..<Self.partitionTries {
            do {
                try await Partitions(database).makeReady(from: day, through: day)
                return
            } catch DatabaseFailure.busy {
                try await Task.sleep(for: .milliseconds(.random(in: 50...250)))
            }
        }
    }

    /// Each waits for a lock for a quarter of a second: some seconds in all.
    private static let partitionTries = 12

    /// Who does a job, where other nodes can be.
    var leases: Leases? {
        guard database is PostgreSQLDatabase else { return nil }
        return Leases(database: database, clock: clock, node: node)
    }

    /// What moves old usage into files; one run at a time, here and elsewhere.
    func usageArchiving(_ logger: Logger = .quiet) -> UsageArchiving {
        UsageArchiving(
            usageArchives, leases: Leases(database: database, clock: clock, node: node),
            logger: logger)
    }

    var usageArchives: UsageArchives {
        UsageArchives(
            database: fenced, clock: clock, ids: ids, random: systemRandom,
            version: florinVersion)
    }

    /// The database, for what jobs do.
    var fenced: FencedDatabase { FencedDatabase(database) }

    /// Opens a database that is there and has every migration, for one command.
    static func visit<Result: Sendable>(
        _ configuration: Configuration, _ body: (House) async throws -> Result
    ) async throws -> Result {
        let location = configuration.database
        guard location.exists else {
            throw CommandFailure("there is no database at \(location): run `florin migrate` first")
        }
        return try await House(location).closing { house in
            guard try await house.isCurrent() else {
                throw CommandFailure(
                    "the database at \(location) is older than this program: "
                        + "run `florin migrate` first")
            }
            try await house.refuseUnfinished()
            return try await body(house)
        }
    }

    /// Runs `body` and closes the database, however that ends.
    func closing<Result: Sendable>(
        _ body: (House) async throws -> Result
    ) async throws -> Result {
        do {
            let result = try await body(self)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }

    /// - Throws: ``CommandFailure`` when only a part of another database's data is in it.
    func refuseUnfinished() async throws {
        guard try await database.read({ try DataMigration.isUnfinished(on: $0) }) else { return }
        throw CommandFailure(
            "data are still being moved into this database: `florin migrate-data` goes on where it "
                + "ended", code: "conflict")
    }

    /// Whether the database has every migration that this program knows.
    ///
    /// - Throws: `DatabaseFailure.schema` when it was made by a newer program.
    func isCurrent() async throws -> Bool {
        do {
            return try await Self.migrator.pending(in: database).isEmpty
        } catch DatabaseFailure.other {
            // A database without even the table of migrations.
            return false
        }
    }
}

extension DatabaseLocation {
    /// Whether there may be something: whether a server has it, opening it tells.
    var exists: Bool {
        switch self {
        case .sqlite(let path): Files.exists(path)
        case .postgresql: true
        }
    }
}
