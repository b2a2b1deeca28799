// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Dispatch
import Synchronization

/// One SQLite file in WAL mode: one writer thread and a few readers beside it.
public final class SQLiteDatabase: Database {
    private let writer: Seat
    private let readers: [Seat]
    private let nextReader = Atomic<Int>(0)

    /// Readers wait for no one, but each costs a thread and a page cache.
    private static let readerCount = 2

    /// Opens the file, and makes it when it is not there.
    ///
    /// - Throws: ``DatabaseFailure`` when the file cannot be opened or is no database.
    public init(path: String) throws {
        _ = Self.configureOnce
        let connection = try SQLiteConnection(path: path, readOnly: false)
        try connection.script(Self.writerSettings)
        writer = Seat(connection, label: "florin.sqlite.writer")
        readers = try (0..<Self.readerCount).map { index in
            let reader = try SQLiteConnection(path: path, readOnly: true)
            try reader.script(Self.readerSettings)
            return Seat(reader, label: "florin.sqlite.reader-\(index)")
        }
    }

    public let laneCount = 1

    public func submit(lane: Int, _ job: @escaping @Sendable (any Writer) -> Void) {
        writer.enqueue { job($0) }
    }

    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        let turn = nextReader.wrappingAdd(1, ordering: .relaxed).oldValue
        let reader = leastBusyReader(startingAt: turn)
        return try await withCheckedThrowingContinuation { continuation in
            reader.enqueue { connection in
                continuation.resume(with: Swift.Result { try connection.snapshot { try body($0) } })
            }
        }
    }

    /// A long read must not hold up those that come after it while another reader is free.
    private func leastBusyReader(startingAt turn: Int) -> Seat {
        let start = Int(UInt(bitPattern: turn) % UInt(readers.count))
        var best = readers[start]
        for offset in 1..<readers.count {
            let seat = readers[(start + offset) % readers.count]
            if seat.waiting < best.waiting { best = seat }
        }
        return best
    }

    public func close() async {
        for seat in readers + [writer] { await seat.close() }
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

/// A connection and the serial queue that alone may use it.
///
/// SAFETY: `connection` is read only inside jobs of `queue`, which run one at a time.
private final class Seat: @unchecked Sendable {
    private let queue: DispatchQueue
    private let jobs = Atomic<Int>(0)
    private var connection: SQLiteConnection?

    init(_ connection: SQLiteConnection, label: String) {
        self.connection = connection
        queue = DispatchQueue(label: label, qos: .userInitiated)
    }

    /// Jobs that run or wait here.
    var waiting: Int { jobs.load(ordering: .relaxed) }

    func enqueue(_ job: @escaping @Sendable (SQLiteConnection) -> Void) {
        jobs.wrappingAdd(1, ordering: .relaxed)
        queue.async {
            defer { self.jobs.wrappingSubtract(1, ordering: .relaxed) }
            guard let connection = self.connection else {
                preconditionFailure("the database was used after it was closed")
            }
            job(connection)
        }
    }

    func close() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.connection = nil
                continuation.resume()
            }
        }
    }
}
