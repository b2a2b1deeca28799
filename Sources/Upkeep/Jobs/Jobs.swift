// SPDX-License-Identifier: Apache-2.0

public import Logging
public import ServiceLifecycle
import Synchronization
public import Vocabulary

/// All jobs of a server: runs each at its interval, remembers how the last runs ended.
///
/// Where several nodes share a database, a job runs once for all of them at each interval.
public final class Jobs: Service {
    public let all: [Job]
    private let clock: Clock
    private let leases: Leases?
    private let logger: Logger
    private let runs = Mutex<[String: JobRun]>([:])

    /// - Parameter leases: Nil where no other node can be.
    public init(_ jobs: [Job], clock: Clock, leases: Leases? = nil, logger: Logger) {
        all = jobs
        self.clock = clock
        self.leases = leases
        self.logger = logger
    }

    /// Runs every job at its interval until the server shuts down; what has begun is finished.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for job in self.all { group.addTask { await self.repeatedly(job) } }
            }
        }
    }

    /// Runs a job now.
    ///
    /// - Parameter asOf: The moment to run it for; nil for the present.
    /// - Returns: Nil when there is no job of this name.
    /// - Throws: What the job throws.
    public func run(_ name: String, asOf: Instant? = nil) async throws -> JobRun? {
        guard let job = all.first(where: { $0.name == name }) else { return nil }
        return try await once(job, asOf: asOf ?? clock.now)
    }

    /// How the last run of a job ended; nil when it has not run yet.
    public func lastRun(of name: String) -> JobRun? { runs.withLock { $0[name] } }

    private func repeatedly(_ job: Job) async {
        while !Task.isCancelled {
            do {
                // Not cancelled in the middle: a shutdown waits for what has begun.
                try await Task { try await self.inTurn(job) }.value
            } catch {
                logger.error("job \(job.name) failed: \(error)")
            }
            do {
                try await Task.sleep(
                    for: leases == nil ? job.interval : min(job.interval, .askAgain))
            } catch {
                return
            }
        }
    }

    /// Runs a job, unless another node does, or has done so in this interval.
    func inTurn(_ job: Job) async throws {
        guard let leases else {
            _ = try await once(job, asOf: clock.now)
            return
        }
        guard let lease = try await leases.take(job.leaseName) else { return }
        let startedAt = clock.now
        let result = await leases.holding(lease, logger) { [self] in
            _ = try await once(job, asOf: startedAt)
        }
        try await leases.end(lease, due: startedAt.adding(seconds: job.pauseSeconds(after: result)))
        try result.get()
    }

    private func once(_ job: Job, asOf: Instant) async throws -> JobRun {
        let startedAt = clock.now
        let result: JobRun.Result
        var failure: (any Error)?
        do {
            result = .succeeded(try await job.run(asOf))
        } catch {
            result = .failed("\(error)")
            failure = error
        }
        let run = JobRun(startedAt: startedAt, endedAt: clock.now, asOf: asOf, result: result)
        runs.withLock { $0[job.name] = run }
        if let failure { throw failure }
        return run
    }
}

extension Duration {
    /// How often a node asks for a job that another one may have left undone.
    fileprivate static let askAgain = Duration.seconds(15)
}

extension Job {
    /// A little less than the interval: the node that asks next may be the same, whose timer began
    /// before. What failed is tried again within a minute.
    fileprivate func pauseSeconds(after result: Result<Void, any Error>) -> Int64 {
        let pause = max(0, interval.components.seconds - 1)
        if case .failure = result { return min(pause, 60) }
        return pause
    }
}
