// SPDX-License-Identifier: Apache-2.0

import Database

/// Values as bytes that mean the same in every database: each with its kind and its length.
enum RowCoding {
    private enum Mark {
        static let null: UInt8 = 0
        static let integer: UInt8 = 1
        static let text: UInt8 = 2
        static let blob: UInt8 = 3
    }

    static func bytes(of values: [Value]) -> [UInt8] {
        var bytes: [UInt8] = []
        for value in values { append(value, to: &bytes) }
        return bytes
    }

    static func append(_ value: Value, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(Mark.null)
        case .integer(let integer):
            bytes.append(Mark.integer)
            append(UInt64(bitPattern: integer), to: &bytes)
        case .text(let text):
            bytes.append(Mark.text)
            append(UInt64(text.utf8.count), to: &bytes)
            bytes += text.utf8
        case .blob(let blob):
            bytes.append(Mark.blob)
            append(UInt64(blob.count), to: &bytes)
            bytes += blob
        }
    }

    private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: word.bigEndian) { bytes += $0 }
    }

    /// - Throws: `DatabaseFailure.corrupt` for bytes that no values have.
    static func values(of bytes: [UInt8]) throws(DatabaseFailure) -> [Value] {
        var rest = bytes[...]
        var values: [Value] = []
        while let mark = rest.popFirst() {
            switch mark {
            case Mark.null: values.append(.null)
            case Mark.integer: values.append(.integer(Int64(bitPattern: try word(from: &rest))))
            case Mark.text:
                values.append(.text(String(decoding: try part(from: &rest), as: UTF8.self)))
            case Mark.blob: values.append(.blob(Array(try part(from: &rest))))
            default: throw unreadable
            }
        }
        return values
    }

    private static func part(
        from rest: inout ArraySlice<UInt8>
    ) throws(DatabaseFailure) -> ArraySlice<UInt8> {
        guard let count = Int(exactly: try word(from: &rest)), count <= rest.count else {
            throw unreadable
        }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private static func word(from rest: inout ArraySlice<UInt8>) throws(DatabaseFailure) -> UInt64 {
        guard rest.count >= 8 else { throw unreadable }
        defer { rest = rest.dropFirst(8) }
        return rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static var unreadable: DatabaseFailure { .corrupt("a stored key cannot be read") }
}
