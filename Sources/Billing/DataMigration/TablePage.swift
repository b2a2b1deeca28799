// SPDX-License-Identifier: Apache-2.0

import Database

/// The next rows of a table.
struct TablePage: Sendable {
    /// Ready to be written into another database.
    private(set) var rows = Parameters()
    private(set) var digest = RowsDigest()
    /// Nil when there was no row any more.
    private(set) var lastKey: [Value]?
    private(set) var bytes = 0

    /// Reads rows in the order of the primary key.
    ///
    /// - Parameters:
    ///   - key: Of the row before the first one; nil to begin.
    ///   - limit: How many rows at most.
    init(
        of table: Table, after key: [Value]?, limit: Int64, on connection: any Connection
    ) throws {
        let kinds = table.columns.map(\.kind)
        let keyPlaces = table.primaryKey.compactMap { name in
            table.columns.firstIndex { $0.name == name }
        }
        let sql = table.pageQuery(isFirst: key == nil, limit: limit)
        try connection.queryMany(sql, [key ?? []]) { _, row in
            let values = kinds.enumerated().map { row.value($0, $1) }
            add(values)
            lastKey = keyPlaces.map { values[$0] }
        }
    }

    private mutating func add(_ values: [Value]) {
        rows.beginRow()
        for value in values { rows.append(value) }
        let coded = RowCoding.bytes(of: values)
        digest.add(coded)
        bytes += coded.count
    }
}

/// How many rows to read at a time: most have some hundred bytes, kept answers up to a megabyte.
struct PageSize: Sendable {
    private(set) var rows: Int64 = 50

    /// What a transaction writes at once.
    private static let bytesWanted: Int64 = 4 << 20
    private static let rowsMax: Int64 = 5_000

    /// Takes the rows of the last page for as large as those of the next.
    mutating func adapt(to page: TablePage) {
        guard page.digest.count > 0 else { return }
        let bytesOfRow = Int64(page.bytes) / page.digest.count + 1
        rows = min(max(Self.bytesWanted / bytesOfRow, 1), Self.rowsMax)
    }
}

extension Table {
    private var columnNames: String { columns.map(\.name).joined(separator: ", ") }

    /// Goes on where a page ended without reading what was before it again, as OFFSET would.
    fileprivate func pageQuery(isFirst: Bool, limit: Int64) -> String {
        let key = primaryKey.joined(separator: ", ")
        let places = primaryKey.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return """
            SELECT \(columnNames) FROM \(name)
            \(isFirst ? "" : "WHERE (\(key)) > (\(places))") ORDER BY \(key) LIMIT \(limit)
            """
    }

    var insertion: String {
        let places = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return "INSERT INTO \(name) (\(columnNames)) VALUES (\(places))"
    }
}

extension [Table] {
    /// Those first that others refer to; otherwise in the order of their names.
    ///
    /// - Throws: `DatabaseFailure.schema` for tables that refer to each other in a circle.
    func inOrderOfReferences() throws(DatabaseFailure) -> [Table] {
        var ordered: [Table] = []
        var names: Set<String> = []
        var rest = sorted { $0.name < $1.name }
        while !rest.isEmpty {
            let ready = rest.filter { $0.references.isSubset(of: names) }
            guard !ready.isEmpty else {
                throw .schema("\(rest.map(\.name)) refer to each other or to what is not there")
            }
            ordered += ready
            names.formUnion(ready.map(\.name))
            rest.removeAll { names.contains($0.name) }
        }
        return ordered
    }

    /// Rows in all of them.
    func rowCount(on connection: any Connection) throws -> Int64 {
        try reduce(0) { sum, table in
            let sql = "SELECT count(*) FROM \(table.name)"
            return sum + (try connection.first(sql) { $0.integer(0) } ?? 0)
        }
    }
}
