// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Synchronization
import Testing
import Vocabulary

@Suite struct DataMigrationTests {
    @Test(
        "every row arrives, the books are the same, and sound", arguments: MovingTarget.allCases)
    func whole(kind: MovingTarget) async throws {
        try await MovingHouse.run(into: kind) { house in
            let steps = Mutex<[DataMigrationProgress]>([])
            let outcome = try await house.migration().run { step in
                steps.withLock { $0.append(step) }
            }
            #expect(outcome.isSame && outcome.tables.allSatisfy(\.isSame))
            #expect(outcome.sourceBooks == outcome.targetBooks)
            #expect(outcome.verdict.entries > 60 && outcome.verdict.organizations == 4)
            #expect(outcome.tables.first { $0.name == "price_book" }?.rows == 120)
            #expect(outcome.tables.first { $0.name == "api_key_secret" }?.rows == 120)
            for stage in [DataMigrationProgress.Stage.moving, .comparing, .verifying] {
                let last = steps.withLock { $0.last { $0.stage == stage } }
                #expect(last?.done == last?.total, "\(stage) ends at its total")
            }
            #expect(try await house.target.read { try !DataMigration.isUnfinished(on: $0) })
        }
    }

    @Test(
        "a run that was cut off is taken up where it was", arguments: [1, 100, 200, 350, 500],
        MovingTarget.allCases)
    func resumed(rows: Int64, kind: MovingTarget) async throws {
        try await MovingHouse.run(into: kind) { house in
            await #expect(throws: CancellationError.self) { try await house.runUntil(rows: rows) }
            #expect(try await house.target.read { try DataMigration.isUnfinished(on: $0) })
            // A row that came a second time would violate its table's key.
            let outcome = try await house.migration().run()
            #expect(outcome.isSame)
            #expect(try await house.target.read { try !DataMigration.isUnfinished(on: $0) })
        }
    }

    @Test("what arrived can be moved back", arguments: MovingTarget.allCases)
    func back(kind: MovingTarget) async throws {
        try await MovingHouse.run { house in
            _ = try await house.migration().run()
            try await kind.open { third in
                let back = DataMigration(
                    from: house.target, to: third, clock: Clock { .epoch }, seed: 1)
                let outcome = try await back.run()
                let books = try await house.source.read { try Books.fingerprint(on: $0) }
                #expect(outcome.isSame && outcome.targetBooks == books)
            }
        }
    }

    @Test("a row that differs is found by its table, and the target stays unfinished")
    func different() async throws {
        try await MovingHouse.run { house in
            await #expect(throws: CancellationError.self) { try await house.runUntil(rows: 500) }
            try await house.target.write { connection in
                _ = try connection.execute("UPDATE api_key SET name = 'other' WHERE name = '7'")
            }
            let outcome = try await house.migration().run()
            #expect(!outcome.isSame && outcome.sourceBooks == outcome.targetBooks)
            #expect(outcome.tables.filter { !$0.isSame }.map(\.name) == ["api_key"])
            #expect(try await house.target.read { try DataMigration.isUnfinished(on: $0) })
        }
    }

    @Test("a target with rows is refused, one that was filled before, too")
    func notEmpty() async throws {
        try await MovingHouse.run { house in
            try await house.target.write { connection in
                _ = try connection.execute("INSERT INTO kept_answer_room VALUES ('x', 0)")
            }
            await #expect(throws: DataMigrationRefusal.targetNotEmpty(table: "kept_answer_room")) {
                _ = try await house.migration().run()
            }
            try await house.target.write { connection in
                _ = try connection.execute("DELETE FROM kept_answer_room")
            }
            _ = try await house.migration().run()
            await #expect(throws: DataMigrationRefusal.alreadyFinished(house.fixture.now)) {
                _ = try await house.migration().run()
            }
        }
    }

    @Test("a source that was written since the target began is refused")
    func sourceChanged() async throws {
        try await MovingHouse.run { house in
            await #expect(throws: CancellationError.self) { try await house.runUntil(rows: 100) }
            try await house.fixture.live(try await house.fixture.open(9))
            await #expect(throws: DataMigrationRefusal.sourceChanged) {
                _ = try await house.migration().run()
            }
        }
    }

    @Test("a source that is itself filled in part is refused")
    func sourceUnfinished() async throws {
        try await MovingHouse.run { house in
            await #expect(throws: CancellationError.self) { try await house.runUntil(rows: 100) }
            try await MovingTarget.sqlite.open { third in
                let onward = DataMigration(
                    from: house.target, to: third, clock: Clock { .epoch }, seed: 1)
                await #expect(throws: DataMigrationRefusal.sourceUnfinished) {
                    _ = try await onward.run()
                }
            }
        }
    }

    @Test("databases with different tables are refused")
    func differentSchemas() async throws {
        try await MovingHouse.run { house in
            try await house.target.write { connection in
                try connection.script("ALTER TABLE hold ADD COLUMN colour TEXT")
            }
            await #expect(throws: DataMigrationRefusal.differentSchemas(table: "hold")) {
                _ = try await house.migration().run()
            }
        }
    }
}
