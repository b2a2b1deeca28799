// SPDX-License-Identifier: Apache-2.0

import Billing
import Money
import Testing
import Vocabulary

@testable import Gateway

/// When the gateway looks how a job does.
struct VideoScheduleTests {
    @Test(
        "a young job is looked at often, an old one once a minute",
        arguments: [(0, 2), (16, 2), (80, 10), (480, 60), (80_000, 60)] as [(Int64, Int64)])
    func next(age: Int64, seconds: Int64) {
        let job = job(failures: 0)
        let now = job.createdAt.adding(seconds: age)
        #expect(VideoSchedule.next(job, at: now, luck: 0) == now.adding(seconds: seconds))
        let latest = VideoSchedule.next(job, at: now, luck: 1_000)
        #expect(latest.microseconds - now.microseconds == seconds * 1_250_000)
    }

    @Test(
        "one that cannot be seen is looked at more and more seldom, up to five minutes",
        arguments: [(0, 4), (1, 8), (5, 128), (6, 256), (7, 300), (1_000, 300)] as [(Int64, Int64)])
    func afterFailure(failures: Int64, seconds: Int64) {
        let job = job(failures: failures)
        let next = VideoSchedule.nextAfterFailure(job, at: job.createdAt, luck: 0)
        #expect(next == job.createdAt.adding(seconds: seconds))
    }

    private func job(failures: Int64) -> VideoJob {
        let pricing = VideoPricing(book: 1, markup: .none, measure: "{}")
        let terms = VideoTerms(
            model: "m", memo: Memo(), hold: nil, held: .zero, charge: ID(bits: 1),
            pricing: pricing)
        return VideoJob(
            id: ID(bits: 1), organization: ID(bits: 1), terms: terms, failures: failures,
            createdAt: Instant(microseconds: 20_000 * 86_400_000_000))
    }
}
