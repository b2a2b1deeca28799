// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Vocabulary

/// The keys under which calls run now, and who waits for them.
///
/// Of this server only: a call that runs under the same key on another one is found out when both
/// are charged, and the later is not.
final class KeysInUse: Sendable {
    struct Name: Hashable, Sendable {
        let organization: OrganizationID
        let key: String
    }

    private struct State {
        var waiting: [Name: [Waiter]] = [:]
        var lastNumber: UInt64 = 0
    }

    private struct Waiter {
        let number: UInt64
        let deadline: Instant
        let resume: CheckedContinuation<Bool, Never>
    }

    private let state = Mutex(State())

    /// How many wait now.
    var waitingCount: Int { state.withLock { $0.waiting.values.reduce(0) { $0 + $1.count } } }

    /// - Returns: False when the key is in use.
    func enter(_ name: Name) -> Bool {
        state.withLock { state in
            guard state.waiting[name] == nil else { return false }
            state.waiting[name] = []
            return true
        }
    }

    /// The key is free, and those who waited for it may look what came of its call.
    func leave(_ name: Name) {
        let waiters = state.withLock { $0.waiting.removeValue(forKey: name) }
        for waiter in waiters ?? [] { waiter.resume.resume(returning: true) }
    }

    /// Waits until the key is free.
    ///
    /// - Returns: False when it is not, at the deadline or as the task is cancelled.
    func waitUntilFree(_ name: Name, deadline: Instant) async -> Bool {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waiter = Waiter(number: number, deadline: deadline, resume: continuation)
                guard add(waiter, to: name) else { return continuation.resume(returning: true) }
                // The cancellation may have come before there was anybody to wake.
                if Task.isCancelled { giveUp { $0.number == number } }
            }
        } onCancel: {
            giveUp { $0.number == number }
        }
    }

    /// - Returns: False when nobody has the key any more.
    private func add(_ waiter: Waiter, to name: Name) -> Bool {
        state.withLock { state in
            guard state.waiting[name] != nil else { return false }
            state.waiting[name]?.append(waiter)
            return true
        }
    }

    /// Wakes those who have waited long enough; to be called often.
    func beat(at now: Instant) { giveUp { $0.deadline <= now } }

    private func giveUp(_ isDue: (Waiter) -> Bool) {
        let due = state.withLock { state in
            var due: [Waiter] = []
            for (name, waiters) in state.waiting where waiters.contains(where: isDue) {
                due += waiters.filter(isDue)
                state.waiting[name] = waiters.filter { !isDue($0) }
            }
            return due
        }
        for waiter in due { waiter.resume.resume(returning: false) }
    }
}
