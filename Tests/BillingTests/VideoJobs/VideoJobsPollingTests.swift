// SPDX-License-Identifier: Apache-2.0

import Billing
import Ledger
import Money
import Testing
import Vocabulary

/// Which jobs somebody has to look at, and what becomes of their holds meanwhile.
struct VideoJobsPollingTests {
    @Test("a job is due at its time, to one who looks")
    func due() async throws {
        try await withVideoJobs { stage in
            let job = try await stage.start()
            #expect(try await take(stage).isEmpty)
            stage.keeper.wait(seconds: 2)
            #expect(try await take(stage) == [job.id])
            #expect(try await take(stage).isEmpty, "somebody has it")
            stage.keeper.wait(seconds: 60)
            #expect(try await take(stage) == [job.id], "who had it is gone")
        }
    }

    @Test("of many that are due the longest due come first, and many takers share them")
    func shared() async throws {
        try await withVideoJobs { stage in
            var ids: [VideoJobID] = []
            for _ in 0..<6 {
                ids.append(try await stage.start(holding: 1).id)
                stage.keeper.wait(seconds: 1)
            }
            stage.keeper.wait(seconds: 2)
            let taken = try await withThrowingTaskGroup(of: [VideoJobID].self) { group in
                for _ in 0..<3 { group.addTask { try await take(stage, limit: 2) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(taken.sorted() == ids)
        }
    }

    @Test("a job that is over is not due, nor one that is given back before it is due")
    func over() async throws {
        try await withVideoJobs { stage in
            let (made, back) = (
                try await stage.start(holding: 1), try await stage.start(holding: 1)
            )
            _ = try await stage.complete(made, for: 1)
            stage.keeper.wait(seconds: 2)
            #expect(try await take(stage) == [back.id])
            try await stage.jobs.giveBack(back)
            try await stage.jobs.giveBack(made)
            #expect(try await take(stage) == [back.id])
        }
    }

    @Test("a job whose server died while it asked is due once nobody asks any more")
    func submitting() async throws {
        try await withVideoJobs { stage in
            let job = stage.draft()
            _ = try await stage.jobs.submit(job, under: nil)
            stage.keeper.wait(seconds: VideoJobs.submissionSeconds - 1)
            #expect(try await take(stage).isEmpty)
            stage.keeper.wait(seconds: 1)
            #expect(try await take(stage) == [job.id])
        }
    }

    @Test("a hold lives as long as its job does, to its last day, seen or not")
    func renewed() async throws {
        try await withVideoJobs { stage in
            let job = try await stage.start()
            let hold = try #require(job.terms.hold)
            for hour in 1...24 {
                stage.keeper.wait(seconds: 1_800)
                try await look(at: job, stage, fails: hour.isMultiple(of: 2))
                stage.keeper.wait(seconds: 1_799)
                let record = try await stage.keeper.holdRecord(hold)
                #expect(record?.status(at: stage.keeper.now) == .open, "hour \(hour)")
                stage.keeper.wait(seconds: 1)
                if hour < 24 { try await look(at: job, stage, fails: false) }
            }
            let record = try await stage.keeper.holdRecord(hold)
            #expect(record?.status(at: stage.keeper.now) == .expired)
            #expect(try await stage.complete(job, for: 5)?.uncollected == .zero, "charged late")
        }
    }

    @Test("looks that fail are counted until one does not")
    func failures() async throws {
        try await withVideoJobs { stage in
            let job = try await stage.start()
            for _ in 0..<3 { try await look(at: job, stage, fails: true) }
            #expect(try await stage.find(job)?.failures == 3)
            try await look(at: job, stage, fails: false)
            #expect(try await stage.find(job)?.failures == 0)
        }
    }

    @Test("what is seen late of a job that is over changes nothing")
    func stale() async throws {
        try await withVideoJobs { stage in
            let job = try await stage.start()
            _ = try await stage.complete(job, for: 5)
            try await look(at: job, stage, fails: false)
            try await look(at: job, stage, fails: true)
            let found = try #require(try await stage.find(job))
            #expect(found.answer == VideoStage.made && found.failures == 0)
            stage.keeper.wait(seconds: 86_400)
            #expect(try await take(stage).isEmpty)
        }
    }

    @Test("the census counts what is not over, and tells the oldest")
    func census() async throws {
        try await withVideoJobs { stage in
            #expect(try await stage.jobs.census() == (0, nil))
            let start = stage.keeper.now
            let first = try await stage.start(holding: 1)
            stage.keeper.wait(seconds: 5)
            _ = try await stage.start(holding: 1)
            #expect(try await stage.jobs.census() == (2, start))
            _ = try await stage.complete(first, for: 1)
            #expect(try await stage.jobs.census() == (1, start.adding(seconds: 5)))
        }
    }

    private func take(_ stage: VideoStage, limit: Int = 10) async throws -> [VideoJobID] {
        try await stage.another.takeDue(limit: limit, leaseSeconds: 60).map(\.id)
    }

    private func look(at job: VideoJob, _ stage: VideoStage, fails: Bool) async throws {
        let next = stage.keeper.now.adding(seconds: 2)
        if fails {
            try await stage.jobs.noteFailure(job, because: "no answer", nextPollAt: next)
        } else {
            try await stage.jobs.note(job, answer: VideoStage.queued, nextPollAt: next)
        }
    }
}
