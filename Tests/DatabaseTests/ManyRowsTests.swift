// SPDX-License-Identifier: Apache-2.0

import Database
import Testing

/// A driver may turn a statement for many rows of parameters into another one, and run that once.
@Suite struct ManyRowsTests {
    /// Statements of every shape that features write, and which columns their parameters are.
    static let statements: [(sql: String, columns: [Int])] = [
        ("INSERT INTO sample (number, amount, label) VALUES ($1 + 100, $2, $3)", [0, 1, 2]),
        (
            """
            INSERT INTO sample (label, number)
            VALUES (coalesce($2, '(none)'), CASE WHEN $1 > 3 THEN ($1 * 100) ELSE -$1 END)
            """, [0, 2]
        ),
        (
            """
            INSERT INTO sample (number, amount) VALUES ($1, $2)
            ON CONFLICT (number) DO UPDATE SET amount = sample.amount + excluded.amount
            """, [0, 1]
        ),
        ("INSERT INTO sample (number) VALUES ($1) ON CONFLICT (number) DO NOTHING", [0]),
        ("INSERT INTO sample (number) SELECT 50 + number FROM sample WHERE number = $1", [0]),
        ("UPDATE sample SET amount = $2, label = $3 WHERE number = $1", [0, 1, 2]),
        ("UPDATE sample SET amount = amount + $2 WHERE number = $1 AND amount > 1", [0, 1]),
        ("UPDATE sample SET label = 'FROM here WHERE' WHERE number IN ($1, -1)", [0]),
        ("UPDATE sample SET amount = (SELECT max(number) FROM sample) WHERE number = $1", [0]),
        (" \n UPDATE sample SET amount = NULL WHERE number = $1 \n", [0]),
        ("DELETE FROM sample WHERE number = $1 AND amount <> $2", [0, 1]),
    ]

    /// A number, an amount, a label.
    private static let rows: [[Value]] = [
        [.integer(1), .integer(7), .text("one")], [.integer(2), .null, .null],
        [.integer(4), .integer(-7), .text("")], [.integer(9), .integer(1 << 40), .text("$1 '")],
    ]

    @Test(
        "a statement does for many rows what it does for one after the other",
        arguments: Driver.allCases, statements.indices)
    func changes(driver: Driver, index: Int) async throws {
        let (sql, columns) = Self.statements[index]
        let rows = Self.rows.map { row in columns.map { row[$0] } }
        let together = try await outcome(on: driver) { try $0.executeMany(sql, rows) }
        let apart = try await outcome(on: driver) { connection in
            try rows.reduce(0) { try $0 + connection.execute(sql, $1) }
        }
        #expect(together == apart)
        #expect(together.changes > 0, "the statement does something")
    }

    @Test("a question is answered for each of many rows as for one", arguments: Driver.allCases)
    func questions(driver: Driver) async throws {
        let sql = """
            SELECT number, label FROM sample WHERE number >= $1 AND number <> $2
            ORDER BY number DESC LIMIT 2
            """
        let rows: [[Value]] = [
            [.integer(1), .integer(4)], [.integer(9), .integer(0)], [.integer(0), .integer(5)],
        ]
        let found = try await withSamples(on: driver) { connection in
            var found: [[Int64]] = [[], [], []]
            try connection.queryMany(sql, rows) { index, row in
                found[index].append(row.integer(0))
            }
            return found
        }
        #expect(found == [[5, 2], [], [4, 2]])
    }

    private struct Outcome: Equatable {
        let changes: Int
        let rows: [[String]]
    }

    private func outcome(
        on driver: Driver, _ body: @escaping @Sendable (any Connection) throws -> Int
    ) async throws -> Outcome {
        try await withSamples(on: driver) { connection in
            let changes = try body(connection)
            let rows = try connection.query(
                "SELECT number, amount, label FROM sample ORDER BY number"
            ) { row in
                [
                    "\(row.integer(0))", row.integerOrNull(1).map { "\($0)" } ?? "null",
                    row.textOrNull(2) ?? "null",
                ]
            }
            return Outcome(changes: changes, rows: rows)
        }
    }

    /// Rows 1, 2, 4 and 5, each with its double and a label.
    private func withSamples<Result: Sendable>(
        on driver: Driver, _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        var result: Result?
        try await withDatabase(driver) { database in
            try await database.makeSample()
            result = try await database.write { connection in
                try connection.script(
                    """
                    INSERT INTO sample (number, amount, label)
                    VALUES (1, 2, 'a'), (2, 4, 'b'), (4, 8, 'c'), (5, 10, 'd')
                    """)
                return try body(connection)
            }
        }
        return try #require(result)
    }
}
