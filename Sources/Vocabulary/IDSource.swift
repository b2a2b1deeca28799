// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Makes new ids: UUIDv7 (RFC 9562), in increasing order within a process even when its clock goes
/// back.
public final class IDSource: Sendable {
    private let clock: Clock
    private let random: @Sendable () -> UInt64
    private let last = Mutex<UInt64>(0)

    /// - Parameters:
    ///   - clock: Gives the upper 48 bits.
    ///   - random: Gives the lower bits; must be unpredictable, because ids stand in URLs.
    public init(clock: Clock, random: @escaping @Sendable () -> UInt64) {
        self.clock = clock
        self.random = random
    }

    /// The next id, in the form that its place calls for.
    public func make<Kind: IDKind>(_: Kind.Type = Kind.self) -> ID<Kind> {
        // 48 bits of milliseconds and 12 bits that count within one: RFC 9562, method 1.
        let now = UInt64(clamping: clock.now.microseconds / 1_000) << 12
        let stamp = last.withLock { last in
            last = max(last &+ 1, now)
            return last
        }
        let upper = (stamp >> 12) << 16 | 0x7000 | (stamp & 0xFFF)
        let lower = random() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return ID(bits: UInt128(upper) << 64 | UInt128(lower))
    }
}
