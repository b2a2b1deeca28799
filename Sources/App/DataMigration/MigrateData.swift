// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Vocabulary

/// A database on the command line, by its URL.
public struct DatabaseArgument: Sendable {
    let url: String
    let location: DatabaseLocation

    public init?(argument: String) {
        guard let location = DatabaseLocation(argument) else { return nil }
        url = argument
        self.location = location
    }
}

extension Commands {
    /// `florin migrate-data`.
    public static func migrateData(
        from source: DatabaseArgument, to target: DatabaseArgument
    ) async throws -> Report {
        guard source.url != target.url else {
            throw CommandFailure("both are \(source.location)", code: "validation_error")
        }
        return try await withDatabase(source.location, isNew: false) { from in
            try await withDatabase(target.location, isNew: true) { to in
                let outcome = try await move(from, to)
                return report(outcome, source.location, target.location)
            }
        }
    }

    private static func move(_ source: House, _ target: House) async throws -> DataMigrationOutcome
    {
        let migration = DataMigration(
            from: source.database, to: target.database, clock: source.clock, seed: systemRandom())
        let moving = ProgressLine("rows moved")
        let comparing = ProgressLine("rows compared")
        let verifying = ProgressLine("entries verified")
        defer { moving.clear() }
        return try await migration.run { progress in
            switch progress.stage {
            case .moving: moving.show(progress.done, of: progress.total)
            case .comparing: comparing.show(progress.done, of: progress.total)
            case .verifying: verifying.show(progress.done, of: progress.total)
            }
        }
    }

    private static func report(
        _ outcome: DataMigrationOutcome, _ source: DatabaseLocation, _ target: DatabaseLocation
    ) -> Report {
        let rows = outcome.tables.reduce(0) { $0 + $1.rows }
        let books = outcome.targetBooks
        let odd = outcome.tables.filter { !$0.isSame }.map { "✗ \($0.name) differs" }
        let fault = outcome.verdict.firstFault.map { ["✗ \($0)"] } ?? []
        let ledger = outcome.sourceBooks == books ? [] : ["✗ the journals end in other entries"]
        let lines =
            outcome.isSame
            ? [
                "✓ \(counted(rows, "row")) of \(counted(outcome.tables.count, "table")), the same "
                    + "in both; \(counted(books.entries, "entry", "entries")) of "
                    + "\(counted(books.organizations, "organization")), recomputed",
                "  \(target) can be served now",
            ] : odd + ledger + fault
        return Report(
            lines.joined(separator: "\n"),
            [
                "ok": .bool(outcome.isSame), "from": .string("\(source)"),
                "to": .string("\(target)"), "rows": .number(JSONNumber(rows)),
                "tables": .array(
                    outcome.tables.map { table in
                        [
                            "name": .string(table.name), "rows": .number(JSONNumber(table.rows)),
                            "same": .bool(table.isSame),
                        ]
                    }),
                "ledger": [
                    "source": .string(outcome.sourceBooks.digest), "target": .string(books.digest),
                ],
                "verification": outcome.verdict.json,
            ], isSuccess: outcome.isSame)
    }
}

/// Opens a database with all migrations; a file only where no server has it.
///
/// - Parameter isNew: Whether it is made, and brought up to date, or must be there already.
private func withDatabase<Result: Sendable>(
    _ location: DatabaseLocation, isNew: Bool, _ body: (House) async throws -> Result
) async throws -> Result {
    guard isNew || location.exists else {
        throw CommandFailure("there is no database at \(location)")
    }
    let lock = try serverLock(of: location)
    defer { withExtendedLifetime(lock) {} }
    if case .sqlite(let path) = location { try giveToOwner(path) }
    return try await House(location).closing { house in
        if isNew {
            _ = try await house.migrate()
        } else if try await !house.isCurrent() {
            throw CommandFailure(
                "\(location) is older than this program: run `florin migrate` first")
        }
        return try await body(house)
    }
}

/// Makes the file, if it is new, for the owner of the folder, who will serve it.
private func giveToOwner(_ path: String) throws {
    if !Files.exists(path) {
        try Files.makePrivateFile(path)
        try Files.give(path, toOwnerOf: Files.folder(of: path))
    }
    try Files.give(path + ".lock", toOwnerOf: path)
}
