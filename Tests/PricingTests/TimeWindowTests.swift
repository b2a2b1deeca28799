// SPDX-License-Identifier: Apache-2.0

import Pricing
import Testing
import Vocabulary

@Suite struct TimeWindowTests {
    @Test(
        "a window that goes past midnight holds from its start up to, not including, its end",
        arguments: [
            ("16:29:59.999999", false), ("16:30:00", true), ("23:59:59", true),
            ("00:00:00", true), ("00:29:59.999999", true), ("00:30:00", false),
        ])
    func pastMidnight(time: String, holds: Bool) throws {
        let window = try #require(TimeWindow(start: 16 * 60 + 30, end: 30))
        #expect(window.contains(try instant("2026-11-23T\(time)Z")) == holds)
    }

    @Test(
        "the days of a window are those on which it starts",
        arguments: [
            // 2026-11-21 is a Saturday.
            ("2026-11-21T21:59:59Z", false), ("2026-11-21T22:00:00Z", true),
            ("2026-11-22T01:59:59Z", true), ("2026-11-22T02:00:00Z", false),
            ("2026-11-22T22:00:00Z", false), ("2026-11-21T01:00:00Z", false),
            ("1969-12-27T22:00:00Z", true), ("1969-12-28T22:00:00Z", false),
        ])
    func days(time: String, holds: Bool) throws {
        let window = try #require(TimeWindow(start: 1_320, end: 120, weekdays: [.saturday]))
        #expect(window.contains(try instant(time)) == holds)
    }

    @Test("a window without hours is the whole of its days")
    func wholeDays() throws {
        let book = try book(
            #"[{"characters": 2}, {"days": ["sat", "sun"], "characters": 1}]"#)
        #expect(try book.total([.characters: 1], at: instant("2026-11-22T23:59:59Z")) == "1")
        #expect(try book.total([.characters: 1], at: instant("2026-11-23T00:00:00Z")) == "2")
    }

    @Test("a window ends at midnight, however midnight is written")
    func midnight() throws {
        let window = try #require(TimeWindow(start: 1_080, end: 0))
        #expect(window == TimeWindow(start: 1_080, end: 1_440))
        #expect(window.description == "18:00-24:00 UTC")
        #expect(window.contains(try instant("2026-11-23T23:59:59Z")))
        #expect(!window.contains(try instant("2026-11-24T00:00:00Z")))
    }

    @Test("what is no window is none")
    func none() {
        #expect(TimeWindow(start: 60, end: 60) == nil)
        #expect(TimeWindow(start: 1_440, end: 60) == nil)
        #expect(TimeWindow(start: -1, end: 60) == nil)
        #expect(TimeWindow(start: 0, end: 1_441) == nil)
        #expect(TimeWindow(start: 0, end: 60, weekdays: []) == nil)
        #expect(
            TimeWindow(start: 0, end: 60, weekdays: TimeWindow.Weekday.allCases)?.weekdays == nil)
    }

    @Test("a window counts as one condition among those that make a rate special")
    func specificity() throws {
        let book = try book(
            """
            [{"characters": 1}, {"hours": "11:00-13:00", "characters": 2},
             {"hours": "11:00-13:00", "when": {"a": "1"}, "characters": 3}]
            """)
        #expect(try book.total([.characters: 1]) == "2")
        #expect(try book.total([.characters: 1], ["a": "1"]) == "3")
        #expect(try book.total([.characters: 1], at: noon.adding(seconds: 3_600)) == "1")
    }

    private func instant(_ text: String) throws -> Instant {
        try #require(Instant(iso8601: text))
    }
}
