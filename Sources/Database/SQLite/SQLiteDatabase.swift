// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Synchronization

/// One SQLite file in WAL mode: one writer thread and a few readers beside it.
public final class SQLiteDatabase: Database {
    private let writer: Seat<SQLiteConnection>
    private let readers: [Seat<SQLiteConnection>]
    private let nextReader = Atomic<Int>(0)
    private let path: String
    /// Of the long reads that run now.
    private let longSeats = Mutex<[Seat<SQLiteConnection>]>([])

    /// Readers wait for no one, but each costs a thread and a page cache.
    private static let readerCount = 2
    /// Two cores could do more, but they have customers to serve.
    private static let longReadsMax = 2

    public let doubts: AsyncStream<DatabaseFailure>

    /// Opens the file, and makes it when it is not there.
    ///
    /// - Throws: ``DatabaseFailure`` when the file cannot be opened or is no database.
    public init(path: String) throws {
        _ = Self.configureOnce
        // Recovery must read what is on disk: after a failed sync the kernel keeps pages that it
        // never wrote, and calls them clean.
        forgetCachedPages(of: path + "-wal")
        let connection = try SQLiteConnection(path: path, readOnly: false)
        try connection.script(Self.writerSettings)
        connection.checkpointByHand()
        let (doubts, doubt) = AsyncStream.makeStream(of: DatabaseFailure.self)
        self.doubts = doubts
        connection.onDoubt = { doubt.yield($0) }
        writer = Seat(connection, label: "florin.sqlite.writer")
        readers = try (0..<Self.readerCount).map { index in
            try Self.reader(of: path, label: "florin.sqlite.reader-\(index)")
        }
        self.path = path
    }

    private static func reader(of path: String, label: String) throws -> Seat<SQLiteConnection> {
        let connection = try SQLiteConnection(path: path, readOnly: true)
        try connection.script(readerSettings)
        return Seat(connection, label: label)
    }

    public let laneCount = 1

    public func submit(lane: Int, _ job: @escaping @Sendable (any Writer) -> Void) {
        writer.enqueue { job($0) }
    }

    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        let turn = nextReader.wrappingAdd(1, ordering: .relaxed).oldValue
        return try await readers.leastBusy(startingAt: turn).read(body)
    }

    public func readAtLength<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        // Opened when it is needed: it is rare, and idle readers are not free.
        let seat = try longSeats.withLock { seats in
            guard seats.count < Self.longReadsMax else {
                throw DatabaseFailure.busy("\(seats.count) long reads are running")
            }
            let seat = try Self.reader(of: path, label: "florin.sqlite.long-reader")
            seats.append(seat)
            return seat
        }
        defer { longSeats.withLock { seats in seats.removeAll { $0 === seat } } }
        return try await seat.read(body)
    }

    public func close() async {
        for seat in longSeats.withLock({ $0 }) + readers + [writer] { await seat.close() }
    }

    /// Refused (and harmless) when something else in the process has used SQLite before.
    private static let configureOnce = florin_sqlite3_without_memory_statistics()

    // The cache is in KiB. The log may grow to 16 MiB between checkpoints, so that a checkpoint's
    // two syncs are shared by many commits.
    private static let writerSettings = """
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=FULL;
        PRAGMA foreign_keys=ON;
        PRAGMA cache_size=-16384;
        PRAGMA wal_autocheckpoint=4096;
        PRAGMA temp_store=MEMORY;
        """

    private static let readerSettings = """
        PRAGMA cache_size=-2048;
        PRAGMA temp_store=MEMORY;
        """
}
