// SPDX-License-Identifier: Apache-2.0

import Database
import Testing

@Suite struct StatementTests {
    @Test("executeMany counts the rows of all its runs", arguments: Driver.allCases)
    func counts(driver: Driver) async throws {
        try await withSample(of: 1...10, on: driver) { connection in
            let inserted = try connection.executeMany(
                "INSERT INTO sample (number) VALUES ($1)", [[.integer(11)], [.integer(12)]])
            let updated = try connection.executeMany(
                "UPDATE sample SET amount = $2 WHERE number % 5 = $1",
                [[.integer(3), .integer(1)], [.integer(4), .integer(2)], [.integer(7), .null]])
            let deleted = try connection.execute(
                "DELETE FROM sample WHERE number > $1", [.integer(10)])
            let nothing = try connection.executeMany("DELETE FROM sample", [])
            #expect([inserted, updated, deleted, nothing] == [2, 4, 2, 0])
            #expect(try connection.samples().count == 10)
        }
    }

    @Test("queryMany says which parameters a row answers", arguments: Driver.allCases)
    func answers(driver: Driver) async throws {
        try await withSample(of: 1...4, on: driver) { connection in
            var found: [[Int64]] = [[], [], [], []]
            try connection.queryMany(
                "SELECT number FROM sample WHERE number >= $1 ORDER BY number",
                [[.integer(3)], [.integer(9)], [.integer(4)], [.integer(1)]]
            ) { index, row in found[index].append(row.integer(0)) }
            #expect(found == [[3, 4], [], [4], [1, 2, 3, 4]])
        }
    }

    @Test("RETURNING gives the rows that a change made", arguments: Driver.allCases)
    func returning(driver: Driver) async throws {
        try await withSample(of: 1...3, on: driver) { connection in
            let changed = try connection.query(
                "UPDATE sample SET amount = number * $1 WHERE number > 1 RETURNING number, amount",
                [.integer(10)]
            ) { [$0.integer(0), $0.integer(1)] }
            #expect(changed.sorted { $0[0] < $1[0] } == [[2, 20], [3, 30]])
        }
    }

    @Test("ON CONFLICT adds to the row that is there, or leaves it", arguments: Driver.allCases)
    func onConflict(driver: Driver) async throws {
        try await withSample(of: [], on: driver) { connection in
            for amounts in [[5, 6], [7, 8]] as [[Int64]] {
                try connection.executeMany(
                    """
                    INSERT INTO sample (number, amount) VALUES ($1, $2)
                    ON CONFLICT (number) DO UPDATE SET amount = sample.amount + excluded.amount
                    """,
                    [[.integer(1), .integer(amounts[0])], [.integer(2), .integer(amounts[1])]])
            }
            let ignored = try connection.execute(
                "INSERT INTO sample (number, amount) VALUES (1, 100) ON CONFLICT DO NOTHING")
            let amounts = try connection.query("SELECT amount FROM sample ORDER BY number") {
                $0.integer(0)
            }
            #expect(ignored == 0)
            #expect(amounts == [12, 14])
        }
    }

    @Test("first takes the first row, and nil without one", arguments: Driver.allCases)
    func first(driver: Driver) async throws {
        try await withSample(of: 1...3, on: driver) { connection in
            let sql = "SELECT number FROM sample WHERE number > $1 ORDER BY number"
            let two = try connection.first(sql, [.integer(1)]) { $0.integer(0) }
            let none = try connection.first(sql, [.integer(3)]) { $0.integer(0) }
            #expect(two == 2)
            #expect(none == nil)
        }
    }

    @Test(
        "an error thrown over a row ends the query, and the statement can run again",
        arguments: Driver.allCases)
    func errorInBody(driver: Driver) async throws {
        struct Enough: Error {}
        try await withSample(of: 1...3, on: driver) { connection in
            let sql = "SELECT number FROM sample ORDER BY number"
            #expect(throws: Enough.self) {
                try connection.query(sql) { _ in throw Enough() }
            }
            let again = try connection.query(sql) { $0.integer(0) }
            #expect(again == [1, 2, 3])
        }
    }

    @Test("a statement may run over the rows of another", arguments: Driver.allCases)
    func nested(driver: Driver) async throws {
        try await withSample(of: 1...3, on: driver) { connection in
            try connection.queryMany("SELECT number FROM sample ORDER BY number", [[]]) { _, row in
                try connection.execute(
                    "UPDATE sample SET amount = $1 WHERE number = $1", [.integer(row.integer(0))])
            }
            let amounts = try connection.query("SELECT amount FROM sample ORDER BY number") {
                $0.integerOrNull(0)
            }
            #expect(amounts == [1, 2, 3])
        }
    }

    @Test("more different statements than are kept prepared all work", arguments: Driver.allCases)
    func manyStatements(driver: Driver) async throws {
        try await withSample(of: [1], on: driver) { connection in
            for number in 1...600 as ClosedRange<Int64> {
                let sum = try connection.first(
                    "SELECT number + \(number) FROM sample WHERE number = $1", [.integer(1)]
                ) { $0.integer(0) }
                #expect(sum == number + 1)
            }
        }
    }

    @Test(
        "a statement that is wrong is a failure, and the connection lives on",
        arguments: Driver.allCases)
    func wrongStatement(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await database.write { _ = try $0.execute("SELEKT 1") }
            }
            #expect(failure?.isTransient == false)
            try await database.addSamples([1])
            #expect(try await database.samples() == [1])
        }
    }

    private func withSample(
        of numbers: some Sequence<Int64>, on driver: Driver,
        _ body: @escaping @Sendable (any Connection) throws -> Void
    ) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            try await database.addSamples(numbers)
            try await database.write(body)
        }
    }
}
