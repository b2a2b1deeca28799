// SPDX-License-Identifier: Apache-2.0

import App
import Database
import Foundation
import JSON
import Testing

@Suite struct RestoreTests {
    @Test("a backup is restored where there is nothing, with its books recomputed")
    func newPlace() async throws {
        try await BackedUpHouse.run { house in
            let made = try await house.backUp()
            let elsewhere = Commands(
                try configuration(
                    in: house.folder, ["FLORIN_DATABASE_URL": "sqlite:\(house.folder)/b/new.db"]))
            var request = RestoreRequest(backup: house.backup)
            request.verifies = true
            let told = try json(try await elsewhere.restore(request))
            #expect(told["ledger"] == made["ledger"] && told["kept"] == .null)
            #expect(told["sealed"]?.bool == true && told["verified"]?.bool == true)
            #expect(try json(try await elsewhere.verifyLedger())["entries"]?.int64 == 1)
        }
    }

    @Test("a database that is there gives way only by force, and is kept whole")
    func force() async throws {
        try await BackedUpHouse.run { house in
            try await house.backUp()
            try await house.grant("5")
            #expect(try await refusal { try await house.restore() }.code == "conflict")
            #expect(try await house.entries() == 2)
            let told = try await house.restore { $0.replaces = true }
            #expect(try await house.entries() == 1)
            let kept = try #require(told["kept"]?.string)
            let old = Commands(
                try configuration(in: house.folder, ["FLORIN_DATABASE_URL": "sqlite:\(kept)"]))
            #expect(try json(try await old.verifyLedger())["entries"]?.int64 == 2)
        }
    }

    @Test("the log of a killed server goes with the old database, and not into the new one")
    func staleLog() async throws {
        try await BackedUpHouse.run { house in
            try await house.backUp()
            try await house.leaveLog { try await house.grant("5") }
            #expect(try house.files().contains("florin.db-wal"))
            let told = try await house.restore { $0.replaces = true }
            #expect(try house.files().filter { $0.hasPrefix("florin.db-") }.isEmpty)
            #expect(try await house.entries() == 1)
            let kept = try #require(told["kept"]?.string)
            let old = Commands(
                try configuration(in: house.folder, ["FLORIN_DATABASE_URL": "sqlite:\(kept)"]))
            #expect(try json(try await old.verifyLedger())["entries"]?.int64 == 2)
        }
    }

    @Test("a log without its database is put aside")
    func forgottenLog() async throws {
        try await BackedUpHouse.run { house in
            try await house.backUp()
            try await house.leaveLog { try await house.grant("5") }
            try FileManager.default.removeItem(atPath: house.database)
            try await house.restore()
            #expect(try await house.entries() == 1)
            #expect(try house.files().contains { $0.contains("replaced") && $0.hasSuffix("-wal") })
        }
    }

    @Test("a database that is damaged gives way, and its log is kept beside it")
    func damagedDatabase() async throws {
        try await BackedUpHouse.run { house in
            try await house.backUp()
            try await house.leaveLog { try await house.grant("5") }
            try house.damage(house.database, at: 0)
            try house.damage(house.database + "-wal", at: 0)
            try await house.restore { $0.replaces = true }
            #expect(try await house.entries() == 1)
            let kept = try house.files().filter { $0.contains("replaced") }
            #expect(kept.contains { $0.hasSuffix("-wal") } && kept.count >= 2)
        }
    }

    @Test("a backup that is not what its manifest tells of is refused")
    func notAsSealed() async throws {
        try await BackedUpHouse.run { house in
            try await house.backUp()
            try house.damage(house.backup, at: 100_000)
            let told = try await refusal { try await house.restore { $0.replaces = true } }
            #expect(told.code == "damaged" && told.description.contains("SHA-256"))
            try Data("{}".utf8).write(to: URL(filePath: house.backup + ".json"))
            let empty = try await refusal { try await house.restore { $0.replaces = true } }
            #expect(empty.description.contains("no manifest"))
            #expect(try await house.entries() == 1)
        }
    }

    @Test("what is no sound database of florin's is refused without a manifest, too")
    func noDatabase() async throws {
        try await BackedUpHouse.run { house in
            let files = FileManager.default
            for content in ["", "no database at all", String(repeating: "x", count: 10_000)] {
                try Data(content.utf8).write(to: URL(filePath: house.backup))
                _ = try await refusal { try await house.restore { $0.replaces = true } }
            }
            try files.removeItem(atPath: house.backup)
            let other = try SQLiteDatabase(path: house.backup)
            try await other.write { try $0.script("CREATE TABLE t (x BIGINT)") }
            await other.close()
            let told = try await refusal { try await house.restore { $0.replaces = true } }
            #expect(told.description.contains("none of florin's"))
            #expect(try await house.entries() == 1)
        }
    }

    @Test("a table that lacks a row of its index is found without a manifest, too")
    func damagedIndex() async throws {
        try await BackedUpHouse.run { house in
            try await house.backUp()
            try FileManager.default.removeItem(atPath: house.backup + ".json")
            try await house.tamper(
                """
                PRAGMA writable_schema = ON;
                DELETE FROM sqlite_schema WHERE name = 'entry_type'
                """, in: house.backup)
            let told = try await refusal { try await house.restore { $0.replaces = true } }
            #expect(told.code == "damaged")
        }
    }

    @Test("books that are wrong are found before anything is replaced, when that is asked for")
    func wrongBooks() async throws {
        try await BackedUpHouse.run { house in
            try await house.backUp()
            try await house.tamper("UPDATE entry SET amount = amount + 1", in: house.backup)
            try FileManager.default.removeItem(atPath: house.backup + ".json")
            let told = try await refusal {
                try await house.restore {
                    $0.replaces = true
                    $0.verifies = true
                }
            }
            #expect(told.description.contains("books are wrong"))
            #expect(try await house.entries() == 1)
            #expect(try house.files().filter { $0.contains("restoring") }.isEmpty)
        }
    }

    @Test("a backup of a newer program is refused, one of an older program is migrated later")
    func versions() async throws {
        try await BackedUpHouse.run { house in
            try await house.tamper("DELETE FROM schema_migration WHERE number = 461")
            try await house.backUp()
            let told = try await house.restore { $0.replaces = true }
            #expect(told["migrationsMissing"]?.int64 == 1)
            let unproved = try await refusal {
                try await house.restore {
                    $0.replaces = true
                    $0.verifies = true
                }
            }
            #expect(unproved.description.contains("1 migration more"))
            try FileManager.default.removeItem(atPath: house.backup + ".json")
            try await house.tamper(
                "INSERT INTO schema_migration (number, name, applied_at) VALUES (999999, 'x', 0)",
                in: house.backup)
            let newer = try await refusal { try await house.restore { $0.replaces = true } }
            #expect(newer.description.contains("999999"))
        }
    }

    @Test("nothing is replaced under a server, nor under anybody who has the database open")
    func inUse() async throws {
        try await BackedUpHouse.run { house in
            try await house.backUp()
            let lock = try FileLock(path: house.database + ".lock")
            let served = try await refusal { try await house.restore { $0.replaces = true } }
            #expect(served.code == "conflict" && served.description.contains("stop it first"))
            withExtendedLifetime(lock) {}
        }
        try await BackedUpHouse.run { house in
            try await house.backUp()
            let open = try SQLiteDatabase(path: house.database)
            _ = try await open.read { try $0.first("SELECT count(*) FROM entry") { $0.integer(0) } }
            let told = try await refusal { try await house.restore { $0.replaces = true } }
            #expect(told.code == "conflict" && told.description.contains("open"))
            await open.close()
            #expect(try house.files().filter { $0.contains("restoring") }.isEmpty)
        }
    }

    @Test("a database that is in use is no backup")
    func log() async throws {
        try await BackedUpHouse.run { house in
            try await house.leaveLog { try await house.grant("5") }
            let elsewhere = Commands(
                try configuration(
                    in: house.folder, ["FLORIN_DATABASE_URL": "sqlite:\(house.folder)/b/new.db"]))
            let told = try await refusal {
                try await elsewhere.restore(RestoreRequest(backup: house.database))
            }
            #expect(told.description.contains("florin backup"))
        }
    }
}

extension BackedUpHouse {
    /// Leaves the files as a server that was killed does: what `body` wrote is in the log only.
    fileprivate func leaveLog(_ body: () async throws -> Void) async throws {
        let files = FileManager.default
        let open = try SQLiteDatabase(path: database)
        // A writer that is not the last one to close leaves the log.
        try await body()
        for name in ["", "-wal"] {
            try files.copyItem(atPath: database + name, toPath: folder + "/killed" + name)
        }
        await open.close()
        for name in ["", "-wal"] {
            if files.fileExists(atPath: database + name) {
                try files.removeItem(atPath: database + name)
            }
            try files.moveItem(atPath: folder + "/killed" + name, toPath: database + name)
        }
    }

    fileprivate func damage(_ path: String, at offset: UInt64) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.seek(toOffset: offset)
        try file.write(contentsOf: Data(repeating: 0x5A, count: 100))
        try file.close()
    }
}
