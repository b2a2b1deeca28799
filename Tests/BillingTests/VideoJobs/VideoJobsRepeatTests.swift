// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Testing
import Vocabulary

/// What a repeat under an `Idempotency-Key` is told, and what a client may list and delete.
struct VideoJobsRepeatTests {
    private let claim = IdempotencyClaim(key: "k", fingerprint: [1])

    @Test("a repeat is told the first answer, and begins nothing")
    func repeated() async throws {
        try await withVideoJobs { stage in
            let job = try await stage.start(under: claim)
            let memory = VideoJobs.Memory.answer(status: 200, VideoStage.queued)
            #expect(try await stage.jobs.memory(of: claim, in: job.organization) == memory)
            #expect(try await stage.another.submit(stage.draft(), under: claim) == memory)
            _ = try await stage.complete(job, for: 5)
            #expect(try await stage.jobs.memory(of: claim, in: job.organization) == memory)
            #expect(try await stage.balances() == [credits(5), .zero])
        }
    }

    @Test("while the first answer is not there, a repeat is told in which state its job is")
    func pending() async throws {
        try await withVideoJobs { stage in
            let job = stage.draft()
            _ = try await stage.jobs.submit(job, under: claim)
            let organization = job.organization
            #expect(
                try await stage.another.memory(of: claim, in: organization)
                    == VideoJobs.Memory.none(job.id, .submitting))
            _ = try await stage.jobs.end(job, as: .unknown, because: "its server died")
            #expect(
                try await stage.jobs.memory(of: claim, in: organization)
                    == VideoJobs.Memory.none(job.id, .unknown))
        }
    }

    @Test("the key of another request is a conflict")
    func conflict() async throws {
        try await withVideoJobs { stage in
            _ = try await stage.start(under: claim)
            let other = IdempotencyClaim(key: "k", fingerprint: [2])
            await #expect(throws: KeeperRefusal.idempotencyConflict) {
                _ = try await stage.jobs.submit(stage.draft(), under: other)
            }
            #expect(try await stage.balances() == [credits(5), credits(5)])
        }
    }

    @Test("a deleted job is not seen again, nor what was said of it; its charge stays")
    func deleted() async throws {
        try await withVideoJobs { stage in
            let job = try await stage.start(under: claim)
            #expect(try await !stage.jobs.delete(job), "it runs")
            _ = try await stage.complete(job, for: 5)
            #expect(try await stage.jobs.delete(job))
            #expect(try await !stage.jobs.delete(job))
            #expect(try await stage.find(job) == nil)
            #expect(
                try await stage.jobs.memory(of: claim, in: job.organization)
                    == VideoJobs.Memory.none(job.id, .completed))
            #expect(try await stage.keeper.chargeRecord(job.terms.charge) != nil)
        }
    }

    @Test("a list has its organization's jobs, in either order, page by page")
    func listed() async throws {
        try await withVideoJobs { stage in
            var ids: [VideoJobID] = []
            for _ in 0..<3 { ids.append(try await stage.start(holding: 1).id) }
            let stranger = try await stage.keeper.open()
            try await stage.keeper.grant(5, to: stranger)
            let foreign = stage.draft(of: stranger)
            _ = try await stage.jobs.submit(foreign, under: nil)
            _ = try await stage.accept(foreign)
            #expect(try await pages(of: stage, .asc) == [[ids[0], ids[1]], [ids[2]]])
            #expect(try await pages(of: stage, .desc) == [[ids[2], ids[1]], [ids[0]]])
        }
    }

    private func pages(
        of stage: VideoStage, _ order: VideoJobs.ListOrder
    ) async throws -> [[VideoJobID]] {
        var pages: [[VideoJobID]] = []
        var after: VideoJobID?
        repeat {
            let page = try await stage.jobs.list(
                of: stage.keeper.organization, after: after, limit: 2, order: order)
            pages.append(page.items.map(\.id))
            after = page.next.flatMap { VideoJobID($0) }
        } while after != nil
        return pages
    }
}
