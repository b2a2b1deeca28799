// SPDX-License-Identifier: Apache-2.0

import Database
import Testing

@Suite struct TableTests {
    @Test("tables are told with their columns, keys and references", arguments: Driver.allCases)
    func tables(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.write { connection in
                try connection.script(
                    """
                    CREATE TABLE shelf (
                        id TEXT NOT NULL PRIMARY KEY
                    );
                    CREATE TABLE book (
                        number BIGINT NOT NULL,
                        cover BYTEA,
                        shelf TEXT NOT NULL REFERENCES shelf (id),
                        prequel BIGINT,
                        PRIMARY KEY (shelf, number),
                        FOREIGN KEY (shelf, prequel) REFERENCES book (shelf, number)
                    );
                    CREATE INDEX book_by_cover ON book (cover)
                    """)
            }
            let tables = try await database.read { try $0.tables() }
            #expect(tables.map(\.name) == ["book", "shelf"])
            let book = try #require(tables.first)
            #expect(book.columns.map(\.name) == ["number", "cover", "shelf", "prequel"])
            #expect(book.columns.map(\.kind) == [.integer, .blob, .text, .integer])
            #expect(book.primaryKey == ["shelf", "number"])
            #expect(book.references == ["shelf"], "without itself")
            #expect(tables.last?.references.isEmpty == true)
        }
    }

    @Test("a row is read as values of its columns' kinds", arguments: Driver.allCases)
    func values(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            let rows: [[Value]] = [
                [.integer(1), .integer(.min), .text(""), .blob([])],
                [.integer(2), .integer(.max), .text("ä, 'b'"), .blob([0, 255, 0])],
                [.integer(3), .null, .null, .null],
            ]
            try await database.write { connection in
                _ = try connection.executeMany(
                    "INSERT INTO sample (number, amount, label, bytes) VALUES ($1, $2, $3, $4)",
                    rows)
            }
            let read = try await database.read { connection in
                let table = try #require(try connection.tables().first { $0.name == "sample" })
                return try connection.query("SELECT * FROM sample ORDER BY number") { row in
                    table.columns.enumerated().map { row.value($0, $1.kind) }
                }
            }
            #expect(read == rows)
        }
    }

    @Test("a type that drivers do not share is a failure that names the column")
    func foreignType() async throws {
        try await withDatabase(.sqlite) { database in
            try await database.write { try $0.script("CREATE TABLE t (x REAL)") }
            let failure = await #expect(throws: DatabaseFailure.self) {
                _ = try await database.read { try $0.tables() }
            }
            #expect(failure?.description.contains("t.x") == true)
        }
    }
}
