// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Testing
import Vocabulary

/// The jobs of one organization, and its keeper.
struct VideoStage {
    let keeper: KeeperStage
    let jobs: VideoJobs

    /// As another server on the same database, or this one after a restart: nothing is remembered.
    var another: VideoJobs {
        let time = keeper.time
        return VideoJobs(database: keeper.database, clock: Clock { time.now })
    }

    /// A job that holds so much; not written down yet.
    func draft(holding amount: Int64 = 5, of organization: OrganizationID? = nil) -> VideoJob {
        let pricing = VideoPricing(book: 7, markup: .standard, measure: "{}")
        let memo = Memo(
            description: "video m", key: keeper.ids.make(), agent: keeper.ids.make(),
            app: keeper.ids.make(), request: "req_1")
        return VideoJob(
            id: keeper.ids.make(), organization: organization ?? keeper.organization,
            terms: VideoTerms(
                model: "provider/m", memo: memo, hold: amount > 0 ? keeper.ids.make() : nil,
                held: credits(amount), charge: keeper.ids.make(), pricing: pricing),
            createdAt: keeper.now)
    }

    /// A job that an upstream has.
    func start(
        holding amount: Int64 = 5, under claim: IdempotencyClaim? = nil
    ) async throws -> VideoJob {
        let job = draft(holding: amount)
        _ = try await jobs.submit(job, under: claim)
        return try await accept(job)
    }

    func accept(_ job: VideoJob) async throws -> VideoJob {
        try await jobs.accept(
            job, at: VideoPlace(upstream: "u", id: "v-1", model: "m1"), status: 200,
            answer: Self.queued, nextPollAt: keeper.now.adding(seconds: 2))
    }

    static let queued = Array(#"{"status":"queued"}"#.utf8)
    static let made = Array(#"{"status":"completed"}"#.utf8)

    func complete(
        _ job: VideoJob, for cost: Int64, by jobs: VideoJobs? = nil
    ) async throws -> VideoCharge? {
        try await (jobs ?? self.jobs).complete(
            job, cost: credits(cost), memo: Memo(), answer: Self.made)
    }

    /// What is spendable and what is held.
    func balances() async throws -> [Credits] {
        let standing = try await keeper.standing()
        return [standing.balance, standing.pending]
    }

    func find(_ job: VideoJob) async throws -> VideoJob? {
        try await jobs.find(job.id, of: job.organization)
    }
}

/// Runs a test on a stage of its own, with ten nanocredits to spend.
func withVideoJobs(_ body: (VideoStage) async throws -> Void) async throws {
    try await withKeeper { keeper in
        _ = try await Migrator(Keeper.migrations + VideoJobs.migrations)
            .migrate(keeper.database, at: 0)
        try await keeper.grant(10)
        let time = keeper.time
        let jobs = VideoJobs(database: keeper.database, clock: Clock { time.now })
        try await body(VideoStage(keeper: keeper, jobs: jobs))
    }
}
