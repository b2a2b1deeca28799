// SPDX-License-Identifier: Apache-2.0

import Billing
// Whether timespec is of Glibc or of CDispatch depends on which of them is loaded first.
import CDispatch
import Glibc
import Synchronization
import Vocabulary

// The real clock and the real randomness are made here and nowhere else; everything below gets them
// handed in.

extension Clock {
    /// The system's clock, in UTC.
    static let system = Clock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}

extension IDSource {
    static func system(_ clock: Clock) -> IDSource {
        IDSource(clock: clock, random: systemRandom)
    }
}

/// 64 unpredictable bits from the kernel.
///
/// It is asked for many at once: each time costs as much as the rest of making an id.
@Sendable
func systemRandom() -> UInt64 {
    randomBits.withLock { bits in
        if bits.isEmpty {
            bits = [UInt64](repeating: 0, count: 32)
            let outcome = bits.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) }
            precondition(outcome == 0, "the kernel has no randomness")
        }
        return bits.removeLast()
    }
}

private let randomBits = Mutex<[UInt64]>([])

/// A fresh secret for a key.
@Sendable
func freshSecret() -> KeySecret {
    var generator = SystemRandomNumberGenerator()
    return KeySecret(using: &generator)
}
