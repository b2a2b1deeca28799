// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// A prepared statement of one connection, and the row that it stands on.
final class SQLiteStatement: Row {
    private let handle: OpaquePointer
    private let database: OpaquePointer
    /// For each parameter in SQLite's order the number in its name: SQLite counts `$2, $1` by
    /// first appearance, PostgreSQL by number.
    private let parameterNumbers: [Int]

    init(_ sql: String, on database: OpaquePointer) throws {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(
            database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else {
            throw DatabaseFailure(sqlite: code, on: database, doing: sql)
        }
        self.handle = handle
        self.database = database
        parameterNumbers = (0..<sqlite3_bind_parameter_count(handle)).map { index in
            let name = sqlite3_bind_parameter_name(handle, index + 1)
            return name.flatMap { Int(String(cString: $0 + 1)) } ?? Int(index) + 1
        }
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Runs the statement for each row of parameters and hands `body` the result rows.
    func run(_ parameters: Parameters, _ body: (Int, any Row) throws -> Void) throws {
        // What is bound points into `parameters`, which SQLite must not see after this call.
        defer { sqlite3_clear_bindings(handle) }
        try parameters.bytes.withUnsafeBufferPointer { bytes in
            for index in 0..<parameters.rowCount {
                try bind(parameters.row(index), in: bytes)
                try step { try body(index, self) }
            }
        }
    }

    private func step(_ body: () throws -> Void) throws {
        defer { sqlite3_reset(handle) }
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else {
                throw DatabaseFailure(sqlite: code, on: database, doing: text)
            }
            try body()
        }
    }

    private var text: String { sqlite3_sql(handle).map { String(cString: $0) } ?? "" }

    private func bind(
        _ row: ArraySlice<Parameters.Cell>, in bytes: UnsafeBufferPointer<UInt8>
    ) throws {
        for (position, number) in parameterNumbers.enumerated() {
            guard number >= 1, number <= row.count else {
                throw DatabaseFailure.other("parameter $\(number) has no value in: \(text)")
            }
            let cell = row[row.startIndex + number - 1]
            let code = bind(cell, in: bytes, at: Int32(truncatingIfNeeded: position + 1))
            guard code == SQLITE_OK else {
                throw DatabaseFailure(sqlite: code, on: database, doing: text)
            }
        }
    }

    private func bind(
        _ cell: Parameters.Cell, in bytes: UnsafeBufferPointer<UInt8>, at position: Int32
    ) -> Int32 {
        switch cell {
        case .null: return sqlite3_bind_null(handle, position)
        case .integer(let integer): return sqlite3_bind_int64(handle, position, integer)
        case .text(let start, let count):
            let text = UnsafeRawBufferPointer(bytes).baseAddress.map { $0 + start }
            return sqlite3_bind_text64(
                handle, position, (text ?? Self.empty).assumingMemoryBound(to: CChar.self),
                UInt64(count), nil, UInt8(SQLITE_UTF8))
        case .blob(let start, let count):
            let blob = UnsafeRawBufferPointer(bytes).baseAddress.map { $0 + start }
            return sqlite3_bind_blob64(handle, position, blob ?? Self.empty, UInt64(count), nil)
        }
    }

    /// What an empty text or blob points to: nil would be null.
    private static var empty: UnsafeRawPointer {
        UnsafeRawPointer(("" as StaticString).utf8Start)
    }

    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

    func text(_ column: Int) -> String { String(decoding: utf8(column), as: UTF8.self) }

    func withText<Result>(
        _ column: Int, _ body: (Span<UInt8>) throws -> Result
    ) rethrows -> Result {
        try body(utf8(column).span)
    }

    /// Valid until the statement steps on.
    private func utf8(_ column: Int) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_text(handle, Int32(column))
        let count = start == nil ? 0 : Int(sqlite3_column_bytes(handle, Int32(column)))
        return UnsafeBufferPointer(start: start, count: count)
    }

    func blob(_ column: Int) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, Int32(column)) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
    }
}

extension DatabaseFailure {
    /// Translates SQLite's result code; the message names the statement, never its values.
    init(sqlite code: Int32, on database: OpaquePointer?, doing action: String) {
        let message = database.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
        let reason = "\(message) (\(code)) in: \(action)"
        // No room can arrive as a failed write or sync instead of SQLITE_FULL: a full disk, a
        // quota, a limit on the size of files.
        let isOutOfSpace =
            database.map { noSpaceErrnos.contains(sqlite3_system_errno($0)) } ?? false
        switch code & 0xFF {
        case SQLITE_FULL: self = .full
        case SQLITE_IOERR where isOutOfSpace: self = .full
        case SQLITE_IOERR where Self.failedWrites.contains(code): self = .busy(reason)
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy(reason)
        case SQLITE_CONSTRAINT: self = .constraint(reason)
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(reason)
        default: self = .other(reason)
        }
    }

    /// SQLITE_IOERR_WRITE, _FSYNC, _TRUNCATE and _SHMSIZE, macros that Swift does not see: the disk
    /// does not take more now. The transaction was rolled back, so trying again is safe.
    private static let failedWrites: Set<Int32> = [778, 1_034, 1_546, 4_874]
}
