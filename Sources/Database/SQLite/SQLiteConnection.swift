// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// One connection to an SQLite file, used by one thread at a time.
final class SQLiteConnection: Connection, Writer, SnapshotReader {
    let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]
    private var durability = Durability.full
    /// Why no write is taken any more: a commit of which nobody knows whether it is on disk.
    private var doubt: String?
    /// Frames in the log after the last commit; see ``checkpointByHand()``.
    private let logFrames = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    /// Told once, when ``doubt`` comes up.
    var onDoubt: (@Sendable (DatabaseFailure) -> Void)?

    /// Milliseconds to wait for another process's lock, a command beside a live server, say.
    private static let busyTimeout: Int32 = 10_000
    /// As `wal_autocheckpoint` of the writer's settings has it.
    private static let logFramesMax: Int32 = 4_096
    /// More statements than all features have; dynamic SQL would show as growth past it.
    private static let statementsMax = 512

    init(path: String, readOnly: Bool) throws {
        var handle: OpaquePointer?
        let access = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let code = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX, nil)
        guard let handle else { throw DatabaseFailure.other("out of memory opening \(path)") }
        guard code == SQLITE_OK else {
            let failure = DatabaseFailure(sqlite: code, on: handle, doing: "opening \(path)")
            sqlite3_close_v2(handle)
            throw failure
        }
        self.handle = handle
        logFrames.initialize(to: 0)
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Self.busyTimeout)
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
        logFrames.deallocate()
    }

    let lockingClause = ""
    let sharedLockingClause = ""

    func queryMany(_ sql: String, _ parameters: Parameters, _ body: (Int, any Row) throws -> Void)
        throws
    {
        guard parameters.rowCount > 0 else { return }
        try prepared(sql).run(parameters, body)
    }

    @discardableResult
    func executeMany(_ sql: String, _ parameters: Parameters) throws -> Int {
        guard parameters.rowCount > 0 else { return 0 }
        let before = sqlite3_total_changes64(handle)
        try prepared(sql).run(parameters) { _, _ in }
        return Int(sqlite3_total_changes64(handle) - before)
    }

    func enqueueMany(_ sql: String, _ parameters: Parameters) throws {
        try executeMany(sql, parameters)
    }

    /// Nothing to do: a file is one piece.
    func makePartitioned(_ table: PartitionedTable) {}

    let partitioning: (any Partitioning)? = nil

    /// Nothing to do: the one writer is the lock.
    func lockTable(_ table: String) {}

    func script(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else {
            throw DatabaseFailure(sqlite: code, on: handle, doing: sql)
        }
    }

    func makeAppendOnly(_ table: String) throws {
        for event in ["UPDATE", "DELETE"] {
            try script(
                """
                CREATE TRIGGER \(table)_no_\(event.lowercased()) BEFORE \(event) ON \(table)
                BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END
                """)
        }
    }

    func transaction<Result>(
        _ durability: Durability, _ isolation: Isolation,
        _ body: (any Connection) throws -> Result
    ) throws -> Result {
        if let doubt { throw DatabaseFailure.busy("it must be opened again: \(doubt)") }
        try setDurability(durability)
        try execute("BEGIN IMMEDIATE")
        do {
            let result = try body(self)
            try commit()
            checkpointWhenDue()
            return result
        } catch {
            // A full disk may have ended the transaction already; otherwise end it here.
            if sqlite3_get_autocommit(handle) == 0 { try execute("ROLLBACK") }
            throw error
        }
    }

    /// Takes checkpoints over from SQLite, which says nothing when one fails.
    func checkpointByHand() {
        florin_sqlite3_checkpoint_by_hand(handle, logFrames)
    }

    private func checkpointWhenDue() {
        guard logFrames.pointee >= Self.logFramesMax else { return }
        logFrames.pointee = 0
        let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        // Readers in the way, or no room: the next commit tries again.
        guard code == Self.failedSync else { return }
        beInDoubt(DatabaseFailure(sqlite: code, on: handle, doing: "a checkpoint"))
    }

    private func commit() throws {
        do {
            try execute("COMMIT")
        } catch let failure as DatabaseFailure {
            let code = sqlite3_extended_errcode(handle)
            guard !Self.leavesNothing.contains(code & 0xFF), code != Self.failedWrite else {
                throw failure
            }
            let unknown = DatabaseFailure.unknown(failure.description)
            beInDoubt(unknown)
            throw unknown
        }
    }

    /// After a failed sync the commit's frames may be on disk, and a restart would bring them back.
    /// Worse, the kernel forgets pages that it could not write, without writing them: what was
    /// committed relaxed before may be missing under commits that come after. So nothing comes
    /// after, and the log is not copied into the database: both are left as they are on disk for
    /// the recovery of the next start.
    private func beInDoubt(_ failure: DatabaseFailure) {
        doubt = failure.description
        keepLogOnClose()
        onDoubt?(failure)
    }

    /// A commit that fails with one of these has not written its last frame, without which the
    /// others are nothing: SQLITE_BUSY, _LOCKED, _FULL, _CONSTRAINT, and SQLITE_IOERR_WRITE.
    private static let leavesNothing: Set<Int32> = [
        SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL, SQLITE_CONSTRAINT,
    ]
    private static let failedWrite: Int32 = 778
    /// SQLITE_IOERR_FSYNC.
    private static let failedSync: Int32 = 1_034

    func snapshot<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        try execute("BEGIN")
        do {
            let result = try body(self)
            try execute("COMMIT")
            return result
        } catch {
            if sqlite3_get_autocommit(handle) == 0 { try execute("ROLLBACK") }
            throw error
        }
    }

    /// In WAL mode FULL syncs the log at each commit, NORMAL only at checkpoints.
    private func setDurability(_ wanted: Durability) throws {
        guard wanted != durability else { return }
        try script("PRAGMA synchronous=\(wanted == .full ? "FULL" : "NORMAL")")
        durability = wanted
    }

    private func prepared(_ sql: String) throws -> SQLiteStatement {
        if let statement = statements[sql] { return statement }
        if statements.count >= Self.statementsMax { statements.removeAll() }
        let statement = try SQLiteStatement(sql, on: handle)
        statements[sql] = statement
        return statement
    }
}
