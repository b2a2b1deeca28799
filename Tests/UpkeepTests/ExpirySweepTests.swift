// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import Ledger
import Logging
import Money
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing
import Upkeep
import Vocabulary

@Suite struct ExpirySweepTests {
    @Test(
        "an expired hold gives its credits back when the sweep has run, and not before it expired")
    func holds() async throws {
        try await Stage.run { stage in
            let organization = try await stage.open(1, credits: 10)
            try await stage.hold(organization, credits: 4, seconds: 60)
            #expect(try await stage.sweep("holds") == 0)
            #expect(try await stage.storedHeld(organization) == 4)
            stage.wait(seconds: 60)
            #expect(try await stage.sweep("holds") == 1)
            #expect(try await stage.storedHeld(organization) == 0)
            #expect(try await stage.sweep("holds") == 0, "run twice, it does nothing")
            #expect(try await stage.verdict().firstFault == nil)
        }
    }

    @Test("expired credits become breakage")
    func grants() async throws {
        try await Stage.run { stage in
            let organization = try await stage.open(1, credits: 10, expiresIn: 60)
            stage.wait(seconds: 61)
            #expect(try await stage.sweep("grants") == 1)
            #expect(try await stage.owned(organization) == 0)
            let verdict = try await stage.verdict()
            #expect(verdict.firstFault == nil && verdict.entries == 2)
        }
    }

    @Test("a sweep for a moment to come ends what will have expired by then")
    func future() async throws {
        try await Stage.run { stage in
            let organization = try await stage.open(1, credits: 10, expiresIn: 3_600)
            #expect(try await stage.sweep("grants") == 0)
            #expect(try await stage.sweep("grants", after: 3_600) == 1)
            #expect(try await stage.owned(organization) == 0)
        }
    }

    @Test("one pass settles more organizations than a page holds")
    func many() async throws {
        try await Stage.run { stage in
            for number: UInt128 in 1...300 {
                _ = try await stage.open(number, credits: 1, expiresIn: 60)
            }
            stage.wait(seconds: 60)
            #expect(try await stage.sweep("holds") == 300)
            #expect(try await stage.verdict().firstFault == nil)
        }
    }

    @Test("a job that nobody knows is nil; how a known one ended is remembered")
    func registry() async throws {
        try await Stage.run { stage in
            #expect(try await stage.jobs.run("nothing") == nil)
            #expect(stage.jobs.lastRun(of: "holds") == nil)
            let run = try await stage.jobs.run("holds")
            #expect(run?.result == .succeeded(0) && stage.jobs.lastRun(of: "holds") == run)
            #expect(Set(stage.jobs.all.map(\.name)) == ["holds", "grants"])
        }
    }

    @Test("a job that fails is remembered as failed, and its failure told")
    func failure() async throws {
        struct Broken: Error {}
        let job = Job(name: "broken", purpose: "Breaks.", interval: .seconds(1)) { _ in
            throw Broken()
        }
        let jobs = Jobs([job], clock: Clock { .epoch }, logger: quiet)
        await #expect(throws: Broken.self) { try await jobs.run("broken") }
        guard case .failed = jobs.lastRun(of: "broken")?.result else {
            Issue.record("it is not remembered as failed")
            return
        }
    }

    @Test("the service runs each job at once, and ends when it is told to")
    func service() async throws {
        let (ran, continuation) = AsyncStream<Instant>.makeStream()
        let job = Job(name: "tick", purpose: "Ticks.", interval: .seconds(3_600)) { moment in
            continuation.yield(moment)
            return 1
        }
        let jobs = Jobs([job], clock: Clock { Instant(microseconds: 7) }, logger: quiet)
        let group = ServiceGroup(services: [jobs], logger: quiet)
        async let end: Void = group.run()
        var iterator = ran.makeAsyncIterator()
        #expect(await iterator.next() == Instant(microseconds: 7))
        await group.triggerGracefulShutdown()
        try await end
    }
}

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A database, a keeper, a clock that the test moves, and the sweep.
private final class Stage: Sendable {
    let database: any Database
    let keeper: Keeper
    let jobs: Jobs
    private let time: Time

    private final class Time: Sendable {
        let now = Mutex(Instant(microseconds: 1_000_000_000))
    }

    private init(path: String) async throws {
        database = try await TestDatabase.open(path: path)
        let time = Time()
        self.time = time
        let clock = Clock { time.now.withLock { $0 } }
        keeper = Keeper(database: database, clock: clock)
        let sweep = ExpirySweep(keeper: keeper, database: database, clock: clock)
        jobs = Jobs(sweep.jobs, clock: clock, logger: quiet)
        _ = try await Migrator(Organizations.migrations + Keys.migrations + Keeper.migrations)
            .migrate(database, at: 0)
    }

    static func run(_ body: (Stage) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let stage = try await Stage(path: folder.appending(path: "upkeep.db").path)
        try await body(stage)
        await stage.database.close()
    }

    private var now: Instant { time.now.withLock { $0 } }

    func wait(seconds: Int64) { time.now.withLock { $0 = $0.adding(seconds: seconds) } }

    func open(
        _ number: UInt128, credits: Int64, expiresIn seconds: Int64? = nil
    ) async throws -> OrganizationID {
        let id = OrganizationID(bits: number)
        try await database.write { connection in
            try Organizations.create(
                Organization(id: id, name: "Number \(number)", email: nil, createdAt: .epoch),
                in: connection)
            try Keeper.open(Account(organization: id), on: connection)
        }
        let grant = GrantCommand(
            id: GrantID(bits: number), source: .promotional, kind: .promotional,
            amount: whole(credits), expiresAt: seconds.map { now.adding(seconds: $0) } ?? .never,
            provider: "test")
        _ = try await keeper.perform(.grant(grant), for: id)
        return id
    }

    func hold(_ organization: OrganizationID, credits: Int64, seconds: Int64) async throws {
        let hold = HoldCommand(
            id: HoldID(bits: 1), amount: whole(credits), expiresAt: now.adding(seconds: seconds))
        _ = try await keeper.perform(.hold(hold), for: organization)
    }

    func sweep(_ name: String, after seconds: Int64 = 0) async throws -> Int? {
        let run = try await jobs.run(name, asOf: now.adding(seconds: seconds))
        guard case .succeeded(let count) = run?.result else { return nil }
        return count
    }

    /// Whole credits that the account row says are held.
    func storedHeld(_ organization: OrganizationID) async throws -> Int64? {
        try await number("held", of: organization)
    }

    /// Whole credits that the account row says are owned.
    func owned(_ organization: OrganizationID) async throws -> Int64? {
        try await number("credits + promotional_credits", of: organization)
    }

    private func number(_ column: String, of organization: OrganizationID) async throws -> Int64? {
        try await database.read { connection in
            try connection.first(
                "SELECT \(column) FROM account WHERE organization_id = $1",
                [.text(organization.description)]
            ) { $0.integer(0) / Credits.nanocreditsPerCredit }
        }
    }

    func verdict() async throws -> Verdict {
        try await database.read { try Books.verify(on: $0, seed: 1) }
    }

    private func whole(_ credits: Int64) -> Credits {
        Credits(nanocredits: credits * Credits.nanocreditsPerCredit)
    }
}
