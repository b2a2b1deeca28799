// SPDX-License-Identifier: Apache-2.0

/// A moment in UTC, counted in microseconds since 1970-01-01T00:00:00Z.
///
/// Instants are handed in by a ``Clock``, never fetched, so that every rule about days, expiry and
/// grace can be tested by moving a clock.
public struct Instant: Hashable, Sendable, Comparable {
    public let microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Later than any moment that a clock tells: the expiry of what does not expire.
    public static let never = Instant(microseconds: .max)

    public static let epoch = Instant(microseconds: 0)

    public static func < (lhs: Instant, rhs: Instant) -> Bool {
        lhs.microseconds < rhs.microseconds
    }

    /// This instant moved by `seconds`; stays at the end of time (``never``, or the earliest
    /// instant) when it would pass it.
    public func adding(seconds: Int64) -> Instant {
        let (shift, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (moved, overflow) = microseconds.addingReportingOverflow(shift)
        guard !tooLong, !overflow else { return seconds < 0 ? Instant(microseconds: .min) : .never }
        return Instant(microseconds: moved)
    }

    /// The UTC day that this instant is in.
    public var day: Day { Day(number: Int32(clamping: floorDivide(microseconds, 86_400_000_000))) }
}

/// A UTC calendar day, counted from 1970-01-01. A billing day is a UTC day.
public struct Day: Hashable, Sendable, Comparable {
    public let number: Int32

    public init(number: Int32) {
        self.number = number
    }

    public static func < (lhs: Day, rhs: Day) -> Bool { lhs.number < rhs.number }

    /// The first microsecond of the day, or the nearest instant there is.
    public var start: Instant {
        let (start, overflow) = Int64(number).multipliedReportingOverflow(by: 86_400_000_000)
        guard !overflow else { return number < 0 ? Instant(microseconds: .min) : .never }
        return Instant(microseconds: start)
    }

    /// The first day of the calendar month that this day is in.
    public var startOfMonth: Day { Day(number: number - Int32(civil.day) + 1) }

    /// The first day of the calendar month after it.
    public var startOfNextMonth: Day { Day(number: startOfMonth.number + 31).startOfMonth }

    /// Year, month (1–12) and day of month (1–31) in the proleptic Gregorian calendar.
    ///
    /// The arithmetic counts in 400-year eras from 1 March on, so that the leap day comes last.
    public var civil: (year: Int, month: Int, day: Int) {
        let shifted = Int64(number) + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (Int(year), Int(month), Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1))
    }

    /// The day with this date, or nil when the calendar has none (2026-02-30).
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
            return nil
        }
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let era = floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * Int64(month > 2 ? month - 3 : month + 9) + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(number: Int32(era * 146_097 + dayOfEra - 719_468))
        guard civil == (year, month, day) else { return nil }
    }
}

func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
}
