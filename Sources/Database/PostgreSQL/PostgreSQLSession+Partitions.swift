// SPDX-License-Identifier: Apache-2.0

// MARK: - Making a table a partitioned one

extension PostgreSQLSession {
    /// The table with its rows becomes the first partition of a new one of its name: nothing is
    /// copied. The `DEFAULT` partition takes the strays.
    func makePartitioned(_ table: PartitionedTable) throws {
        let (name, first) = (table.name, table.name + "_first")
        let key = try self.table(name).primaryKey.filter { $0 != table.column } + [table.column]
        let isAppendOnly = try isAppendOnly(name)
        let indexes = try indexes(of: name)
        if isAppendOnly { try script(PostgreSQLScript.notAppendOnly(name)) }
        try script("ALTER TABLE \(name) RENAME TO \(first)")
        try giveUpNames(of: name, indexes.map(\.name), key)
        try script(
            """
            CREATE TABLE \(name) (
                LIKE \(first) INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
                PRIMARY KEY (\(key.joined(separator: ", ")))
            ) PARTITION BY RANGE (\(table.column));
            CREATE TABLE \(table.strays) PARTITION OF \(name) DEFAULT
            """)
        for index in indexes { try script(index.definition) }
        try attach(first, to: table)
        guard isAppendOnly else { return }
        try makeAppendOnly(name)
        for partition in try partitions(of: table).map(\.name) + [table.strays] {
            try script(PostgreSQLScript.noTruncate(partition))
        }
    }

    /// Renames what belongs to the table, and makes its primary key the one of the new table.
    private func giveUpNames(of name: String, _ indexes: [String], _ key: [String]) throws {
        let first = name + "_first"
        for index in indexes + ["\(name)_pkey"] {
            try script("ALTER INDEX \(index) RENAME TO \(index)_first")
        }
        guard try table(first).primaryKey != key else { return }
        try script(
            """
            ALTER TABLE \(first) DROP CONSTRAINT \(name)_pkey_first,
                ADD PRIMARY KEY (\(key.joined(separator: ", ")))
            """)
    }

    /// Takes the old table in as the partition of everything up to its last row.
    private func attach(_ first: String, to table: PartitionedTable) throws {
        let kind = try kind(of: table)
        let last = try self.first("SELECT max(\(table.column)) FROM \(first)") { $0.value(0, kind) }
        guard let end = last?.following else { return try script("DROP TABLE \(first)") }
        try script(
            """
            ALTER TABLE \(table.name) ATTACH PARTITION \(first)
                FOR VALUES FROM (MINVALUE) TO (\(end.literal))
            """)
    }

    /// Those beside the primary key.
    private func indexes(of table: String) throws -> [(name: String, definition: String)] {
        try query(
            """
            SELECT CAST(relname AS TEXT), pg_get_indexdef(indexrelid) FROM pg_index
            JOIN pg_class ON pg_class.oid = indexrelid
            WHERE indrelid = CAST(CAST($1 AS TEXT) AS REGCLASS) AND NOT indisprimary ORDER BY 1
            """, [.text(table)]
        ) { ($0.text(0), $0.text(1)) }
    }

    private func isAppendOnly(_ table: String) throws -> Bool {
        try first(
            """
            SELECT 1 FROM pg_trigger WHERE tgrelid = CAST(CAST($1 AS TEXT) AS REGCLASS)
                AND tgname = CAST($2 AS TEXT)
            """, [.text(table), .text(PostgreSQLScript.noTruncateTrigger(table))]
        ) { _ in true } ?? false
    }

    private func kind(of table: PartitionedTable) throws -> Table.Kind {
        let column = try self.table(table.name).columns.first { $0.name == table.column }
        guard let column else {
            throw DatabaseFailure.schema("\(table.name) has no column \(table.column)")
        }
        return column.kind
    }
}

// MARK: - Its partitions

extension PostgreSQLSession: Partitioning {
    var partitioning: (any Partitioning)? { self }

    /// Locks that everybody waits behind: another try costs nobody anything.
    private static let shortLocks = "SET LOCAL lock_timeout = '250ms'"

    func partitions(of table: PartitionedTable) throws -> [Partition] {
        let kind = try kind(of: table)
        return try query(
            """
            SELECT CAST(relname AS TEXT), pg_get_expr(relpartbound, pg_class.oid) FROM pg_inherits
            JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = CAST(CAST($1 AS TEXT) AS REGCLASS) AND relname <> CAST($2 AS TEXT)
            ORDER BY 1
            """, [.text(table.name), .text(table.strays)]
        ) { row in
            let bounds = try PartitionBounds(row.text(1), of: kind)
            return Partition(row.text(0), from: bounds.from, to: bounds.to)
        }
    }

    func add(_ partition: Partition, to table: PartitionedTable) throws {
        try script(
            """
            \(Self.shortLocks);
            CREATE TABLE \(partition.name) PARTITION OF \(table.name)
                FOR VALUES FROM (\(partition.from?.literal ?? "MINVALUE"))
                TO (\(partition.to?.literal ?? "MAXVALUE"))
            """)
        // Row triggers are inherited, those of statements are not.
        guard try isAppendOnly(table.name) else { return }
        try script(PostgreSQLScript.noTruncate(partition.name))
    }

    func dropIfEmpty(_ partition: Partition, of table: PartitionedTable) throws -> Bool {
        // In the order in which everybody else takes them.
        try script(
            """
            \(Self.shortLocks);
            LOCK TABLE ONLY \(table.name) IN ACCESS EXCLUSIVE MODE;
            LOCK TABLE \(partition.name) IN ACCESS EXCLUSIVE MODE
            """)
        guard try isEmpty(partition) else { return false }
        try script("DROP TABLE \(partition.name)")
        return true
    }

    func hasStrays(_ table: PartitionedTable, in partition: Partition?) throws -> Bool {
        var conditions = ["TRUE"]
        if let from = partition?.from { conditions.append("\(table.column) >= \(from.literal)") }
        if let to = partition?.to { conditions.append("\(table.column) < \(to.literal)") }
        return try first(
            "SELECT 1 FROM \(table.strays) WHERE \(conditions.joined(separator: " AND ")) LIMIT 1"
        ) { _ in true } ?? false
    }
}

extension PartitionedTable {
    /// The partition of rows that no other one takes.
    fileprivate var strays: String { "\(name)_strays" }
}

/// A range as the catalog writes it: `FOR VALUES FROM ('a') TO ('b')`.
private struct PartitionBounds {
    let from: Value?
    let to: Value?

    /// - Throws: ``DatabaseFailure/schema(_:)`` for bounds that Florin has not made.
    init(_ text: String, of kind: Table.Kind) throws(DatabaseFailure) {
        let parts = text.split(whereSeparator: { "()".contains($0) }).map {
            $0.filter { $0 != "'" }
        }
        guard parts.count == 4 else { throw .schema("a partition has the bounds \(text)") }
        from = try Self.bound(parts[1], of: kind)
        to = try Self.bound(parts[3], of: kind)
    }

    private static func bound(
        _ text: String, of kind: Table.Kind
    ) throws(DatabaseFailure) -> Value? {
        guard text != "MINVALUE", text != "MAXVALUE" else { return nil }
        guard kind == .integer else { return .text(text) }
        guard let number = Int64(text) else { throw .schema("a partition is bound by \(text)") }
        return .integer(number)
    }
}

extension Value {
    /// As SQL writes it. Bounds are Florin's own ids and moments.
    fileprivate var literal: String {
        switch self {
        case .integer(let number): "'\(number)'"
        case .text(let text): "'\(text)'"
        // No bound, says PostgreSQL.
        case .null, .blob: "NULL"
        }
    }

    /// What comes after it, and after all texts that begin with it; nil after null.
    fileprivate var following: Value? {
        switch self {
        case .integer(let number): .integer(number + 1)
        case .text(let text): .text(text + "~")
        case .null, .blob: nil
        }
    }
}
