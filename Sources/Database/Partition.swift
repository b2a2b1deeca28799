// SPDX-License-Identifier: Apache-2.0

/// A table whose rows are kept apart by ranges of a column, where the database can do that.
public struct PartitionedTable: Hashable, Sendable {
    public let name: String
    /// An integer, or a text that is compared by its bytes.
    public let column: String

    public init(_ name: String, by column: String) {
        self.name = name
        self.column = column
    }
}

/// The rows of a partitioned table whose column lies in a range.
public struct Partition: Hashable, Sendable {
    /// A table of its own for the database.
    public let name: String
    /// The first value; nil when there is no lower bound.
    public let from: Value?
    /// The value after the last; nil when there is no upper bound.
    public let to: Value?

    public init(_ name: String, from: Value?, to: Value?) {
        self.name = name
        self.from = from
        self.to = to
    }
}

extension Partition {
    /// What others, none of which lies inside of it, leave of its range; nil when that is nothing.
    public func left(by others: [Partition]) -> Partition? {
        var rest = self
        for other in others where other.overlaps(rest) {
            if other.beginsLater(than: rest) {
                rest = Partition(name, from: rest.from, to: other.from)
            } else {
                guard let end = other.to else { return nil }
                rest = Partition(name, from: end, to: rest.to)
            }
        }
        guard let from = rest.from, let to = rest.to else { return rest }
        return from.precedes(to) ? rest : nil
    }

    private func overlaps(_ other: Partition) -> Bool {
        let beginsInTime = from.flatMap { from in other.to.map { from.precedes($0) } } ?? true
        let endsInTime = to.flatMap { to in other.from.map { $0.precedes(to) } } ?? true
        return beginsInTime && endsInTime
    }

    private func beginsLater(than other: Partition) -> Bool {
        guard let from else { return false }
        return other.from?.precedes(from) ?? true
    }
}

extension [Partition] {
    /// Where the first one begins; nil when there is none, or it has no lower bound.
    public var start: Value? {
        guard allSatisfy({ $0.from != nil }) else { return nil }
        return compactMap(\.from).min { $0.precedes($1) }
    }
}

extension Value {
    /// In the order of integers, or of texts by their bytes.
    public func precedes(_ other: Value) -> Bool {
        switch (self, other) {
        case (.integer(let own), .integer(let others)): own < others
        case (.text(let own), .text(let others)): own.utf8.lexicographicallyPrecedes(others.utf8)
        default: false
        }
    }
}

/// What a database does that keeps the rows of a table apart. A row for which there is no partition
/// is a stray: kept, found and changed like any other, in a place that all strays share.
public protocol Partitioning {
    /// In the order of their names.
    func partitions(of table: PartitionedTable) throws -> [Partition]

    /// Adds a partition.
    ///
    /// - Throws: ``DatabaseFailure/busy(_:)`` rather than keep others from the table for longer
    ///   than nobody notices, ``DatabaseFailure/constraint(_:)`` when there is one for some of its
    ///   range already.
    func add(_ partition: Partition, to table: PartitionedTable) throws

    /// Drops a partition without rows.
    ///
    /// To be asked of a transaction that is isolated by locks: a row that was added after the
    /// transaction began must be seen.
    /// - Returns: False when there are rows, and nothing was done.
    /// - Throws: ``DatabaseFailure/busy(_:)`` as ``add(_:to:)`` does.
    func dropIfEmpty(_ partition: Partition, of table: PartitionedTable) throws -> Bool

    /// Whether there are strays, those only that are in a partition's range if one is named.
    func hasStrays(_ table: PartitionedTable, in partition: Partition?) throws -> Bool
}

extension Connection {
    /// Whether a partition has no rows now.
    public func isEmpty(_ partition: Partition) throws -> Bool {
        try first("SELECT 1 FROM \(partition.name) LIMIT 1") { _ in true } == nil
    }
}
