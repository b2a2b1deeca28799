// SPDX-License-Identifier: Apache-2.0

public import Billing
public import Vocabulary

/// Makes the partitions of months to come, long before they do, and drops those that are empty and
/// over: their usage was archived, or there was none.
///
/// What it needs a lock for that others would wait behind, it leaves to the next run.
public struct PartitionUpkeep: Sendable {
    private let partitions: Partitions
    private let clock: Clock

    /// A server that nobody looks after for a quarter still writes where it should.
    private static let daysAhead: Int32 = 92
    /// Clocks of nodes differ, and go back: last month may still get a row.
    private static let daysAfter: Int32 = 31

    public init(_ partitions: Partitions, clock: Clock) {
        self.partitions = partitions
        self.clock = clock
    }

    public var job: Job {
        Job(
            name: "partitions",
            purpose: "Keeps usage and the journal in parts of a month each, on PostgreSQL.",
            interval: .seconds(3_600), run: run)
    }

    /// - Returns: The number of partitions made and dropped.
    @Sendable
    private func run(asOf: Instant) async throws -> Int {
        let last = Day(number: asOf.day.number + Self.daysAhead)
        let added = try await partitions.makeReady(from: asOf.day, through: last)
        let today = min(asOf, clock.now).day
        let dropped = try await partitions.dropEmpty(
            before: Day(number: today.number - Self.daysAfter).startOfMonth)
        return added + dropped
    }
}
