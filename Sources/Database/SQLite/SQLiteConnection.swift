// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// One connection to an SQLite file, used by one thread at a time.
final class SQLiteConnection: Connection, Writer {
    private let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]
    private var durability = Durability.full

    /// Milliseconds to wait for another process's lock, a command beside a live server, say.
    private static let busyTimeout: Int32 = 10_000
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
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Self.busyTimeout)
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    let lockingClause = ""

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
        _ durability: Durability, _ body: (any Connection) throws -> Result
    ) throws -> Result {
        try setDurability(durability)
        try execute("BEGIN IMMEDIATE")
        do {
            let result = try body(self)
            try execute("COMMIT")
            return result
        } catch {
            // A full disk may have ended the transaction already; otherwise end it here.
            if sqlite3_get_autocommit(handle) == 0 { try execute("ROLLBACK") }
            throw error
        }
    }

    /// One consistent snapshot for all the statements of `body`.
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
