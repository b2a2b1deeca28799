// SPDX-License-Identifier: Apache-2.0

extension SQLiteConnection {
    func tables() throws -> [Table] {
        let names = try query(
            """
            SELECT name FROM sqlite_schema
            WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name
            """
        ) { $0.text(0) }
        return try names.map(table)
    }

    private func table(_ name: String) throws -> Table {
        let columns = try query(
            "SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid", [.text(name)]
        ) { row in
            (
                column: Table.Column(
                    name: row.text(0),
                    kind: try Table.Kind(declared: row.text(1), of: "\(name).\(row.text(0))")),
                placeInKey: row.integer(2)
            )
        }
        let references = try query(
            "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1)", [.text(name)]
        ) { $0.text(0) }
        return Table(
            name: name, columns: columns.map(\.column),
            primaryKey: columns.filter { $0.placeInKey > 0 }
                .sorted { $0.placeInKey < $1.placeInKey }.map(\.column.name),
            references: Set(references).subtracting([name]))
    }
}
