// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@Suite struct InstantTests {
    @Test(
        "ISO 8601 text is read",
        arguments: [
            ("1970-01-01", 0), ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.000001Z", 1),
            ("1970-01-01 00:00:01z", 1_000_000), ("1970-01-01t00:00:01.5Z", 1_500_000),
            ("1969-12-31T23:59:59.999999Z", -1), ("2000-02-29T12:00:00Z", 951_825_600_000_000),
            ("2026-11-22T19:43:00.000Z", 1_795_376_580_000_000),
            ("2026-11-22T20:43:00+01:00", 1_795_376_580_000_000),
            ("2026-11-22T14:13:00-05:30", 1_795_376_580_000_000),
            ("1970-01-01T00:00:00+23:59", -86_340_000_000),
            ("1970-01-01T00:00:00.123456789Z", 123_456), ("0001-01-01", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ] as [(String, Int64)])
    func reads(text: String, microseconds: Int64) {
        #expect(Instant(iso8601: text)?.microseconds == microseconds)
    }

    @Test(
        "other text is not an instant",
        arguments: [
            "", "2026", "2026-11", "2026-1-1", "2026-13-01", "2026-00-01", "2026-02-29",
            "2026-02-30",
            "2026-04-31", "2026-01-00", "0000-01-01", "2026-01-01T", "2026-01-01Z",
            "2026-01-01T00:00Z", "2026-01-01T00:00:00", "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:60Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+1:00",
            "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+01:60", "2026-01-01T00:00:00+0100",
            "2026-01-01T00:00:00Zx", "2026-01-01T00:00:00 Z", " 2026-01-01", "-2026-01-01",
            "20260101", "2026/01/01", "٢٠٢٦-01-01", "1795376580", "2026-01-01T00:00:00.0,5Z",
        ])
    func refuses(text: String) {
        #expect(Instant(iso8601: text) == nil)
    }

    @Test("times are written with three decimals and Z")
    func writes() {
        #expect(Instant.epoch.description == "1970-01-01T00:00:00.000Z")
        #expect(
            Instant(microseconds: 1_795_376_580_123_999).description == "2026-11-22T19:43:00.123Z")
        #expect(Instant(microseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(Instant.never.description == "294247-01-10T04:00:54.775Z")
        #expect(Instant(microseconds: .min).description.hasSuffix("T19:59:05.224Z"))
    }

    @Test("random milliseconds of ten thousand years read back the same")
    func roundTrips() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<5_000 {
            let millisecond = Int64.random(
                in: -62_135_596_800_000...253_402_300_799_999, using: &generator)
            let instant = Instant(microseconds: millisecond * 1_000)
            #expect(Instant(iso8601: instant.description) == instant)
            #expect(instant.day.start <= instant)
            #expect(instant < Day(number: instant.day.number + 1).start)
        }
    }

    @Test("moving stays within time")
    func moving() {
        #expect(Instant.epoch.adding(seconds: -1).microseconds == -1_000_000)
        #expect(Instant.never.adding(seconds: 1) == .never)
        #expect(Instant.epoch.adding(seconds: .max) == .never)
        #expect(Instant.epoch.adding(seconds: .min).microseconds == .min)
        #expect(Instant(microseconds: .min).adding(seconds: -1).microseconds == .min)
        #expect(Instant.epoch < .never)
    }
}
