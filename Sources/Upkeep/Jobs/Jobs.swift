// SPDX-License-Identifier: Apache-2.0

public import Logging
public import ServiceLifecycle
import Synchronization
public import Vocabulary

/// All jobs of a server: runs each at its interval, remembers how the last runs ended.
public final class Jobs: Service {
    public let all: [Job]
    private let clock: Clock
    private let logger: Logger
    private let runs = Mutex<[String: JobRun]>([:])

    public init(_ jobs: [Job], clock: Clock, logger: Logger) {
        all = jobs
        self.clock = clock
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
                _ = try await Task { try await self.once(job, asOf: self.clock.now) }.value
            } catch {
                logger.error("job \(job.name) failed: \(error)")
            }
            do {
                try await Task.sleep(for: job.interval)
            } catch {
                return
            }
        }
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
