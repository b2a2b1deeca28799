// SPDX-License-Identifier: Apache-2.0

extension PostgreSQLSession {
    func tables() throws -> [Table] {
        let names = try query(
            """
            SELECT CAST(relname AS TEXT) FROM pg_class
            WHERE relnamespace = CAST(current_schema() AS REGNAMESPACE)
                AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'florin_writer'
            ORDER BY 1
            """
        ) { $0.text(0) }
        return try names.map(table)
    }

    func table(_ name: String) throws -> Table {
        let columns = try query(
            """
            SELECT CAST(attname AS TEXT), format_type(atttypid, atttypmod)
            FROM pg_attribute WHERE attrelid = CAST(CAST($1 AS TEXT) AS REGCLASS) AND attnum > 0
                AND NOT attisdropped
            ORDER BY attnum
            """, [.text(name)]
        ) { row in
            Table.Column(
                name: row.text(0),
                kind: try Table.Kind(declared: row.text(1), of: "\(name).\(row.text(0))"))
        }
        let primaryKey = try query(
            """
            SELECT CAST(attname AS TEXT) FROM pg_constraint
            CROSS JOIN unnest(conkey) WITH ORDINALITY AS key (number, place)
            JOIN pg_attribute ON attrelid = conrelid AND attnum = key.number
            WHERE conrelid = CAST(CAST($1 AS TEXT) AS REGCLASS) AND contype = 'p' ORDER BY key.place
            """, [.text(name)]
        ) { $0.text(0) }
        let references = try query(
            """
            SELECT DISTINCT CAST(other.relname AS TEXT) FROM pg_constraint
            JOIN pg_class AS other ON other.oid = confrelid
            WHERE conrelid = CAST(CAST($1 AS TEXT) AS REGCLASS) AND contype = 'f'
            """, [.text(name)]
        ) { $0.text(0) }
        return Table(
            name: name, columns: columns, primaryKey: primaryKey,
            references: Set(references).subtracting([name]))
    }
}
