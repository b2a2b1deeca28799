// SPDX-License-Identifier: Apache-2.0

import Archives
import JSON

/// What a manifest says of a file.
struct ArchiveFile: Hashable, Sendable {
    let name: String
    let tally: RowTally
    /// Of the file as it is, compressed.
    let bytes: Int64
    let sha256: String
    /// Of the CSV inside.
    let plainBytes: Int64
    let plainSHA256: String
}

/// Measures the bytes of a file and of what is compressed in it, as they pass.
///
/// SAFETY: unchecked, because the file goes from thread to thread: one part of it passes after the
/// other.
final class FileMeter: @unchecked Sendable {
    private var file = RunningDigest()
    private var plain = RunningDigest()
    private var bytes: Int64 = 0
    private var plainBytes: Int64 = 0

    func note(_ part: UnsafeRawBufferPointer) {
        file.add(part)
        bytes += Int64(part.count)
    }

    func notePlain(_ part: UnsafeRawBufferPointer) {
        plain.add(part)
        plainBytes += Int64(part.count)
    }

    func measured(_ name: String, _ tally: RowTally) -> ArchiveFile {
        ArchiveFile(
            name: name, tally: tally, bytes: bytes, sha256: file.hex, plainBytes: plainBytes,
            plainSHA256: plain.hex)
    }
}

/// A file of an archive as it is written.
///
/// SAFETY: unchecked, because it goes from thread to thread: one call ends before the next begins.
final class ArchiveFileWriter: @unchecked Sendable {
    private let name: String
    private let file: GzipWriter
    private let meter = FileMeter()
    private var tally: RowTally

    init(of table: ArchiveTable, _ month: UsageMonth, in folder: String) throws(ArchiveFailure) {
        name = table.fileName(of: month)
        tally = RowTally(table)
        let meter = meter
        file = try GzipWriter("\(folder)/\(name)") { meter.note($0) }
        try write(table.header.bytes + CSVLine.lineBreak)
    }

    func write(_ rows: ArchivedRows) throws(ArchiveFailure) {
        tally.add(rows.tally)
        try write(rows.bytes)
    }

    private func write(_ bytes: [UInt8]) throws(ArchiveFailure) {
        bytes.withUnsafeBytes { meter.notePlain($0) }
        try file.write(bytes)
    }

    /// Waits until the file is on the disk.
    func finish() throws(ArchiveFailure) -> ArchiveFile {
        try file.finish()
        return meter.measured(name, tally)
    }
}

/// A file of an archive as it is read: row by row, in their order.
///
/// SAFETY: unchecked, because it goes from thread to thread: one call ends before the next begins.
final class ArchiveFileReader: @unchecked Sendable {
    let path: String
    private let name: String
    private let table: ArchiveTable
    private let file: CSVReader
    private let meter = FileMeter()
    private var tally: RowTally
    private let summedPlaces: [Int]

    init(of table: ArchiveTable, _ month: UsageMonth, in folder: String) throws(ArchiveFailure) {
        self.table = table
        name = table.fileName(of: month)
        path = "\(folder)/\(name)"
        tally = RowTally(table)
        summedPlaces = table.columns.indices.filter { table.columns[$0].isSummed }
        let meter = meter
        file = try CSVReader(
            path, noteFile: { meter.note($0) }, note: { meter.notePlain($0) })
        guard try file.next()?.bytes == table.header.bytes else {
            throw .damaged(path: path, reason: "its first line does not name the columns")
        }
    }

    /// The next row, nil behind the last.
    func next() throws(ArchiveFailure) -> CSVRecord? {
        guard let record = try file.next() else { return nil }
        guard record.fields.count == table.columns.count,
            let id = record.fields[table.place(of: "id")]
        else { throw damage("has other columns") }
        var summed: [Int64] = []
        for place in summedPlaces {
            guard let number = record.fields[place].flatMap({ Int64($0) }) else {
                throw damage("has no number as its \(table.columns[place].name)")
            }
            summed.append(number)
        }
        tally.add(id: id, summed: summed)
        return record
    }

    /// What is wrong with the last row that was read.
    func damage(_ reason: String) -> ArchiveFailure {
        .damaged(path: path, reason: "its row \(tally.rows + 1) \(reason)")
    }

    /// What was read so far; once the last row was, of the whole file.
    var measured: ArchiveFile { meter.measured(name, tally) }
}
