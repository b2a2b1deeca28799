// SPDX-License-Identifier: Apache-2.0

import Archives
import Testing

@Suite("CSV after RFC 4180")
struct CSVTests {
    private static let fields: [[String?]] = [
        ["plain", "with, comma", "with \"quotes\"", "two\nlines", "two\r\nlines", "\r"],
        [nil, "", nil, "\"", "\"\"", ","],
        [nil], [""], ["ünï → 🦊", " spaces ", "{\"a\":\"b\"}"],
    ]

    @Test("a record is written as the RFC says")
    func lines() {
        #expect(line(["a", nil, "", "b,c", "d\"e", "f"]) == "a,,\"\",\"b,c\",\"d\"\"e\",f")
        var line = CSVLine()
        line.append(-12)
        line.append(Int64.max)
        #expect(String(decoding: line.bytes, as: UTF8.self) == "-12,9223372036854775807")
    }

    @Test("what was written is read, nothing and an empty text apart")
    func roundTrip() throws {
        try withFolder { folder in
            let path = folder + "/file.csv.gz"
            try write(Self.fields.map { line($0) + "\r\n" }, to: path)
            let reader = try CSVReader(path)
            for fields in Self.fields {
                let record = try #require(try reader.next())
                #expect(record.fields == fields)
                #expect(String(decoding: record.bytes, as: UTF8.self) == line(fields))
            }
            #expect(try reader.next() == nil)
        }
    }

    @Test("records longer than what is read at a time are read whole")
    func long() throws {
        try withFolder { folder in
            let path = folder + "/file.csv.gz"
            let texts = [300_000, 1, 700_000].map { String(repeating: "x\"\r\n", count: $0) }
            try write(texts.map { line([$0, "end"]) + "\r\n" }, to: path)
            let reader = try CSVReader(path)
            for text in texts { #expect(try reader.next()?.fields == [text, "end"]) }
            #expect(try reader.next() == nil)
        }
    }

    @Test(
        "what is no CSV is damaged",
        arguments: ["a,b", "\"a\r\n", "\"a\"b\r\n", "a\"b\r\n", "a\r\nb"])
    func damage(text: String) throws {
        try withFolder { folder in
            let path = folder + "/file.csv.gz"
            try write([text], to: path)
            let reader = try CSVReader(path)
            #expect(throws: ArchiveFailure.self) { while try reader.next() != nil {} }
        }
    }

    private func line(_ fields: [String?]) -> String {
        var line = CSVLine()
        for field in fields {
            if let field { line.append(field.utf8.span) } else { line.appendNothing() }
        }
        return String(decoding: line.bytes, as: UTF8.self)
    }

    private func write(_ parts: [String], to path: String) throws {
        let writer = try GzipWriter(path) { _ in }
        for part in parts { try writer.write(Array(part.utf8)) }
        try writer.finish()
    }
}
