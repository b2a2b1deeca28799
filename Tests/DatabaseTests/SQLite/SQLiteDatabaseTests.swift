// SPDX-License-Identifier: Apache-2.0

import Database
import Foundation
import Testing

@Suite struct SQLiteDatabaseTests {
    @Test("a file that is no database is refused as damaged and left as it was")
    func noDatabase() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: "letter.db")
            let letter = Data(String(repeating: "Dear accountant, ", count: 500).utf8)
            try letter.write(to: file)
            let failure = #expect(throws: DatabaseFailure.self) {
                try SQLiteDatabase(path: file.path)
            }
            guard case .corrupt = failure else {
                Issue.record("\(String(describing: failure)) does not tell of damage")
                return
            }
            #expect(try Data(contentsOf: file) == letter)
        }
    }

    @Test("a path in a folder that is not there is a failure that names it")
    func noFolder() {
        let failure = #expect(throws: DatabaseFailure.self) {
            try SQLiteDatabase(path: "/nowhere/at/all/florin.db")
        }
        #expect(failure?.description.contains("/nowhere/at/all/florin.db") == true)
        #expect(failure?.isTransient == false)
    }

    @Test("a damaged page is told as damage when it is read")
    func damage() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: "damaged.db")
            let whole = try SQLiteDatabase(path: file.path)
            try await whole.makeSample()
            try await whole.addSamples(1...5_000)
            await whole.close()
            let handle = try FileHandle(forUpdating: file)
            try handle.seek(toOffset: 4_096)
            try handle.write(contentsOf: Data(repeating: 0xA5, count: 16_384))
            try handle.close()
            let damaged = try SQLiteDatabase(path: file.path)
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await damaged.samples()
            }
            await damaged.close()
            guard case .corrupt = failure else {
                Issue.record("\(String(describing: failure)) does not tell of damage")
                return
            }
        }
    }

    @Test("the writer syncs each commit unless told that it may be lost")
    func synchronous() async throws {
        try await withDatabase(.sqlite) { database in
            var levels: [Int64?] = []
            for durability in [Durability.full, .relaxed, .relaxed, .full] {
                levels.append(try await level(of: durability, in: database))
            }
            #expect(levels == [2, 1, 1, 2])
            let mode = try await database.read { connection in
                try connection.first("PRAGMA journal_mode") { $0.text(0) }
            }
            #expect(mode == "wal")
        }
    }

    @Test("a full disk is told as full, loses only the transaction, and passes")
    func full() async throws {
        try await withDatabase(.sqlite) { database in
            try await database.makeSample()
            try await database.addSamples([1])
            try await database.write { connection in
                let pages = try connection.first("PRAGMA page_count") { $0.integer(0) } ?? 0
                try connection.script("PRAGMA max_page_count = \(pages)")
            }
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await database.addSamples(2...5_000)
            }
            #expect(failure == .full)
            #expect(failure?.isTransient == true)
            #expect(try await database.samples() == [1])
            try await database.write { try $0.script("PRAGMA max_page_count = 1073741823") }
            try await database.addSamples([2])
            #expect(try await database.samples() == [1, 2])
        }
    }

    @Test("two processes' connections to one file see each other's commits")
    func beside() async throws {
        try await withFolder { folder in
            let server = try await Driver.sqlite.open(in: folder)
            try await server.makeSample()
            let command = try await Driver.sqlite.open(in: folder)
            try await command.addSamples([1])
            try await server.addSamples([2])
            #expect(try await command.samples() == [1, 2])
            #expect(try await server.samples() == [1, 2])
            await command.close()
            await server.close()
        }
    }

    /// SQLite's `synchronous` inside a transaction: 1 is NORMAL, 2 is FULL.
    private func level(
        of durability: Durability, in database: any Database
    ) async throws -> Int64? {
        try await withCheckedThrowingContinuation { continuation in
            database.submit(lane: 0) { writer in
                continuation.resume(
                    with: Result {
                        try writer.transaction(durability, .locking) { connection in
                            try connection.first("PRAGMA synchronous") { $0.integer(0) }
                        }
                    })
            }
        }
    }
}
