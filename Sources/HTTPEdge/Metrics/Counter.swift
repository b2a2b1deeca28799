// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that only grows.
public final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    public init() {}

    public func add(_ amount: UInt64) { count.wrappingAdd(amount, ordering: .relaxed) }

    public var value: UInt64 { count.load(ordering: .relaxed) }
}

/// How long things took, in fixed buckets from half a millisecond to a minute.
public final class Histogram: Sendable {
    private let state: Mutex<Snapshot>

    /// Upper bounds in microseconds: the promises (120 µs in the gateway, p99 of milliseconds, 30 s
    /// to stop) lie between them.
    static let bounds: [UInt64] = [
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
        1_000_000, 2_500_000, 5_000_000, 10_000_000, 30_000_000, 60_000_000,
    ]

    struct Snapshot {
        /// One for each bound, and one for what is above them all.
        var counts: [UInt64]
        var microseconds: UInt64 = 0
    }

    public init() {
        let counts = [UInt64](repeating: 0, count: Self.bounds.count + 1)
        state = Mutex(Snapshot(counts: counts))
    }

    public func record(microseconds: Int64) {
        let taken = UInt64(max(0, microseconds))
        let bucket = Self.bounds.firstIndex { taken <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.microseconds += taken
        }
    }

    func snapshot() -> Snapshot { state.withLock { $0 } }
}
