// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Whether an upstream stands in its place, or is set aside because it failed again and again.
///
/// Set aside is not refused: it is asked behind all others, so that a call which has nobody else
/// still gets its chance. After a while one call tries it in its place.
struct Breaker: Sendable {
    enum State: Hashable, Sendable {
        case closed
        /// Set aside until then.
        case open(until: Instant)
        /// A call tries it; if nothing is heard of that one, another may after this.
        case probing(until: Instant)
    }

    private(set) var state = State.closed
    private var failures = 0
    private var openings = 0

    /// One or two fail on a bad day; five in a row without one success between them are no chance.
    static let failuresMax = 5
    /// Doubled each time that the probe fails.
    static let firstSeconds: Int64 = 5
    static let secondsMax: Int64 = 120
    /// Longer than most answers take to begin.
    private static let probeSeconds: Int64 = 30

    /// Whether calls pass it by now.
    func isAside(at now: Instant) -> Bool {
        switch state {
        case .closed: false
        case .open(let until), .probing(let until): now < until
        }
    }

    /// A call goes to it.
    ///
    /// - Returns: Whether that call is the probe.
    mutating func begin(at now: Instant) -> Bool {
        guard state != .closed, !isAside(at: now) else { return false }
        state = .probing(until: now.adding(seconds: Self.probeSeconds))
        return true
    }

    /// - Returns: Whether it was set aside before.
    mutating func succeeded() -> Bool {
        let wasAside = state != .closed
        self = Breaker()
        return wasAside
    }

    /// - Returns: For how many seconds it is set aside from now on, if it is.
    mutating func failed(at now: Instant) -> Int64? {
        failures += 1
        if case .open = state { return nil }
        guard state != .closed || failures >= Self.failuresMax else { return nil }
        // At most 5 · 2^5, so the shift cannot overflow.
        let seconds = min(Self.firstSeconds << min(openings, 5), Self.secondsMax)
        openings += 1
        state = .open(until: now.adding(seconds: seconds))
        return seconds
    }
}
