// SPDX-License-Identifier: Apache-2.0

/// Reads the records of a compressed CSV file one after the other.
///
/// SAFETY: unchecked, because it goes from thread to thread: one call ends before the next begins.
public final class CSVReader: @unchecked Sendable {
    private let path: String
    private let file: GzipReader
    private let note: @Sendable (UnsafeRawBufferPointer) -> Void
    private var buffer: [UInt8] = []
    /// Where the record that is read next begins in ``buffer``.
    private var start = 0
    /// How far ``buffer`` was searched for its end, and whether that is inside quotes.
    private var searched = 0
    private var isQuoted = false
    private var count = 0

    /// No row of a table is as long: a larger one is no CSV of ours.
    private static let recordBytesMax = 64 << 20

    /// - Parameters:
    ///   - noteFile: Told of each part of the file: for its checksum.
    ///   - note: Told of each part of what was compressed.
    public init(
        _ path: String, noteFile: @escaping @Sendable (UnsafeRawBufferPointer) -> Void = { _ in },
        note: @escaping @Sendable (UnsafeRawBufferPointer) -> Void = { _ in }
    ) throws(ArchiveFailure) {
        self.path = path
        self.note = note
        file = try GzipReader(path, note: noteFile)
    }

    /// The next record, nil behind the last.
    public func next() throws(ArchiveFailure) -> CSVRecord? {
        while true {
            if let end = endOfRecord() { return try take(through: end) }
            guard try fill() else { return nil }
        }
    }

    private func take(through end: Int) throws(ArchiveFailure) -> CSVRecord {
        count += 1
        let bytes = Array(buffer[start..<end - 1])
        start = end + 1
        searched = start
        guard let record = CSVRecord(bytes) else {
            throw .damaged(path: path, reason: "its record \(count) is no CSV")
        }
        return record
    }

    /// The place of the line feed behind a carriage return, outside of quotes.
    private func endOfRecord() -> Int? {
        while searched < buffer.count {
            let byte = buffer[searched]
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            let isBreak = byte == 0x0A && searched > start && buffer[searched - 1] == 0x0D
            if isBreak, !isQuoted { return searched }
            searched += 1
        }
        return nil
    }

    /// - Returns: False at the end of the file.
    private func fill() throws(ArchiveFailure) -> Bool {
        guard buffer.count - start <= Self.recordBytesMax else {
            throw .damaged(path: path, reason: "its record \(count + 1) does not end")
        }
        guard let part = try file.next() else {
            guard start == buffer.count else {
                throw .damaged(path: path, reason: "its last record does not end")
            }
            return false
        }
        part.withUnsafeBytes(note)
        buffer.removeFirst(start)
        searched -= start
        start = 0
        buffer += part
        return true
    }
}
