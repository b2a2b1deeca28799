// SPDX-License-Identifier: Apache-2.0

import Archives
import Database

/// What the rows of a file come to: counted when they are written, and again when they are read.
struct RowTally: Hashable, Sendable {
    private(set) var rows: Int64 = 0
    private(set) var firstID: String?
    private(set) var lastID: String?
    /// Of the columns that are summed, in their order. Damaged rows must not trap.
    private(set) var sums: [Int128]

    init(rows: Int64, firstID: String?, lastID: String?, sums: [Int128]) {
        self.rows = rows
        self.firstID = firstID
        self.lastID = lastID
        self.sums = sums
    }

    init(_ table: ArchiveTable) {
        sums = table.columns.filter(\.isSummed).map { _ in 0 }
    }

    mutating func add(id: String, summed: [Int64]) {
        rows += 1
        firstID = min(firstID ?? id, id)
        lastID = max(lastID ?? id, id)
        for (place, value) in summed.enumerated() { sums[place] += Int128(value) }
    }

    mutating func add(_ other: RowTally) {
        guard let first = other.firstID, let last = other.lastID else { return }
        rows += other.rows
        firstID = min(firstID ?? first, first)
        lastID = max(lastID ?? last, last)
        for (place, sum) in other.sums.enumerated() { sums[place] += sum }
    }
}

/// Rows of a table as they are to stand in its file.
struct ArchivedRows: Sendable {
    let table: ArchiveTable
    private(set) var bytes: [UInt8] = []
    private(set) var tally: RowTally

    private let idPlace: Int
    private let summedPlaces: [Int]

    init(of table: ArchiveTable) {
        self.table = table
        tally = RowTally(table)
        idPlace = table.place(of: "id")
        summedPlaces = table.columns.indices.filter { table.columns[$0].isSummed }
    }

    /// - Parameter row: Of ``ArchiveTable/sources``.
    mutating func add(_ row: any Row) {
        bytes += table.line(of: row).bytes
        bytes += CSVLine.lineBreak
        tally.add(id: row.text(idPlace), summed: summedPlaces.map(row.integer))
    }
}
