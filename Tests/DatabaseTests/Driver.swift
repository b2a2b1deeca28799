// SPDX-License-Identifier: Apache-2.0

import Database
import Foundation
import TestSupport
import Testing

/// The databases that one contract is held against. A new driver joins here and nowhere else.
enum Driver: CaseIterable, CustomTestStringConvertible {
    case sqlite
    case postgresql

    /// PostgreSQL where there is a server to test with; `Scripts/test` always starts one.
    static var allCases: [Driver] {
        PostgreSQLServer.url == nil ? [.sqlite] : [.sqlite, .postgresql]
    }

    var testDescription: String {
        switch self {
        case .sqlite: "SQLite"
        case .postgresql: "PostgreSQL"
        }
    }

    /// Whether text may hold U+0000. A driver that cannot keep it must refuse it, never cut it off.
    var keepsZeroCharacters: Bool {
        switch self {
        case .sqlite: true
        case .postgresql: false
        }
    }

    /// Opens the database that lives at `folder`, which is made when it is not there.
    func open(in folder: URL) async throws -> any Database {
        switch self {
        case .sqlite: try SQLiteDatabase(path: folder.appending(path: "contract.db").path)
        case .postgresql: try await PostgreSQLServer.open(schema: folder.lastPathComponent)
        }
    }
}

/// A database of the test's own, empty at first and gone when the closure ends.
func withDatabase(
    _ driver: Driver, _ body: (any Database) async throws -> Void
) async throws {
    try await withFolder { folder in
        let database = try await driver.open(in: folder)
        let ending = await Result { try await body(database) }
        await database.close()
        try ending.get()
    }
}

/// A folder of the test's own, gone when the closure ends.
func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}

/// A table with a column of each type that the shared SQL subset has.
let sampleTable = """
    CREATE TABLE sample (
        number BIGINT NOT NULL PRIMARY KEY,
        amount BIGINT,
        label TEXT,
        bytes BYTEA
    )
    """

extension Database {
    /// Makes ``sampleTable``.
    func makeSample() async throws {
        try await write { try $0.script(sampleTable) }
    }

    /// Adds a row for each number.
    func addSamples(_ numbers: some Sequence<Int64>) async throws {
        let rows = numbers.map { [Value.integer($0)] }
        try await write {
            _ = try $0.executeMany("INSERT INTO sample (number) VALUES ($1)", rows)
        }
    }

    /// The numbers of all rows, in order.
    func samples() async throws -> [Int64] {
        try await read { try $0.samples() }
    }
}

extension Connection {
    func samples() throws -> [Int64] {
        try query("SELECT number FROM sample ORDER BY number") { $0.integer(0) }
    }

    func addSample(_ number: Int64) throws {
        try execute("INSERT INTO sample (number) VALUES ($1)", [.integer(number)])
    }
}
