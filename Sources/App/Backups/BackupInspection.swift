// SPDX-License-Identifier: Apache-2.0

import Billing
import Database

/// What is in a file that is to be a backup, or the database after a restore.
struct BackupInspection: Sendable {
    let migrations: [Int64]
    /// How many of this program's migrations it lacks: it was made by an older one.
    let migrationsMissing: Int
    let books: Fingerprint

    /// Looks whether the file is a sound database of a version that this program knows.
    ///
    /// - Throws: ``CommandFailure``, or `DatabaseFailure`, which says why it is not.
    init(_ file: SQLiteFile, comparesIndexes: Bool) throws {
        Console.stage("checking \(file.path)")
        defer { Console.stage(nil) }
        if let damage = try file.firstDamage(comparesIndexes: comparesIndexes) {
            throw DatabaseFailure.corrupt(damage)
        }
        (migrations, migrationsMissing, books) = try file.read { connection in
            let hasMigrations = try connection.first(
                "SELECT 1 FROM sqlite_schema WHERE name = 'schema_migration'"
            ) { $0.flag(0) }
            guard hasMigrations == true else {
                throw CommandFailure("it is a database, and none of florin's")
            }
            return (
                try Migrator.applied(on: connection),
                try House.migrator.pending(on: connection).count,
                try Books.fingerprint(on: connection)
            )
        }
    }

    /// Recomputes the books.
    ///
    /// - Throws: ``CommandFailure`` that names the first row that is wrong.
    func verify(_ file: SQLiteFile) throws {
        guard migrationsMissing == 0 else {
            throw CommandFailure(
                "only the version of florin that made it can recompute its books: this one has "
                    + counted(migrationsMissing, "migration") + " more")
        }
        let line = ProgressLine("entries")
        defer { line.clear() }
        let verdict = try file.read { connection in
            try Books.verify(on: connection, seed: systemRandom()) {
                line.show($0.entries, of: $0.total)
            }
        }
        if let fault = verdict.firstFault { throw CommandFailure("its books are wrong: \(fault)") }
    }
}

extension SQLiteFile {
    /// A log beside the file that holds something: the file is not all there is.
    var log: String? {
        ["-wal", "-journal"].map { path + $0 }.first { (Files.size(of: $0) ?? 0) > 0 }
    }
}
