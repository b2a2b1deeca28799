// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@Suite struct DayTests {
    @Test("every day of ten thousand years follows the one before it in the calendar")
    func calendar() throws {
        var (year, month, date) = (1, 1, 1)
        let first = try #require(Day(year: 1, month: 1, day: 1))
        let last = try #require(Day(year: 9_999, month: 12, day: 31))
        var mistakes = 0
        for number in first.number...last.number {
            let day = Day(number: number)
            if day.civil != (year, month, date) { mistakes += 1 }
            if Day(year: year, month: month, day: date) != day { mistakes += 1 }
            date += 1
            if date > daysIn(month, of: year) { (month, date) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(mistakes == 0)
        #expect((year, month, date) == (10_000, 1, 1))
    }

    @Test(
        "leap days exist in leap years only",
        arguments: [
            (2024, true), (2000, true), (1900, false), (2100, false), (2026, false), (2400, true),
            (4, true), (9_996, true), (1, false),
        ])
    func leapYears(year: Int, isLeap: Bool) {
        #expect((Day(year: year, month: 2, day: 29) != nil) == isLeap)
        #expect(Day(year: year, month: 2, day: 28) != nil)
        #expect(Day(year: year, month: 2, day: 30) == nil)
    }

    @Test("dates out of any calendar are refused")
    func refuses() {
        for (year, month, day) in [
            (0, 1, 1), (10_000, 1, 1), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2026, 1, 32),
            (2026, 6, 31), (-1, 1, 1), (.max, 1, 1), (2026, .min, 1), (2026, 1, .max),
        ] { #expect(Day(year: year, month: month, day: day) == nil) }
    }

    @Test("an instant belongs to the UTC day it is in")
    func dayOfInstant() {
        #expect(Instant(microseconds: 86_399_999_999).day == Day(number: 0))
        #expect(Instant(microseconds: 86_400_000_000).day == Day(number: 1))
        #expect(Instant(microseconds: -1).day == Day(number: -1))
        #expect(Instant(iso8601: "2026-11-22T23:59:59.999999Z")?.day.description == "2026-11-22")
        #expect(Instant(iso8601: "2026-11-23T00:30:00+01:00")?.day.description == "2026-11-22")
    }

    @Test("a month starts on its first day")
    func startOfMonth() {
        #expect(
            Day(year: 2024, month: 2, day: 29)?.startOfMonth == Day(year: 2024, month: 2, day: 1))
        #expect(
            Day(year: 2026, month: 1, day: 1)?.startOfMonth == Day(year: 2026, month: 1, day: 1))
        #expect(Day(year: 1969, month: 12, day: 31)?.startOfMonth.description == "1969-12-01")
    }

    @Test("the next month starts after the last day of this one, whichever day it is")
    func startOfNextMonth() {
        for (day, next) in [
            ((2026, 1, 1), "2026-02-01"), ((2026, 1, 31), "2026-02-01"),
            ((2024, 2, 29), "2024-03-01"), ((2026, 12, 31), "2027-01-01"),
        ] {
            let day = Day(year: day.0, month: day.1, day: day.2)
            #expect(day?.startOfNextMonth.description == next)
        }
    }

    @Test("days that no instant reaches start at the end of time")
    func ends() {
        #expect(Day(number: .max).start == .never)
        #expect(Day(number: .min).start.microseconds == .min)
        #expect(Day(number: 0) < Day(number: 1))
    }

    private func daysIn(_ month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }
}
