// SPDX-License-Identifier: Apache-2.0

import Database
import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct SQLiteFileTests {
    @Test("a copy is one moment, however much is written while it is made")
    func oneMoment() async throws {
        try await withFolder { folder in
            let path = folder.appending(path: "florin.db").path
            let database = try SQLiteDatabase(path: path)
            try await database.makeSample()
            let filler = [UInt8](repeating: 7, count: 1_000_000)
            for number: Int64 in 1...8 { try await database.fill(number, with: filler) }
            let copy = SQLiteFile(path: folder.appending(path: "copy.db").path)
            let steps = try await copied(path, to: copy) { step in
                // Another connection writes between any two steps.
                try write(100 + step, in: database)
            }
            #expect(steps > 4)
            #expect(try copy.read { try $0.samples() } == Array(1...8))
            #expect(try copy.firstDamage(comparesIndexes: true) == nil)
            #expect(try await database.samples().count == 8 + Int(steps))
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(names.filter { $0.hasPrefix("copy.db") } == ["copy.db"])
            await database.close()
        }
    }

    @Test("a copy that is given up in the middle says so")
    func givenUp() async throws {
        struct Enough: Error {}
        try await withFolder { folder in
            let path = folder.appending(path: "florin.db").path
            let database = try SQLiteDatabase(path: path)
            try await database.makeSample()
            try await database.fill(1, with: [UInt8](repeating: 7, count: 3_000_000))
            await database.close()
            let copy = SQLiteFile(path: folder.appending(path: "copy.db").path)
            #expect(throws: Enough.self) {
                try copy.copy(path) { _, _ in throw Enough() }
            }
        }
    }

    @Test("a file is closed to others, without a log, and whole")
    func closed() async throws {
        try await withFolder { folder in
            let path = folder.appending(path: "florin.db").path
            let database = try SQLiteDatabase(path: path)
            try await database.makeSample()
            try await database.addSamples(1...3)
            let file = SQLiteFile(path: path)
            try expectOpen(file)
            await database.close()
            try file.whileClosed { try expectClosed(file, in: folder) }
            #expect(try file.read { try $0.samples() } == [1, 2, 3])
        }
    }

    @Test("whoever opened a file that another one took the place of cannot write into it")
    func moved() async throws {
        try await withFolder { folder in
            let paths = ["old", "new", "kept"].map { folder.appending(path: $0).path }
            for (path, number) in [(paths[0], Int64(1)), (paths[1], 2)] {
                let database = try SQLiteDatabase(path: path)
                try await database.makeSample()
                try await database.addSamples([number])
                await database.close()
            }
            try SQLiteFile(path: paths[1]).whileClosed {}
            // Opened before, and not yet used: what SQLite's own program does until it is asked.
            let script = """
                import os, sqlite3, sys
                late = sqlite3.connect(sys.argv[1], timeout=0)
                os.rename(sys.argv[1], sys.argv[3])
                os.rename(sys.argv[2], sys.argv[1])
                try:
                    late.execute("PRAGMA journal_mode=WAL")
                    late.execute("INSERT INTO sample (number) VALUES (9)")
                    late.commit()
                except sqlite3.OperationalError as error:
                    print(error)
                """
            try SQLiteFile(path: paths[0]).whileClosed {}
            let result = try Program("/usr/bin/python3", ["-c", script] + paths).run()
            #expect(result.status == 0)
            #expect(!result.said.isEmpty, "it was refused")
            #expect(try SQLiteFile(path: paths[0]).read { try $0.samples() } == [2])
            #expect(try SQLiteFile(path: paths[2]).read { try $0.samples() } == [1])
        }
    }
}

private func expectOpen(_ file: SQLiteFile) throws {
    #expect(throws: DatabaseFailure.self) { try file.whileClosed {} }
}

private func expectClosed(_ file: SQLiteFile, in folder: URL) throws {
    // Another process, one that does not wait.
    let script = """
        import sqlite3, sys
        sqlite3.connect(sys.argv[1], timeout=0).execute("SELECT * FROM sample")
        """
    let result = try Program("/usr/bin/python3", ["-c", script, file.path]).run()
    #expect(String(decoding: result.said, as: UTF8.self).contains("locked"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names == ["florin.db"])
}

/// Copies and returns the number of steps; `body` runs between them.
private func copied(
    _ path: String, to copy: SQLiteFile, _ body: (Int64) throws -> Void
) async throws -> Int64 {
    var steps: Int64 = 0
    try copy.copy(path) { done, total in
        #expect(done <= total)
        steps += 1
        try body(steps)
    }
    return steps
}

/// Writes on the database's own connection and waits until it is done.
private func write(_ number: Int64, in database: SQLiteDatabase) throws {
    let outcome = Mutex<Result<Void, any Error>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    database.submit(lane: 0) { writer in
        let result = Result { try writer.transaction(.full, .locking) { try $0.addSample(number) } }
        outcome.withLock { $0 = result }
        isDone.signal()
    }
    isDone.wait()
    try outcome.withLock { $0 }?.get()
}

extension Database {
    fileprivate func fill(_ number: Int64, with bytes: [UInt8]) async throws {
        try await write { connection in
            _ = try connection.execute(
                "INSERT INTO sample (number, bytes) VALUES ($1, $2)",
                [.integer(number), .blob(bytes)])
        }
    }
}
