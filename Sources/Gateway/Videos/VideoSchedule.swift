// SPDX-License-Identifier: Apache-2.0

import Billing
import Vocabulary

/// When the gateway looks by itself how a job does: often while it is young, seldom once it is not,
/// and more seldom the longer nobody answers. Jobs that began together come apart.
enum VideoSchedule {
    /// The first look, and the shortest time between two.
    static let secondsMin: Int64 = 2
    /// A video takes minutes: a charge that comes a minute late keeps nobody waiting.
    static let secondsMax: Int64 = 60
    private static let failedSecondsMax: Int64 = 300

    /// An upstream that says so often in a row that it has no such job has none.
    static let goneMax: Int64 = 5

    /// - Parameter luck: From 0 to 1,000, here and below.
    static func first(_ job: VideoJob, luck: Int64) -> Instant {
        moved(job.createdAt, secondsMin, luck)
    }

    /// After a look that showed the job running.
    static func next(_ job: VideoJob, at now: Instant, luck: Int64) -> Instant {
        let age = max(0, now.microseconds - job.createdAt.microseconds) / 1_000_000
        return moved(now, min(max(age / 8, secondsMin), secondsMax), luck)
    }

    /// After a look that showed nothing.
    static func nextAfterFailure(_ job: VideoJob, at now: Instant, luck: Int64) -> Instant {
        // 4, 8, 16, … seconds; the shift stays far from its end.
        let pause = min(4 << min(max(0, job.failures), 8), failedSecondsMax)
        return moved(now, pause, luck)
    }

    /// Up to a quarter later than asked for.
    private static func moved(_ now: Instant, _ seconds: Int64, _ luck: Int64) -> Instant {
        Instant(microseconds: now.adding(seconds: seconds).microseconds + seconds * luck * 250)
    }
}
