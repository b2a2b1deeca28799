// SPDX-License-Identifier: Apache-2.0

import Database
import Testing

@Suite struct ValueTests {
    @Test(
        "an integer comes back as it went in", arguments: Driver.allCases,
        [.min, .min + 1, -1, 0, 1, 1 << 53 + 1, .max - 1, .max] as [Int64])
    func integers(driver: Driver, integer: Int64) async throws {
        let found = try await roundTrip(.integer(integer), through: "amount", on: driver)
        #expect(found == .integer(integer))
    }

    @Test(
        "text comes back character by character", arguments: Driver.allCases,
        ["", " ", "'; --", "$1", "ĉ ä 日本 🏦 e\u{301} \u{202E}", "a\nb\r\n\tc", "\u{FEFF}\u{FFFF}"])
    func text(driver: Driver, text: String) async throws {
        let found = try await roundTrip(.text(text), through: "label", on: driver)
        #expect(found == .text(text))
        #expect(found.text.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
    }

    @Test("a megabyte of text comes back whole", arguments: Driver.allCases)
    func largeText(driver: Driver) async throws {
        let text = String(repeating: "seven € ", count: 131_072)
        #expect(try await roundTrip(.text(text), through: "label", on: driver) == .text(text))
    }

    @Test("text with a zero character comes back whole or is refused", arguments: Driver.allCases)
    func zeroCharacter(driver: Driver) async throws {
        let text = "be\u{0}fore and after"
        guard driver.keepsZeroCharacters else {
            await #expect(throws: DatabaseFailure.self) {
                try await roundTrip(.text(text), through: "label", on: driver)
            }
            return
        }
        #expect(try await roundTrip(.text(text), through: "label", on: driver) == .text(text))
    }

    @Test(
        "bytes come back as they went in, the empty ones not as null", arguments: Driver.allCases,
        [[], [0], [0xFF, 0x00, 0xFE], Array(0...255), [UInt8](repeating: 0xC3, count: 1 << 20)]
            as [[UInt8]])
    func blobs(driver: Driver, bytes: [UInt8]) async throws {
        #expect(try await roundTrip(.blob(bytes), through: "bytes", on: driver) == .blob(bytes))
    }

    @Test(
        "null comes back as null in a column of any type", arguments: Driver.allCases,
        ["amount", "label", "bytes"])
    func null(driver: Driver, column: String) async throws {
        #expect(try await roundTrip(.null, through: column, on: driver) == .null)
    }

    @Test(
        "parameters are found by their numbers, in any order and more than once",
        arguments: Driver.allCases)
    func parameterNumbers(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            let row = try await database.write { connection in
                try connection.execute(
                    "INSERT INTO sample (bytes, label, number, amount) VALUES ($3, $1, $2, $2)",
                    [.text("first"), .integer(2), .blob([3])])
                return try connection.first(
                    """
                    SELECT number, amount, label, bytes FROM sample
                    WHERE amount = $2 AND label = $1 AND number = $2
                    """, [.text("first"), .integer(2)]
                ) {
                    [
                        .integer($0.integer(0)), .integer($0.integer(1)), .text($0.text(2)),
                        .blob($0.blob(3)),
                    ] as [Value]
                }
            }
            #expect(row == [.integer(2), .integer(2), .text("first"), .blob([3])])
        }
    }

    @Test("ten and more parameters keep their places", arguments: Driver.allCases)
    func manyParameters(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            let numbers = (1...12).map { Int64($0) * 11 }
            let rows = (1...12).reversed().map { "($\($0))" }.joined(separator: ", ")
            try await database.write {
                _ = try $0.execute(
                    "INSERT INTO sample (number) VALUES \(rows)", numbers.map { .integer($0) })
            }
            #expect(try await database.samples() == numbers)
        }
    }

    @Test(
        "a parameter without a value is a failure, and the connection lives on",
        arguments: Driver.allCases)
    func missingParameter(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            await #expect(throws: DatabaseFailure.self) {
                try await database.write {
                    _ = try $0.execute(
                        "INSERT INTO sample (number, amount) VALUES ($1, $2)", [.integer(1)])
                }
            }
            try await database.addSamples([2])
            #expect(try await database.samples() == [2])
        }
    }

    @Test(
        "a value does not stay bound for the next run of the statement",
        arguments: Driver.allCases)
    func rebinding(driver: Driver) async throws {
        try await withDatabase(driver) { database in
            try await database.makeSample()
            let labels = try await database.write { connection in
                try connection.executeMany(
                    "INSERT INTO sample (number, label) VALUES ($1, $2)",
                    [
                        [.integer(1), .text("one")], [.integer(2), .null],
                        [.integer(3), .text("")],
                    ])
                return try connection.query("SELECT label FROM sample ORDER BY number") {
                    $0.textOrNull(0)
                }
            }
            #expect(labels == ["one", nil, ""])
        }
    }

    /// Writes a value in one transaction and reads it in another.
    private func roundTrip(
        _ value: Value, through column: String, on driver: Driver
    ) async throws -> Value {
        var found = Value.null
        try await withDatabase(driver) { database in
            try await database.makeSample()
            try await database.write {
                _ = try $0.execute("INSERT INTO sample (number, \(column)) VALUES (1, $1)", [value])
            }
            let read = try await database.read { connection in
                try connection.first("SELECT \(column) FROM sample WHERE number = 1") { row in
                    if row.isNull(0) { return Value.null }
                    return switch column {
                    case "amount": .integer(row.integer(0))
                    case "label": .text(row.text(0))
                    default: .blob(row.blob(0))
                    }
                }
            }
            found = try #require(read)
        }
        return found
    }
}

extension Value {
    fileprivate var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }
}
