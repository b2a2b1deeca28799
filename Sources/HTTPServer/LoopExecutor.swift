// SPDX-License-Identifier: Apache-2.0

public import NIOCore
import Synchronization

/// Runs tasks on an event loop.
///
/// A loop is told once of all that became ready since it looked last: telling it of each job costs
/// more than many jobs do, and from another thread it is a wake-up by the kernel.
///
/// SAFETY: `spare` is touched on the loop only.
public final class LoopExecutor: TaskExecutor, @unchecked Sendable {
    public let loop: any EventLoop
    private let state = Mutex(State())
    /// The memory of the jobs that ran last, for those that come next.
    private var spare: [UnownedJob] = []

    private struct State {
        var ready: [UnownedJob] = []
        /// Somebody is about to run what is ready.
        var isTaken = false

        /// - Returns: Whether it was nobody's yet.
        mutating func take() -> Bool {
            defer { isTaken = true }
            return !isTaken
        }
    }

    /// After so many rounds of jobs that made others ready, sockets are looked at.
    private static let roundsMax = 4

    public init(_ loop: any EventLoop) {
        self.loop = loop
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let mustTell = state.withLock { state in
            state.ready.append(job)
            return state.take()
        }
        if mustTell { loop.execute { self.runReady() } }
    }

    /// Does something on the loop, and runs at once what becomes ready by it.
    public func running(_ body: () -> Void) {
        let isOurs = state.withLock { $0.take() }
        body()
        if isOurs { runReady() }
    }

    private func runReady() {
        for _ in 0..<Self.roundsMax {
            var jobs = spare
            spare = []
            let isDone = state.withLock { state in
                swap(&state.ready, &jobs)
                if jobs.isEmpty { state.isTaken = false }
                return jobs.isEmpty
            }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
            jobs.removeAll(keepingCapacity: true)
            spare = jobs
            if isDone { return }
        }
        loop.execute { self.runReady() }
    }
}
