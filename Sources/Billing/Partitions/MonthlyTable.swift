// SPDX-License-Identifier: Apache-2.0

import Database
import Vocabulary

/// A table that is partitioned by the calendar month of its rows.
struct MonthlyTable: Sendable {
    let table: PartitionedTable
    /// The first value that the column can have at a moment.
    let bound: @Sendable (Instant) -> Value
}

extension Partitions {
    /// Ids grow with time and are in every question for a row, so that it is looked for in one
    /// partition alone; the journal's entries have none.
    static let tables = [
        MonthlyTable(table: PartitionedTable("hold", by: "id")) { .id(HoldID(firstAt: $0)) },
        MonthlyTable(table: PartitionedTable("charge", by: "id")) { .id(ChargeID(firstAt: $0)) },
        MonthlyTable(table: PartitionedTable("entry", by: "at")) { .instant($0) },
    ]
}

extension MonthlyTable {
    /// The partition that a month lacks, and the one of all that came before there were any.
    func missing(_ month: UsageMonth, among partitions: [Partition]) -> [Partition] {
        let name = "\(table.name)_\(month)".split(separator: "-").joined(separator: "_")
        let whole = Partition(name, from: bound(month.start), to: bound(month.end))
        var missing = whole.left(by: partitions).map { [$0] } ?? []
        if let start = (partitions + missing).start {
            missing.append(Partition("\(table.name)_first", from: nil, to: start))
        }
        return missing
    }
}
