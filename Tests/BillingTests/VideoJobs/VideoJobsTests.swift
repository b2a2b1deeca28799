// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Testing
import Vocabulary

/// How jobs that make videos begin and end, and what becomes of the credits held for them.
struct VideoJobsTests {
    private let claim = IdempotencyClaim(key: "k", fingerprint: [1])

    @Test("a job that is begun has its row and its hold, and is the same when it is read again")
    func begun() async throws {
        try await withVideoJobs { stage in
            let job = try await stage.start()
            #expect(try await stage.balances() == [credits(5), credits(5)])
            let found = try #require(try await stage.another.find(job.id, of: job.organization))
            #expect(found == job)
            #expect(found.state == .running)
            #expect(found.place == VideoPlace(upstream: "u", id: "v-1", model: "m1"))
            #expect(found.terms.memo.request == "req_1" && found.terms.pricing.book == 7)
        }
    }

    @Test("a job that cannot be paid leaves nothing behind: no row, no hold, a free key")
    func unpaid() async throws {
        try await withVideoJobs { stage in
            await #expect(throws: LedgerRefusal.self) {
                _ = try await stage.jobs.submit(stage.draft(holding: 11), under: claim)
            }
            #expect(try await stage.balances() == [credits(10), .zero])
            #expect(try await stage.keeper.number("SELECT count(*) FROM video_job") == 0)
            let memory = try await stage.jobs.memory(of: claim, in: stage.keeper.organization)
            #expect(memory == nil)
        }
    }

    @Test("a finished job is charged what it came to; the rest of its hold comes back")
    func completed() async throws {
        try await withVideoJobs { stage in
            let job = try await stage.start()
            let charged = try #require(try await stage.complete(job, for: 3))
            #expect(charged.charge == job.terms.charge && charged.balance == credits(7))
            #expect(try await stage.balances() == [credits(7), .zero])
            let record = try #require(try await stage.keeper.chargeRecord(job.terms.charge))
            #expect(record.charge.hold == job.terms.hold && record.memo.agent != nil)
            let found = try #require(try await stage.find(job))
            #expect(found.state == .completed && found.cost == credits(3))
            #expect(found.answer == VideoStage.made)
        }
    }

    @Test("what is above the hold is taken from what is there, and owed beyond that")
    func above() async throws {
        try await withVideoJobs { stage in
            let job = try await stage.start(holding: 5)
            let charged = try await stage.complete(job, for: 12)
            #expect(charged?.uncollected == credits(2))
            #expect(try await stage.balances() == [.zero, .zero])
        }
    }

    @Test("many that find a job finished at once charge it once")
    func race() async throws {
        try await withVideoJobs { stage in
            let job = try await stage.start()
            let charges = try await withThrowingTaskGroup(of: VideoCharge?.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await stage.complete(job, for: 4, by: stage.another) }
                }
                return try await group.reduce(into: []) { if let charge = $1 { $0.append(charge) } }
            }
            #expect(charges.count == 1)
            #expect(try await stage.balances() == [credits(6), .zero])
        }
    }

    @Test(
        "a job of which nothing comes gives its credits back, once",
        arguments: [VideoJob.State.failed, .expired, .unknown])
    func nothing(state: VideoJob.State) async throws {
        try await withVideoJobs { stage in
            let job = try await stage.start()
            #expect(try await stage.jobs.end(job, as: state, because: "it rained"))
            #expect(try await stage.balances() == [credits(10), .zero])
            #expect(try await !stage.another.end(job, as: state, because: "it rained"))
            #expect(try await stage.complete(job, for: 4) == nil)
            #expect(try await stage.balances() == [credits(10), .zero])
        }
    }

    @Test("a job that costs nothing holds nothing, and has a charge of nothing")
    func free() async throws {
        try await withVideoJobs { stage in
            let job = try await stage.start(holding: 0)
            #expect(try await stage.balances() == [credits(10), .zero])
            #expect(try await stage.complete(job, for: 0)?.cost == .zero)
        }
    }

    @Test("a hold that somebody ended by its id does not make a video free")
    func touched() async throws {
        try await withVideoJobs { stage in
            let released = try await stage.start(holding: 4)
            let captured = try await stage.start(holding: 4)
            try await stage.keeper.perform(.release(try #require(released.terms.hold)))
            try await stage.keeper.capture(try #require(captured.terms.hold), 1)
            #expect(try await stage.complete(released, for: 4)?.cost == credits(4))
            #expect(try await stage.complete(captured, for: 4)?.cost == credits(4))
            #expect(try await stage.balances() == [credits(1), .zero])
        }
    }

    @Test("a job that no upstream took never was: its credits and its key are free")
    func refused() async throws {
        try await withVideoJobs { stage in
            let job = stage.draft()
            #expect(try await stage.jobs.submit(job, under: claim) == nil)
            try await stage.jobs.refuse(job)
            #expect(try await stage.balances() == [credits(10), .zero])
            #expect(try await stage.keeper.number("SELECT count(*) FROM video_job") == 0)
            #expect(try await stage.jobs.submit(stage.draft(), under: claim) == nil)
        }
    }

    @Test("a job that is taken late, when it was given up, runs, and is charged all the same")
    func late() async throws {
        try await withVideoJobs { stage in
            let job = stage.draft()
            _ = try await stage.jobs.submit(job, under: claim)
            #expect(try await stage.jobs.end(job, as: .unknown, because: "it took too long"))
            #expect(try await stage.balances() == [credits(10), .zero])
            let running = try await stage.accept(job)
            #expect(running.state == .running)
            #expect(try await stage.complete(running, for: 5)?.cost == credits(5))
            #expect(try await stage.balances() == [credits(5), .zero])
        }
    }

    @Test("jobs without an answer are not their client's to see; they are listed as lost")
    func lost() async throws {
        try await withVideoJobs { stage in
            let job = stage.draft()
            _ = try await stage.jobs.submit(job, under: nil)
            #expect(try await stage.find(job) == nil)
            _ = try await stage.jobs.end(job, as: .unknown, because: "its server died")
            let (start, now) = (stage.keeper.now, stage.keeper.now.adding(seconds: 1))
            let lost = try await stage.keeper.database.read {
                (
                    try LostVideoJob.since(start, limit: 10, on: $0),
                    try LostVideoJob.since(now, limit: 10, on: $0)
                )
            }
            #expect(lost.0.map(\.id) == [job.id] && lost.0.first?.held == credits(5))
            #expect(lost.1.isEmpty)
        }
    }
}
