// SPDX-License-Identifier: Apache-2.0

/// A bucket that takes a minute's allowance at once and runs empty in a minute.
///
/// It remembers one number, the time at which it will be empty (the generic cell rate algorithm),
/// in nanoseconds of a clock that never goes back.
struct LeakyBucket: Hashable, Sendable {
    private(set) var emptyAt: UInt64 = 0

    private static let window: UInt64 = 60_000_000_000

    /// How long until so much can be poured in, in nanoseconds; 0 for now.
    ///
    /// More than the whole bucket takes can be poured into an empty one: a call that is larger than
    /// a minute's allowance must not be refused for ever.
    func wait(for count: Int64, of limit: Int64, at now: UInt64) -> UInt64 {
        let (level, room) = (level(at: now), Self.window)
        let cost = min(Self.cost(of: count, limit), room)
        return level + cost > room ? level + cost - room : 0
    }

    mutating func pour(_ count: Int64, of limit: Int64, at now: UInt64) {
        emptyAt = now + level(at: now) + Self.cost(of: count, limit)
    }

    /// Takes back what was poured in and not needed.
    mutating func takeBack(_ count: Int64, of limit: Int64) {
        let cost = Self.cost(of: count, limit)
        emptyAt = emptyAt > cost ? emptyAt - cost : 0
    }

    func isEmpty(at now: UInt64) -> Bool { emptyAt <= now }

    /// How it stands: what could be poured in now, and the seconds until it is empty.
    func gauge(of limit: Int64, at now: UInt64) -> LimitGauge {
        let level = min(level(at: now), Self.window)
        let free = UInt128(Self.window - level) * UInt128(limit) / UInt128(Self.window)
        return LimitGauge(
            limit: limit, remaining: Int64(free), resetSeconds: ceilingSeconds(level))
    }

    private func level(at now: UInt64) -> UInt64 { max(emptyAt, now) - now }

    /// Nanoseconds in which so much runs out.
    private static func cost(of count: Int64, _ limit: Int64) -> UInt64 {
        let cost = UInt128(max(0, count)) * UInt128(window) / UInt128(max(1, limit))
        // A year: no call is larger, and sums stay far from overflowing.
        return UInt64(min(cost, 365 * 86_400 * 1_000_000_000))
    }
}

/// What is left of an allowance.
struct LimitGauge: Hashable, Sendable {
    let limit: Int64
    let remaining: Int64
    /// Until all of it is there again.
    let resetSeconds: UInt64
}

func ceilingSeconds(_ nanoseconds: UInt64) -> UInt64 {
    (nanoseconds + 999_999_999) / 1_000_000_000
}
