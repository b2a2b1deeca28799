// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// Hours of the day in UTC, half-open, that may go past midnight, on all days or on some.
///
/// `16:30-00:30` on a Saturday ends at half past midnight on the Sunday: the days are those on
/// which the window starts.
public struct TimeWindow: Hashable, Sendable {
    public enum Weekday: UInt8, CaseIterable, Hashable, Sendable {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday

        /// `mon`, `tue`, …
        public var name: String { Weekday.names[Int(rawValue)] }

        public init?(name: String) {
            guard let index = Weekday.names.firstIndex(of: name) else { return nil }
            self.init(rawValue: UInt8(index))
        }

        private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    }

    /// The minute of the day at which it starts, 0 to 1,439.
    public let start: Int
    /// The minute before which it ends, 1 to 1,440; less than ``start`` when it goes past midnight.
    public let end: Int
    /// One bit for each weekday, all of them when the window is daily.
    private let days: UInt8

    public static let minutesOfDay = 1_440
    private static let daily: UInt8 = 0b111_1111

    /// - Parameters:
    ///   - end: 0 means the end of the day, as 1,440 does.
    ///   - weekdays: On which days it starts; nil for all.
    /// - Returns: nil when a minute is none of a day, the window is empty, or there are no days.
    public init?(start: Int, end: Int, weekdays: [Weekday]? = nil) {
        let end = end == 0 ? TimeWindow.minutesOfDay : end
        guard (0..<TimeWindow.minutesOfDay).contains(start),
            (1...TimeWindow.minutesOfDay).contains(end), start != end
        else { return nil }
        let days = weekdays.map { $0.reduce(0) { $0 | 1 << $1.rawValue } } ?? TimeWindow.daily
        guard days != 0 else { return nil }
        (self.start, self.end, self.days) = (start, end, days)
    }

    /// The days on which it starts, nil when it starts on all.
    public var weekdays: [Weekday]? {
        guard days != TimeWindow.daily else { return nil }
        return Weekday.allCases.filter { days & 1 << $0.rawValue != 0 }
    }

    public func contains(_ instant: Instant) -> Bool {
        let day = instant.day
        let minute = Int((instant.microseconds - day.start.microseconds) / 60_000_000)
        if start < end { return start <= minute && minute < end && starts(on: day) }
        if minute >= start { return starts(on: day) }
        return minute < end && starts(on: Day(number: day.number - 1))
    }

    private func starts(on day: Day) -> Bool {
        // 1970-01-01, day 0, was a Thursday: three days after a Monday.
        let weekday = (Int(day.number) + 3) % 7
        return days & 1 << UInt8(weekday < 0 ? weekday + 7 : weekday) != 0
    }
}

extension TimeWindow: CustomStringConvertible {
    /// `16:30-00:30 UTC`, `00:00-24:00 UTC sat sun`.
    public var description: String {
        let names = (weekdays ?? []).map { " " + $0.name }.joined()
        return "\(hours) UTC\(names)"
    }

    /// The hours as catalogs write them: `16:30-00:30`.
    public var hours: String { TimeWindow.clock(start) + "-" + TimeWindow.clock(end) }

    /// Reads `16:30-00:30`: start and end in minutes of the day, nil when it is neither.
    static func minutes(of hours: String) -> (start: Int, end: Int)? {
        let sides = hours.split(separator: "-", omittingEmptySubsequences: false)
        guard sides.count == 2, let start = minute(sides[0]), let end = minute(sides[1]) else {
            return nil
        }
        return (start, end)
    }

    private static func clock(_ minute: Int) -> String {
        let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
        return (hour < 10 ? "0" : "") + "\(hour):" + (rest < 10 ? "0" : "") + "\(rest)"
    }

    private static func minute(_ text: Substring) -> Int? {
        let digits = Array(text.utf8)
        guard digits.count == 5, digits[2] == UInt8(ascii: ":"),
            digits.enumerated().allSatisfy({
                $0.offset == 2 || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0.element)
            }),
            let hour = Int(text.prefix(2)), let rest = Int(text.suffix(2)), rest < 60,
            hour * 60 + rest <= minutesOfDay
        else { return nil }
        return hour * 60 + rest
    }
}
