// SPDX-License-Identifier: Apache-2.0

/// A small SQL connection: what features write their SQL against.
///
/// Statements are written once, in the subset that SQLite ≥ 3.35 and PostgreSQL ≥ 14 share
/// (`RETURNING`, `ON CONFLICT`, parameters `$1`…), and prepared once per connection. A connection
/// belongs to the thread that it was handed to and must not leave the closure.
public protocol Connection: AnyObject {
    /// Runs a statement for each row of parameters and hands every result row to `body`.
    ///
    /// A driver with a network in between sends all of them before it waits for the first answer.
    /// - Parameter body: Gets the index of the parameters that the row answers, and the row, which
    ///   is valid only during the call.
    func queryMany(_ sql: String, _ parameters: Parameters, _ body: (Int, any Row) throws -> Void)
        throws

    /// Runs a statement for each row of parameters, ignoring results, and returns the number of
    /// table rows changed.
    ///
    /// A driver may run it for all rows at once: none may depend on what another one did.
    @discardableResult
    func executeMany(_ sql: String, _ parameters: Parameters) throws -> Int

    /// Runs a statement for each row of parameters, whose answers nobody needs: a driver with a
    /// network in between sends them with what comes next. What fails is told then, or by the
    /// commit.
    func enqueueMany(_ sql: String, _ parameters: Parameters) throws

    /// Runs statements without parameters, as migrations are written; separated by semicolons.
    func script(_ sql: String) throws

    /// Lets the schema itself refuse to change or delete rows of `table`.
    func makeAppendOnly(_ table: String) throws

    /// Lets the rows of a table, and those it has, be kept apart; does nothing where the database
    /// cannot do that. The column becomes the last of the primary key, unless it is in there.
    func makePartitioned(_ table: PartitionedTable) throws

    /// Nil where the database keeps every table in one piece.
    var partitioning: (any Partitioning)? { get }

    /// Keeps other writers out of `table` until the transaction ends.
    func lockTable(_ table: String) throws

    /// All tables, in the order of their names.
    func tables() throws -> [Table]

    /// What follows a `SELECT` that locks the rows it reads until the transaction ends: empty where
    /// the one writer is the lock.
    var lockingClause: String { get }

    /// As ``lockingClause``, for rows that others may read so at the same time, and nobody change.
    var sharedLockingClause: String { get }
}

/// One row of a result. Columns count from 0.
public protocol Row: AnyObject {
    func integer(_ column: Int) -> Int64
    func text(_ column: Int) -> String
    /// Hands over a text without making a string of it; an empty one for null.
    func withText<Result>(_ column: Int, _ body: (Span<UInt8>) throws -> Result) rethrows -> Result
    func blob(_ column: Int) -> [UInt8]
    func isNull(_ column: Int) -> Bool
}

extension Row {
    public func integerOrNull(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    public func textOrNull(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    public func flag(_ column: Int) -> Bool { integer(column) != 0 }
}

extension Connection {
    public func queryMany(
        _ sql: String, _ rows: [[Value]], _ body: (Int, any Row) throws -> Void
    ) throws {
        try queryMany(sql, Parameters(rows), body)
    }

    @discardableResult
    public func executeMany(_ sql: String, _ rows: [[Value]]) throws -> Int {
        try executeMany(sql, Parameters(rows))
    }

    /// Runs one statement whose answer nobody needs; see ``enqueueMany(_:_:)``.
    public func enqueue(_ sql: String, _ parameters: [Value]) throws {
        try enqueueMany(sql, Parameters([parameters]))
    }

    /// Runs one statement and collects what `decode` makes of each row.
    public func query<Element>(
        _ sql: String, _ parameters: [Value] = [], _ decode: (any Row) throws -> Element
    ) throws -> [Element] {
        var elements: [Element] = []
        try queryMany(sql, [parameters]) { _, row in elements.append(try decode(row)) }
        return elements
    }

    /// Runs one statement and returns what `decode` makes of the first row, nil without a row.
    public func first<Element>(
        _ sql: String, _ parameters: [Value] = [], _ decode: (any Row) throws -> Element
    ) throws -> Element? {
        var found: Element?
        try queryMany(sql, [parameters]) { _, row in
            if found == nil { found = try decode(row) }
        }
        return found
    }

    /// Runs one statement and returns the number of table rows changed.
    @discardableResult
    public func execute(_ sql: String, _ parameters: [Value] = []) throws -> Int {
        try executeMany(sql, [parameters])
    }
}
