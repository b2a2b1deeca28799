// SPDX-License-Identifier: Apache-2.0

import Billing
import Testing
import Vocabulary

@Suite struct UsageMonthTests {
    @Test(
        "a month begins with its first day and ends with the next one's",
        arguments: [
            ("2026-07", "2026-07-01", "2026-08-01"), ("2026-12", "2026-12-01", "2027-01-01"),
            ("2024-02", "2024-02-01", "2024-03-01"), ("2023-02", "2023-02-01", "2023-03-01"),
            ("2025-01", "2025-01-01", "2025-02-01"),
        ])
    func bounds(text: String, start: String, end: String) throws {
        let month = try #require(UsageMonth(text))
        #expect(month.description == text)
        #expect(month.start == Instant(iso8601: start) && month.end == Instant(iso8601: end))
        #expect(month < month.following && month.following.start == month.end)
        let last = Instant(microseconds: month.end.microseconds - 1)
        #expect(UsageMonth(of: last.day) == month && UsageMonth(of: month.end.day) != month)
    }

    @Test("what is no month is none", arguments: ["", "2026", "2026-13", "2026-07-01", "26-07-1"])
    func malformed(text: String) { #expect(UsageMonth(text) == nil) }
}
