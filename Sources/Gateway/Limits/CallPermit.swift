// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A call that was let through: what it is counted for, until it ends.
///
/// It may end in many ways, and not all of them say so: what is still counted is given back as this
/// is forgotten.
final class CallPermit: Sendable {
    let standing: LimitStanding
    private let names: [(name: CallLimiter.Name, allowance: Allowance)]
    private let tokens: Int64
    private let limiter: CallLimiter
    private let state = Mutex(State())

    private struct State {
        var isRunning = true
        var isCorrected = false
    }

    init(
        _ standing: LimitStanding, _ names: [(name: CallLimiter.Name, allowance: Allowance)],
        tokens: Int64, of limiter: CallLimiter
    ) {
        self.standing = standing
        self.names = names
        self.tokens = tokens
        self.limiter = limiter
    }

    deinit {
        leave()
        used(0, at: 0)
    }

    /// The call has ended; the second time nothing happens.
    func leave() {
        let isFirst = state.withLock { state in
            defer { state.isRunning = false }
            return state.isRunning
        }
        if isFirst { limiter.leave(names) }
    }

    /// What the call used is known; the second time nothing happens.
    ///
    /// - Parameter tokens: 0 when nothing came of it.
    func used(_ tokens: Int64, at now: UInt64) {
        let isFirst = state.withLock { state in
            defer { state.isCorrected = true }
            return !state.isCorrected
        }
        if isFirst { limiter.correct(names, by: tokens - self.tokens, at: now) }
    }
}
