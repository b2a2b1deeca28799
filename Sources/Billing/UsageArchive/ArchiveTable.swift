// SPDX-License-Identifier: Apache-2.0

import Archives
import Database
import JSON
import Vocabulary

/// A table whose rows go into archives, and how they stand there.
struct ArchiveTable: Sendable {
    enum Kind: String, Sendable {
        case text
        case integer
        /// Microseconds in the database, ISO 8601 in the file.
        case time
    }

    struct Column: Sendable {
        /// In the file: amounts say their unit.
        let name: String
        /// In the database.
        let source: String
        let kind: Kind
        var isSummed = false
    }

    /// Begins the names of its files.
    let name: String
    /// In the database.
    let source: String
    let columns: [Column]

    func fileName(of month: UsageMonth) -> String { "\(name)-\(month).csv.gz" }

    var header: CSVLine { CSVLine(header: columns.map(\.name)) }

    /// For a `SELECT`, or what a `DELETE` returns.
    var sources: String { columns.map(\.source).joined(separator: ", ") }

    func place(of name: String) -> Int { columns.firstIndex { $0.name == name } ?? 0 }

    /// The row of a ``sources``.
    func line(of row: any Row) -> CSVLine {
        var line = CSVLine()
        for (place, column) in columns.enumerated() {
            guard !row.isNull(place) else {
                line.appendNothing()
                continue
            }
            switch column.kind {
            case .text: row.withText(place) { line.append($0) }
            case .integer: line.append(row.integer(place))
            case .time: line.append(row.instant(place).microsecondText.utf8.span)
            }
        }
        return line
    }
}

extension ArchiveTable {
    static let charges = ArchiveTable(
        name: "charges", source: "charge",
        columns: [
            Column(name: "organization_id", source: "organization_id", kind: .text),
            Column(name: "id", source: "id", kind: .text),
            Column(name: "created_at", source: "created_at", kind: .time),
            Column(name: "amount_nanocredits", source: "amount", kind: .integer, isSummed: true),
            Column(
                name: "uncollected_nanocredits", source: "uncollected", kind: .integer,
                isSummed: true),
            Column(
                name: "refunded_nanocredits", source: "refunded", kind: .integer, isSummed: true),
            Column(name: "draws", source: "draws", kind: .text),
            Column(name: "hold_id", source: "hold_id", kind: .text),
            Column(name: "late", source: "late", kind: .integer),
            Column(name: "journal_sequence", source: "sequence", kind: .integer),
            Column(name: "description", source: "description", kind: .text),
            Column(name: "metadata", source: "metadata", kind: .text),
            Column(name: "key_id", source: "key_id", kind: .text),
            Column(name: "agent_id", source: "agent_id", kind: .text),
            Column(name: "app_id", source: "app_id", kind: .text),
            Column(name: "provider", source: "provider", kind: .text),
            Column(name: "model", source: "model", kind: .text),
            Column(name: "operation", source: "operation", kind: .text),
            Column(name: "price_book", source: "price_book", kind: .integer),
            Column(name: "estimated", source: "estimated", kind: .integer),
            Column(name: "quote", source: "quote", kind: .text),
        ])

    static let holds = ArchiveTable(
        name: "holds", source: "hold",
        columns: [
            Column(name: "organization_id", source: "organization_id", kind: .text),
            Column(name: "id", source: "id", kind: .text),
            Column(name: "created_at", source: "created_at", kind: .time),
            Column(name: "expires_at", source: "expires_at", kind: .time),
            Column(name: "status", source: "status", kind: .text),
            Column(name: "amount_nanocredits", source: "amount", kind: .integer, isSummed: true),
            Column(
                name: "captured_nanocredits", source: "captured", kind: .integer, isSummed: true),
            Column(name: "draws", source: "draws", kind: .text),
            Column(name: "description", source: "description", kind: .text),
            Column(name: "metadata", source: "metadata", kind: .text),
            Column(name: "key_id", source: "key_id", kind: .text),
            Column(name: "agent_id", source: "agent_id", kind: .text),
            Column(name: "app_id", source: "app_id", kind: .text),
            Column(name: "request_id", source: "request_id", kind: .text),
        ])

    static let all = [charges, holds]
}

extension Instant {
    /// ISO 8601 with six fractional digits: ``description`` cuts off what the books keep.
    fileprivate var microsecondText: String {
        let rest = ((microseconds % 1_000) + 1_000) % 1_000
        let digits = String(rest)
        return description.dropLast() + String(repeating: "0", count: 3 - digits.count) + digits
            + "Z"
    }
}
