// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL

/// A row of a result in PostgreSQL's binary format.
final class PostgreSQLRow: Row {
    private let result: OpaquePointer
    private var row: Int32 = 0
    /// Columns before the statement's own: the place in a list of questions.
    private let offset: Int32

    init(_ result: OpaquePointer, offset: Int) {
        self.result = result
        self.offset = Int32(truncatingIfNeeded: offset)
    }

    func move(to row: Int) { self.row = Int32(truncatingIfNeeded: row) }

    /// What stands in the first column of all, an integer.
    var place: Int { Int(bigEndian(UnsafeRawBufferPointer(bytes(at: 0)))) }

    func integer(_ column: Int) -> Int64 {
        bigEndian(UnsafeRawBufferPointer(bytes(at: position(column))))
    }

    func text(_ column: Int) -> String {
        String(decoding: bytes(at: position(column)), as: UTF8.self)
    }

    func withText<Result>(
        _ column: Int, _ body: (Span<UInt8>) throws -> Result
    ) rethrows -> Result {
        try body(bytes(at: position(column)).span)
    }

    func blob(_ column: Int) -> [UInt8] { [UInt8](bytes(at: position(column))) }

    func isNull(_ column: Int) -> Bool { PQgetisnull(result, row, position(column)) != 0 }

    private func position(_ column: Int) -> Int32 { Int32(truncatingIfNeeded: column) + offset }

    /// Empty for null. Valid until the next row.
    private func bytes(at column: Int32) -> UnsafeBufferPointer<UInt8> {
        let count = Int(PQgetlength(result, row, column))
        guard count > 0, let start = PQgetvalue(result, row, column) else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        return UnsafeBufferPointer(
            start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// An integer of 1, 2, 4 or 8 bytes, or 0 for none: null.
    private func bigEndian(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        switch bytes.count {
        case 8: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        case 4: Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        case 2: Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        case 1: Int64(bytes[0])
        default: 0
        }
    }
}
