// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import Logging
import Synchronization
import Vocabulary

extension Gateway {
    /// Looks by itself how jobs do, until the server stops: a client that never comes back pays for
    /// its video all the same, and one whose video failed has its credits back.
    func pollVideos() async {
        let running = RunningLooks()
        await withDiscardingTaskGroup { group in
            var beats = 0
            while !Task.isCancelled {
                if beats % Self.censusBeats == 0 { await countVideos() }
                beats += 1
                let jobs = await dueVideos(
                    limit: Self.looksMax - running.count.load(ordering: .relaxed))
                for job in jobs {
                    running.count.add(1, ordering: .relaxed)
                    group.addTask {
                        await self.poll(job)
                        running.count.subtract(1, ordering: .relaxed)
                    }
                }
                do {
                    try await Task.sleep(for: jobs.isEmpty ? Self.idleBeat : Self.busyBeat)
                } catch {
                    return
                }
            }
        }
    }

    /// Looks that run at a time.
    private static let looksMax = 64
    /// Where something was due there may be more.
    private static let (idleBeat, busyBeat) = (Duration.seconds(1), Duration.milliseconds(100))
    /// Longer than a look takes.
    private static let lookLeaseSeconds: Int64 = 60

    private static let censusBeats = 15

    private func countVideos() async {
        do {
            videoMetrics.note(try await videos.census())
        } catch {
            logger.warning("Open video jobs cannot be counted: \(error)")
        }
    }

    private func dueVideos(limit: Int) async -> [VideoJob] {
        guard limit > 0 else { return [] }
        do {
            return try await videos.takeDue(limit: limit, leaseSeconds: Self.lookLeaseSeconds)
        } catch {
            logger.warning("Due video jobs cannot be read: \(error)")
            return []
        }
    }

    /// Looks once, and writes down what is seen.
    func poll(_ job: VideoJob) async {
        do {
            guard job.state == .running, let place = job.place else {
                // Its server died while it asked, or could not write what it heard.
                return try await end(
                    job, as: .unknown, because: "what the upstream said to it is lost")
            }
            try await note(await look(at: place), of: job)
        } catch {
            logger.error(
                "What a video job does could not be written: \(error)",
                metadata: ["job": "\(job.id)", "organization": "\(job.organization)"])
        }
    }

    private func note(_ look: VideoLook, of job: VideoJob) async throws {
        switch look {
        case .answer(let answer):
            videoMetrics.looks.add(1)
            guard try await !conclude(job, answer) else { return }
            try await note(job, answer)
        case .gone where job.failures >= VideoSchedule.goneMax:
            try await give(up: job, as: .failed, because: "the upstream has no such job any more")
        case .gone: try await noteFailure("the upstream has no such job", of: job)
        case .nothing(let reason): try await noteFailure(reason, of: job)
        case .stopped: try await videos.giveBack(job)
        }
    }

    private func note(_ job: VideoJob, _ answer: VideoAnswer) async throws {
        let now = house.clock.now
        guard now < job.expiresAt else {
            return try await give(up: job, as: .expired, because: "it still runs after a day")
        }
        try await videos.note(
            job, answer: answer.under(job.id),
            nextPollAt: VideoSchedule.next(job, at: now, luck: Self.luck))
    }

    private func noteFailure(_ reason: String, of job: VideoJob) async throws {
        videoMetrics.looksFailed.add(1)
        let now = house.clock.now
        guard now < job.expiresAt else {
            return try await give(up: job, as: .expired, because: reason)
        }
        logger.debug("A video job could not be seen: \(reason)", metadata: ["job": "\(job.id)"])
        try await videos.noteFailure(
            job, because: reason,
            nextPollAt: VideoSchedule.nextAfterFailure(job, at: now, luck: Self.luck))
    }

    /// Nobody says how the job ended: its client is told that it failed.
    private func give(
        up job: VideoJob, as state: VideoJob.State, because reason: String
    ) async throws {
        let code = state == .expired ? "expired" : "not_found"
        let answer = VideoAnswer.failed(
            job.answer ?? [], code: code,
            message: "The model's provider did not say how it ended; nothing was charged.")
        try await end(job, as: state, answer: answer, because: reason)
    }
}

private final class RunningLooks: Sendable {
    let count = Atomic<Int>(0)
}
