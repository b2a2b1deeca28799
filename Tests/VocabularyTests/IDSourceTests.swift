// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Vocabulary

/// A clock that shows what it is set to.
private final class HandClock: Sendable {
    private let microseconds: Atomic<Int64>

    init(milliseconds: Int64) { microseconds = Atomic(milliseconds * 1_000) }

    var milliseconds: Int64 {
        get { microseconds.load(ordering: .relaxed) / 1_000 }
        set { microseconds.store(newValue * 1_000, ordering: .relaxed) }
    }

    var clock: Clock {
        Clock { Instant(microseconds: self.microseconds.load(ordering: .relaxed)) }
    }
}

@Suite struct IDSourceTests {
    @Test(
        "an id is a UUIDv7 of the clock's millisecond",
        arguments: [UInt64.min, .max, 0x5555_5555_5555_5555])
    func isUUIDv7(random: UInt64) {
        let source = IDSource(clock: HandClock(milliseconds: 1_795_376_580_123).clock) { random }
        let bits = source.make(HoldKind.self).bits
        #expect(bits >> 80 == 1_795_376_580_123)
        #expect(bits >> 76 & 0xF == 7)
        #expect(bits >> 62 & 0b11 == 0b10)
        #expect(UInt64(truncatingIfNeeded: bits) & (1 << 62 - 1) == random & (1 << 62 - 1))
    }

    @Test("ids increase while the clock stands, jumps and goes back")
    func increases() {
        let hand = HandClock(milliseconds: 1_000_000)
        let source = IDSource(clock: hand.clock) { .random(in: 0 ... .max) }
        var last = source.make(ChargeKind.self)
        for milliseconds in [1_000_000, 1_000_001, 999_000, 0, -5, 2_000_000, 1_999_999] as [Int64]
        {
            hand.milliseconds = milliseconds
            for _ in 0..<5_000 {
                let next: ChargeID = source.make()
                #expect(last < next)
                #expect(next.bits >> 76 & 0xF == 7)
                last = next
            }
        }
        hand.milliseconds = 3_000_000
        #expect(source.make(ChargeKind.self).bits >> 80 == 3_000_000)
    }

    @Test("no two tasks get the same id, and each sees them increase")
    func underConcurrency() async {
        let source = IDSource(clock: HandClock(milliseconds: 42).clock) { 0 }
        let all = await withTaskGroup(of: [HoldID].self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<2_000).map { _ in source.make(HoldKind.self) } }
            }
            return await group.reduce(into: [[HoldID]]()) { $0.append($1) }
        }
        for ids in all { #expect(ids == ids.sorted()) }
        #expect(Set(all.joined()).count == 16_000)
    }
}
