// SPDX-License-Identifier: Apache-2.0

import Database
import Testing

@Suite struct MigrationTests {
    private let first = Migration(1, "samples", sampleTable)
    private let second = Migration(
        2, "notes",
        """
        CREATE TABLE note (number BIGINT NOT NULL PRIMARY KEY, words TEXT NOT NULL);
        CREATE INDEX note_words ON note (words)
        """, appendOnly: ["note"])

    @Test(
        "missing steps are applied in the order of their numbers, once",
        arguments: Driver.allCases)
    func applied(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            let migrator = Migrator([second, first])
            let first = try await migrator.migrate(database, at: 7)
            let second = try await migrator.migrate(database, at: 8)
            let pending = try await migrator.pending(in: database)
            #expect(first.map(\.number) == [1, 2])
            #expect(second.isEmpty && pending.isEmpty)
            #expect(try await recorded(in: database) == ["1 samples 7", "2 notes 7"])
        }
    }

    @Test("a database of an older version gets only what it lacks", arguments: Driver.allCases)
    func upgrade(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            _ = try await Migrator([first]).migrate(database, at: 1)
            try await database.addSamples([1])
            let newer = Migrator([first, second])
            let pending = try await newer.pending(in: database)
            let applied = try await newer.migrate(database, at: 2)
            #expect(pending.map(\.name) == ["notes"])
            #expect(applied.map(\.name) == ["notes"])
            #expect(try await database.samples() == [1])
        }
    }

    @Test("a database of a newer version is refused and left alone", arguments: Driver.allCases)
    func newer(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            _ = try await Migrator([second]).migrate(database, at: 1)
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await Migrator([first]).migrate(database, at: 2)
            }
            guard case .schema(let reason) = failure else {
                Issue.record("\(String(describing: failure)) does not tell of the schema")
                return
            }
            #expect(reason.contains("migration 2"))
            #expect(try await recorded(in: database) == ["2 notes 1"])
        }
    }

    @Test(
        "a step that fails half way leaves nothing, and what came before it stays",
        arguments: Driver.allCases)
    func failing(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            let broken = Migration(
                2, "broken",
                "CREATE TABLE half (number BIGINT); CREATE TABLE sample (number BIGINT)")
            await #expect(throws: DatabaseFailure.self) {
                try await Migrator([first, broken]).migrate(database, at: 1)
            }
            #expect(try await recorded(in: database) == ["1 samples 1"])
            await #expect(throws: DatabaseFailure.self) {
                try await database.read { try $0.query("SELECT number FROM half") { _ in } }
            }
            let mended = try await Migrator([first, second]).migrate(database, at: 2)
            #expect(mended.map(\.name) == ["notes"])
        }
    }

    @Test(
        "an append-only table takes rows and refuses to change or lose them",
        arguments: Driver.allCases,
        [
            "UPDATE note SET words = 'b'", "UPDATE note SET words = words", "DELETE FROM note",
            """
            INSERT INTO note (number, words) VALUES (1, 'b')
            ON CONFLICT (number) DO UPDATE SET words = excluded.words
            """,
        ])
    func appendOnly(driver: Driver, change: String) async throws {
        try await withDatabase(driver) { database in
            _ = try await Migrator([second]).migrate(database, at: 1)
            try await database.write { connection in
                _ = try connection.executeMany(
                    "INSERT INTO note (number, words) VALUES ($1, 'a')",
                    [[.integer(1)], [.integer(2)]])
            }
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await database.write { _ = try $0.execute(change) }
            }
            #expect(failure?.isTransient == false)
            let words = try await database.read { connection in
                try connection.query("SELECT words FROM note ORDER BY number") { $0.text(0) }
            }
            #expect(words == ["a", "a"])
        }
    }

    private func recorded(in database: any Database) async throws -> [String] {
        try await database.read { connection in
            try connection.query(
                "SELECT number, name, applied_at FROM schema_migration ORDER BY number"
            ) { "\($0.integer(0)) \($0.text(1)) \($0.integer(2))" }
        }
    }
}
