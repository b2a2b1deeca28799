// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL

/// Parameters of one run in PostgreSQL's binary format, in one block of memory.
///
/// A value of each parameter, or of each an array with the values of all rows.
struct ParameterWriter {
    private var bytes: [UInt8] = []
    /// Where each parameter starts, -1 for null, and how long it is.
    private var starts: [Int] = []
    private var lengths: [Int32] = []

    init() {}

    /// One row, each value by itself.
    mutating func write(_ row: Int, of parameters: Parameters, as statement: PostgreSQLStatement)
        throws(DatabaseFailure)
    {
        clear()
        let cells = parameters.row(row)
        try statement.check(cells.count)
        for (index, type) in statement.parameters.enumerated() {
            let cell = cells[cells.startIndex + index]
            let start = bytes.count
            if case .null = cell {
                starts.append(-1)
                lengths.append(0)
            } else {
                try append(cell, of: parameters, as: type, in: statement)
                starts.append(start)
                lengths.append(Int32(truncatingIfNeeded: bytes.count - start))
            }
        }
    }

    /// All rows, an array for each parameter.
    mutating func writeArrays(of parameters: Parameters, as statement: PostgreSQLStatement)
        throws(DatabaseFailure)
    {
        clear()
        for row in 0..<parameters.rowCount { try statement.check(parameters.row(row).count) }
        for (index, type) in statement.parameters.enumerated() {
            let start = bytes.count
            appendArrayHead(of: type, count: parameters.rowCount)
            for row in 0..<parameters.rowCount {
                let cells = parameters.row(row)
                try appendElement(
                    cells[cells.startIndex + index], of: parameters, as: type, in: statement)
            }
            starts.append(start)
            lengths.append(Int32(truncatingIfNeeded: bytes.count - start))
        }
    }

    /// Hands over what libpq wants: a pointer, a length and a format for each parameter.
    func withPointers<Result>(
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        let formats = [Int32](repeating: 1, count: starts.count)
        return bytes.withUnsafeBytes { block in
            let empty = UnsafeRawPointer(("" as StaticString).utf8Start)
            let pointers = starts.map { start -> UnsafePointer<CChar>? in
                guard start >= 0 else { return nil }
                return (block.baseAddress.map { $0 + start } ?? empty)
                    .assumingMemoryBound(to: CChar.self)
            }
            return body(Int32(truncatingIfNeeded: starts.count), pointers, lengths, formats)
        }
    }

    private mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
    }

    /// Dimensions, whether there are nulls (there may be), the elements' type; then of the one
    /// dimension its size and where it counts from.
    private mutating func appendArrayHead(of type: PostgreSQLType, count: Int) {
        append(Int32(1))
        append(Int32(1))
        append(type.rawValue)
        append(Int32(truncatingIfNeeded: count))
        append(Int32(1))
    }

    private mutating func appendElement(
        _ cell: Parameters.Cell, of parameters: Parameters, as type: PostgreSQLType,
        in statement: PostgreSQLStatement
    ) throws(DatabaseFailure) {
        guard !cell.isNull else { return append(Int32(-1)) }
        let place = bytes.count
        append(Int32(0))
        let start = bytes.count
        try append(cell, of: parameters, as: type, in: statement)
        let length = Int32(truncatingIfNeeded: bytes.count - start)
        withUnsafeBytes(of: length.bigEndian) { length in
            for (offset, byte) in length.enumerated() { bytes[place + offset] = byte }
        }
    }

    private mutating func append(
        _ cell: Parameters.Cell, of parameters: Parameters, as type: PostgreSQLType,
        in statement: PostgreSQLStatement
    ) throws(DatabaseFailure) {
        switch (cell, type) {
        case (.integer(let integer), .bigint): append(integer)
        case (.integer(let integer), .integer):
            guard let small = Int32(exactly: integer) else { throw misfit(cell, type, statement) }
            append(small)
        case (.integer(let integer), .smallint):
            guard let small = Int16(exactly: integer) else { throw misfit(cell, type, statement) }
            append(small)
        case (.integer(let integer), .boolean): bytes.append(integer == 0 ? 0 : 1)
        case (.text(let start, let count), .text), (.blob(let start, let count), .bytes):
            bytes += parameters.bytes[start..<start + count]
        default: throw misfit(cell, type, statement)
        }
    }

    private mutating func append(_ integer: some FixedWidthInteger) {
        withUnsafeBytes(of: integer.bigEndian) { bytes += $0 }
    }

    private func misfit(
        _ cell: Parameters.Cell, _ type: PostgreSQLType, _ statement: PostgreSQLStatement
    ) -> DatabaseFailure {
        .other("\(cell.kind) was given where \(type.name) is wanted in: \(statement.sql)")
    }
}

extension Parameters.Cell {
    fileprivate var isNull: Bool {
        if case .null = self { return true }
        return false
    }

    /// What it is, without the value.
    fileprivate var kind: String {
        switch self {
        case .null: "null"
        case .integer: "an integer"
        case .text: "text"
        case .blob: "bytes"
        }
    }
}
