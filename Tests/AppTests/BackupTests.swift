// SPDX-License-Identifier: Apache-2.0

import App
import Database
import Foundation
import JSON
import Testing

@Suite struct BackupTests {
    @Test("a backup is one closed file that says what it is")
    func manifest() async throws {
        try await BackedUpHouse.run { house in
            let told = try await house.backUp()
            let path = house.backup + ".json"
            let file = try #require(FileManager.default.contents(atPath: path))
            let manifest = try JSON(parsing: Array(file))
            #expect(manifest["entries"]?.int64 == 1 && manifest["organizations"]?.int64 == 1)
            #expect(manifest["verified"]?.bool == true && manifest["sha256"] == told["sha256"])
            #expect(manifest["migrations"]?.array?.isEmpty == false)
            let bytes = FileManager.default.contents(atPath: house.backup)?.count
            #expect(manifest["bytes"]?.int64 == bytes.map(Int64.init))
            for path in [house.backup, path] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: house.folder)
            #expect(left.filter { $0.hasPrefix("backup") }.count == 2)
        }
    }

    @Test("without a name it goes beside the database, named by its time")
    func names() async throws {
        try await BackedUpHouse.run { house in
            let told = try await house.backUp { $0.destination = nil }
            let path = try #require(told["path"]?.string)
            #expect(path.contains(/data\/backups\/florin-\d{8}T\d{6}Z\.db$/))
            let elsewhere = try await house.backUp { $0.destination = house.folder }
            #expect(elsewhere["path"]?.string?.hasPrefix(house.folder + "/florin-") == true)
            let made = try await house.backUp { $0.destination = house.folder + "/new/" }
            #expect(made["path"]?.string?.hasPrefix(house.folder + "/new/florin-") == true)
        }
    }

    @Test("a backup of the same name is replaced only by force")
    func force() async throws {
        try await BackedUpHouse.run { house in
            let first = try await house.backUp()
            try await house.grant("5")
            #expect(try await refusal { try await house.backUp() }.code == "conflict")
            let second = try await house.backUp { $0.replaces = true }
            #expect(second["entries"]?.int64 == 2 && first["ledger"] != second["ledger"])
        }
    }

    @Test("the database is never overwritten by its own backup")
    func itself() async throws {
        try await BackedUpHouse.run { house in
            let link = house.folder + "/link.db"
            try FileManager.default.createSymbolicLink(
                atPath: link, withDestinationPath: house.database)
            for path in [house.database, link] {
                let told = try await refusal {
                    try await house.backUp {
                        $0.destination = path
                        $0.replaces = true
                    }
                }
                #expect(told.description.contains("the database itself"))
            }
            #expect(try await house.entries() == 1)
        }
    }

    @Test("a database with a log is not overwritten: its log would be applied to the backup")
    func otherDatabase() async throws {
        try await BackedUpHouse.run { house in
            try await house.backUp()
            try Data("frames".utf8).write(to: URL(filePath: house.backup + "-wal"))
            let told = try await refusal { try await house.backUp { $0.replaces = true } }
            #expect(told.code == "conflict" && told.description.contains("-wal"))
        }
    }

    @Test("a backup has what is in the log only, too, while somebody has the database open")
    func log() async throws {
        try await BackedUpHouse.run { house in
            let open = try SQLiteDatabase(path: house.database)
            try await house.grant("5")
            #expect(try await house.backUp()["entries"]?.int64 == 2)
            await open.close()
        }
    }

    @Test("books that are wrong make no backup unless it is asked for without a proof")
    func wrongBooks() async throws {
        try await BackedUpHouse.run { house in
            try await house.tamper("UPDATE entry SET amount = amount + 1")
            let told = try await refusal { try await house.backUp() }
            #expect(told.description.contains("books are wrong"))
            #expect(!FileManager.default.fileExists(atPath: house.backup))
            let taken = try await house.backUp { $0.verifies = false }
            #expect(taken["verified"]?.bool == false)
        }
    }

    @Test("an older database is copied, and its books are left to the program that made it")
    func olderDatabase() async throws {
        try await BackedUpHouse.run { house in
            try await house.tamper("DELETE FROM schema_migration WHERE number = 461")
            #expect(try await house.backUp()["verified"]?.bool == false)
            try await house.tamper(
                "INSERT INTO schema_migration (number, name, applied_at) VALUES (999999, 'x', 0)")
            let told = try await refusal { try await house.backUp { $0.replaces = true } }
            #expect(told.description.contains("999999"))
        }
    }

    @Test("two backups of one database at a time are one too many")
    func two() async throws {
        try await BackedUpHouse.run { house in
            let lock = try FileLock(path: house.database + ".backup-lock")
            #expect(try await refusal { try await house.backUp() }.code == "conflict")
            withExtendedLifetime(lock) {}
        }
    }

    @Test("what a killed backup left is in nobody's way")
    func leftovers() async throws {
        try await BackedUpHouse.run { house in
            for name in [".partial", ".partial-journal", ".partial-wal", ".json.partial"] {
                try Data("half".utf8).write(to: URL(filePath: house.backup + name))
            }
            try await house.backUp()
            let left = try FileManager.default.contentsOfDirectory(atPath: house.folder)
            #expect(left.filter { $0.hasPrefix("backup") }.count == 2)
        }
    }

    @Test("a database that is not there has no backup")
    func nothing() async throws {
        try await withTemporaryFolder { folder in
            let commands = Commands(try configuration(in: folder))
            let told = try await refusal { try await commands.backup(BackupRequest()) }
            #expect(told.description.contains("no database"))
        }
    }
}
