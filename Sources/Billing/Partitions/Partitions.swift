// SPDX-License-Identifier: Apache-2.0

public import Database
public import Vocabulary

/// Usage and the journal kept in partitions of a month each (UTC), where the database can do that:
/// what is written goes into small indexes, whatever the history is, and usage that was archived
/// goes away with its tables.
public struct Partitions: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Adds the partitions of months that have none, and one for all that was before the first.
    ///
    /// A month of which there are strays already stays among them.
    /// - Returns: How many were added.
    /// - Throws: `DatabaseFailure.busy` when others would have to wait for that.
    @discardableResult
    public func makeReady(from first: Day, through last: Day) async throws -> Int {
        var added = 0
        for table in Self.tables {
            for month in months(from: first, through: last)
            where try await !isReady(month, table) {
                added += try await makeReady(month, table)
            }
        }
        return added
    }

    /// Drops partitions without rows of months that are over.
    ///
    /// - Returns: How many were dropped.
    /// - Throws: `DatabaseFailure.busy` as ``makeReady(from:through:)`` does.
    public func dropEmpty(before day: Day) async throws -> Int {
        var dropped = 0
        for table in Self.tables {
            for partition in try await emptyPartitions(of: table, before: day) {
                let isDropped = try await database.write(isolation: .locking) { connection in
                    try connection.partitioning?.dropIfEmpty(partition, of: table.table)
                }
                dropped += isDropped == true ? 1 : 0
            }
        }
        return dropped
    }

    /// The tables of which a month has no partition of its own, or rows are outside of partitions;
    /// nil where tables are in one piece.
    public static func untidyTables(
        on day: Day, on connection: any Connection
    ) throws -> [String]? {
        guard let partitioning = connection.partitioning else { return nil }
        return try tables.filter { table in
            let partitions = try partitioning.partitions(of: table.table)
            return try !table.missing(UsageMonth(of: day), among: partitions).isEmpty
                || partitioning.hasStrays(table.table, in: nil)
        }.map(\.table.name)
    }
}

extension Partitions {
    private func months(from first: Day, through last: Day) -> [UsageMonth] {
        var months = [UsageMonth(of: first)]
        let end = UsageMonth(of: last)
        while let month = months.last, month < end { months.append(month.following) }
        return months
    }

    private func isReady(_ month: UsageMonth, _ table: MonthlyTable) async throws -> Bool {
        try await database.read { connection in
            guard let partitioning = connection.partitioning else { return true }
            return try table.missing(month, among: partitioning.partitions(of: table.table))
                .isEmpty
        }
    }

    private func makeReady(_ month: UsageMonth, _ table: MonthlyTable) async throws -> Int {
        try await database.write { connection in
            guard let partitioning = connection.partitioning else { return 0 }
            var added = 0
            for partition in table.missing(
                month, among: try partitioning.partitions(of: table.table))
            where try !partitioning.hasStrays(table.table, in: partition) {
                try partitioning.add(partition, to: table.table)
                added += 1
            }
            return added
        }
    }

    private func emptyPartitions(
        of table: MonthlyTable, before day: Day
    ) async throws -> [Partition] {
        let bound = table.bound(day.start)
        return try await database.read { connection in
            guard let partitioning = connection.partitioning else { return [] }
            return try partitioning.partitions(of: table.table).filter { partition in
                guard partition.from != nil, let end = partition.to, !bound.precedes(end) else {
                    return false
                }
                return try connection.isEmpty(partition)
            }
        }
    }
}
