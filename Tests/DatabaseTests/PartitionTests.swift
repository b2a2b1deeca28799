// SPDX-License-Identifier: Apache-2.0

import Database
import Dispatch
import TestSupport
import Testing

/// Tables whose rows are kept apart, which a server does and a file does not.
@Suite(.enabled(if: PostgreSQLServer.url != nil, "there is no PostgreSQL to test with"))
struct PartitionTests {
    private let numbers = PartitionedTable("sample", by: "number")
    private let labels = PartitionedTable("named", by: "label")
    private let named = """
        CREATE TABLE named (
            owner TEXT NOT NULL, place BIGINT NOT NULL, label TEXT NOT NULL CHECK (label <> ''),
            PRIMARY KEY (owner, place)
        );
        CREATE INDEX named_places ON named (owner, place) WHERE place > 5
        """

    @Test("a table keeps its rows, its checks, its indexes and its guards when it is partitioned")
    func converted() async throws {
        try await withDatabase(.postgresql) { database in
            let migrations = [
                Migration(1, "table", named, appendOnly: ["named"]),
                Migration(2, "partitions", partitioned: [labels]),
            ]
            _ = try await Migrator([migrations[0]]).migrate(database, at: 0)
            try await database.write { try $0.addNamed("a", 1, "x") }
            _ = try await Migrator(migrations).migrate(database, at: 0)
            try await database.write { try $0.addNamed("a", 2, "z") }
            #expect(try await database.labels() == ["x", "z"])
            for statement in [
                "UPDATE named SET place = 3", "DELETE FROM named", "TRUNCATE named",
                "TRUNCATE named_first", "TRUNCATE named_strays",
                "INSERT INTO named VALUES ('a', 4, '')", "INSERT INTO named VALUES ('a', 2, 'z')",
            ] {
                await #expect(throws: DatabaseFailure.self, "\(statement)") {
                    try await database.write { try $0.script(statement) }
                }
            }
            let table = try await database.read { try $0.tables() }.first { $0.name == "named" }
            #expect(table?.primaryKey == ["owner", "place", "label"])
            let indexes = try await database.read { connection in
                try connection.query(
                    "SELECT CAST(indexname AS TEXT) FROM pg_indexes WHERE tablename = 'named'"
                ) { $0.text(0) }
            }
            #expect(Set(indexes) == ["named_pkey", "named_places"])
        }
    }

    @Test("what was there is the first partition, and nothing is where there was nothing")
    func first() async throws {
        try await withDatabase(.postgresql) { database in
            try await database.makeSample()
            try await database.addSamples([3, 8])
            try await database.write { connection in
                try connection.script(named)
                try connection.makePartitioned(numbers)
                try connection.makePartitioned(labels)
            }
            let (ofNumbers, ofLabels) = try await database.read { connection in
                let partitioning = try #require(connection.partitioning)
                return (
                    try partitioning.partitions(of: numbers),
                    try partitioning.partitions(of: labels)
                )
            }
            #expect(ofNumbers == [Partition("sample_first", from: nil, to: .integer(9))])
            #expect(ofLabels == [])
        }
    }

    @Test("a row goes into its partition, a stray stays one that is found like any other")
    func strays() async throws {
        try await withSamples { database in
            let low = Partition("sample_low", from: .integer(0), to: .integer(10))
            try await database.add(low, to: numbers)
            try await database.addSamples([9, 10])
            #expect(try await database.samples() == [9, 10])
            let (all, below, above) = try await database.read { connection in
                let partitioning = try #require(connection.partitioning)
                let high = Partition("", from: .integer(11), to: nil)
                return (
                    try partitioning.hasStrays(numbers, in: nil),
                    try partitioning.hasStrays(numbers, in: low),
                    try partitioning.hasStrays(numbers, in: high)
                )
            }
            #expect((all, below, above) == (true, false, false))
            #expect(try await database.read { try $0.isEmpty(low) } == false)
        }
    }

    @Test("no two partitions can have the same rows, and strays are not taken over")
    func overlap() async throws {
        try await withSamples { database in
            try await database.add(
                Partition("sample_low", from: nil, to: .integer(10)), to: numbers)
            try await database.addSamples([15])
            for (from, to) in [(9, 11), (12, 20)] as [(Int64, Int64)] {
                let partition = Partition("more", from: .integer(from), to: .integer(to))
                await #expect(throws: DatabaseFailure.self) {
                    try await database.add(partition, to: numbers)
                }
            }
            #expect(try await database.samples() == [15])
        }
    }

    @Test("a partition is dropped without rows only, a row that came late among them")
    func dropped() async throws {
        try await withSamples { database in
            let low = Partition("sample_low", from: .integer(0), to: .integer(10))
            try await database.add(low, to: numbers)
            try await database.addSamples([5])
            #expect(try await database.drop(low, of: numbers) == false)
            try await database.write { try $0.script("DELETE FROM sample") }
            #expect(try await database.drop(low, of: numbers) == true)
            try await database.addSamples([5])
            #expect(try await database.samples() == [5])
        }
    }

    @Test("nobody waits for long behind a change of partitions that has to wait itself")
    func shortLocks() async throws {
        try await withSamples { database in
            let low = Partition("sample_low", from: .integer(0), to: .integer(10))
            try await database.add(low, to: numbers)
            let (isReading, reading) = AsyncStream.makeStream(of: Void.self)
            let mayEnd = DispatchSemaphore(value: 0)
            async let reader: Void = database.read { connection in
                _ = try connection.query("SELECT number FROM sample") { $0.integer(0) }
                reading.finish()
                mayEnd.wait()
            }
            for await _ in isReading {}
            await #expect(throws: DatabaseFailure.self) {
                try await database.drop(low, of: numbers)
            }
            mayEnd.signal()
            try await reader
            #expect(try await database.drop(low, of: numbers) == true)
        }
    }

    private func withSamples(_ body: (any Database) async throws -> Void) async throws {
        try await withDatabase(.postgresql) { database in
            try await database.makeSample()
            try await database.write { try $0.makePartitioned(numbers) }
            try await body(database)
        }
    }
}

extension Database {
    fileprivate func labels() async throws -> [String] {
        try await read { connection in
            try connection.query("SELECT label FROM named ORDER BY label") { $0.text(0) }
        }
    }

    fileprivate func add(_ partition: Partition, to table: PartitionedTable) async throws {
        try await write { try $0.partitioning?.add(partition, to: table) }
    }

    fileprivate func drop(_ partition: Partition, of table: PartitionedTable) async throws -> Bool?
    {
        try await write(isolation: .locking) {
            try $0.partitioning?.dropIfEmpty(partition, of: table)
        }
    }
}

extension Connection {
    fileprivate func addNamed(_ owner: String, _ place: Int64, _ label: String) throws {
        try execute(
            "INSERT INTO named (owner, place, label) VALUES ($1, $2, $3)",
            [.text(owner), .integer(place), .text(label)])
    }
}
