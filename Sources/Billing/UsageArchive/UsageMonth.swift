// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// A calendar month in UTC: of one archive, and of one partition of a table.
public struct UsageMonth: Hashable, Sendable, Comparable {
    private let firstDay: Day

    /// The month that a day is in.
    public init(of day: Day) {
        firstDay = day.startOfMonth
    }

    /// Reads `2026-07`; nil when it is anything else.
    public init?(_ text: some StringProtocol) {
        guard let instant = Instant(iso8601: text + "-01"), text.utf8.count == 7 else { return nil }
        self.init(of: instant.day)
    }

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.firstDay < rhs.firstDay }

    public var start: Instant { firstDay.start }

    /// The first moment of the month that follows.
    public var end: Instant { firstDay.startOfNextMonth.start }

    public var following: UsageMonth { UsageMonth(of: firstDay.startOfNextMonth) }
    var previous: UsageMonth { UsageMonth(of: Day(number: firstDay.number - 1)) }
}

extension UsageMonth: CustomStringConvertible {
    /// `2026-07`, as the names of files have it.
    public var description: String { String(firstDay.description.dropLast(3)) }
}

extension ID {
    /// When it was made, to the millisecond.
    var madeAt: Instant { Instant(microseconds: Int64(clamping: bits >> 80) * 1_000) }
}
