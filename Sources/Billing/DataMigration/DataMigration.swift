// SPDX-License-Identifier: Apache-2.0

public import Database
public import Vocabulary

/// All data of one database moved into another, empty one, whatever drivers they have.
///
/// Rows go in pages, each in one transaction with the note how far it brought its table, so that a
/// run that was cut off is taken up by the next one. Neither database may be served meanwhile.
public struct DataMigration: Sendable {
    let source: any Database
    let target: any Database
    private let clock: Clock
    private let seed: UInt64

    /// Both databases must have all migrations of this program.
    ///
    /// - Parameter seed: Drawn at random for each run; see `Tally`.
    public init(
        from source: any Database, to target: any Database, clock: Clock, seed: UInt64
    ) {
        self.source = source
        self.target = target
        self.clock = clock
        self.seed = seed
    }

    /// Moves what is not there yet, then compares all that is.
    ///
    /// - Throws: ``DataMigrationRefusal``, `DatabaseFailure` when one of the databases fails, and
    ///   `CancellationError` between two pages; another run goes on where this one ended.
    public func run(
        progress: @escaping @Sendable (DataMigrationProgress) -> Void = { _ in }
    ) async throws -> DataMigrationOutcome {
        let tables = try await sharedTables()
        let books = try await source.readAtLength { try Books.fingerprint(on: $0) }
        try await claim(tables, books)
        let total = try await source.readAtLength { try tables.rowCount(on: $0) }
        var counter = DataMigrationProgress(.moving, of: total)
        for table in tables {
            try await move(table) { rows in
                counter.done += rows
                progress(counter)
            }
        }
        let outcome = try await compare(tables, of: total, seed: seed, progress: progress)
        if outcome.isSame { try await finish() }
        return outcome
    }

    /// The tables that both have.
    private func sharedTables() async throws -> [Table] {
        let (from, to) = (try await Self.tables(of: source), try await Self.tables(of: target))
        let names = Set(from.map(\.name))
        if let odd = names.symmetricDifference(to.map(\.name)).min() {
            throw DataMigrationRefusal.differentSchemas(table: odd)
        }
        return try zip(from, to).map { from, to in
            guard let shared = from.shared(with: to) else {
                throw DataMigrationRefusal.differentSchemas(table: from.name)
            }
            return shared
        }.inOrderOfReferences()
    }

    private static func tables(of database: any Database) async throws -> [Table] {
        try await database.read { connection in
            try connection.tables().filter { !ownTables.contains($0.name) }
        }
    }

    /// Makes the target one for these books, unless it is one already.
    private func claim(_ tables: [Table], _ books: Fingerprint) async throws {
        guard try await source.read({ try !Self.isUnfinished(on: $0) }) else {
            throw DataMigrationRefusal.sourceUnfinished
        }
        let now = clock.now
        try await target.write { connection in
            let claim = try connection.first(
                "SELECT source_ledger, finished_at FROM data_migration WHERE id = 1"
            ) { row in (ledger: row.text(0), finishedAt: row.instantOrNull(1)) }
            guard let claim else {
                for table in tables where try [table].rowCount(on: connection) > 0 {
                    throw DataMigrationRefusal.targetNotEmpty(table: table.name)
                }
                try connection.execute(
                    """
                    INSERT INTO data_migration (id, source_ledger, started_at, finished_at)
                    VALUES (1, $1, $2, NULL)
                    """, [.text(books.digest), .instant(now)])
                return
            }
            if let finishedAt = claim.finishedAt {
                throw DataMigrationRefusal.alreadyFinished(finishedAt)
            }
            guard claim.ledger == books.digest else { throw DataMigrationRefusal.sourceChanged }
        }
    }

    /// Reads each page while the one before it is written.
    private func move(_ table: Table, progress: (_ rows: Int64) -> Void) async throws {
        var done = try await target.read { try TableProgress.read(table.name, on: $0) }
        progress(done.copied)
        var size = PageSize()
        var page = try await source.page(of: table, after: done.lastKey, size)
        while !done.isComplete {
            try Task.checkCancellation()
            size.adapt(to: page)
            let (key, pageSize) = (page.lastKey ?? done.lastKey, size)
            async let next = source.page(of: table, after: key, pageSize)
            done = try await write(page, of: table, after: done)
            progress(page.digest.count)
            page = try await next
        }
    }

    /// Writes a page and how far it goes; an empty one is the end of the table.
    private func write(
        _ page: TablePage, of table: Table, after done: TableProgress
    ) async throws -> TableProgress {
        try await target.write { connection in
            guard try TableProgress.read(table.name, on: connection) == done else {
                throw DataMigrationRefusal.inUse
            }
            let progress = TableProgress(
                lastKey: page.lastKey ?? done.lastKey, copied: done.copied + page.digest.count,
                isComplete: page.lastKey == nil)
            if !progress.isComplete { try connection.executeMany(table.insertion, page.rows) }
            try progress.write(table.name, on: connection)
            return progress
        }
    }

    private func finish() async throws {
        let now = clock.now
        try await target.write { connection in
            _ = try connection.execute(
                "UPDATE data_migration SET finished_at = $1 WHERE id = 1", [.instant(now)])
        }
    }
}

extension Table {
    /// The table that both are: where one is partitioned, its key ends with what by.
    fileprivate func shared(with other: Table) -> Table? {
        let keys = [primaryKey, other.primaryKey].sorted { $0.count < $1.count }
        guard keys[1].starts(with: keys[0]), !keys[0].isEmpty else { return nil }
        let shared = Table(
            name: name, columns: columns, primaryKey: keys[0], references: references)
        let others = Table(
            name: other.name, columns: other.columns, primaryKey: keys[0],
            references: other.references)
        return shared == others ? shared : nil
    }
}

extension Database {
    func page(of table: Table, after key: [Value]?, _ size: PageSize) async throws -> TablePage {
        try await read { connection in
            try TablePage(of: table, after: key, limit: size.rows, on: connection)
        }
    }
}
