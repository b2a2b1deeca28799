// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import Ledger
import Logging
import Money
import Synchronization
import TestSupport
import Testing
import Vocabulary

@testable import Upkeep

@Suite("retention of usage")
struct UsageRetentionTests {
    @Test("months that are old enough are archived, and nothing the second time")
    func months() async throws {
        try await withUsage { place in
            place.wait(days: 130)
            let run = try #require(try await place.jobs.run("usage"))
            #expect(run.result == .succeeded(3))
            #expect(try await place.jobs.run("usage")?.result == .succeeded(0))
            let health = try await place.health()
            #expect(health.charges == 3 && health.failure == nil)
            #expect(health.last?.state == .finished)
            #expect(health.archivedBefore == Instant(iso8601: "2026-04-01"))
        }
    }

    @Test("a month stays until all of it is old enough")
    func young() async throws {
        try await withUsage { place in
            place.wait(days: 109)
            let run = try await place.jobs.run("usage")
            #expect(run?.result == .succeeded(0))
        }
    }

    @Test("a run for a moment to come archives no more than one for now")
    func future() async throws {
        try await withUsage { place in
            let moment = place.clock.now.adding(seconds: 400 * 86_400)
            let run = try await place.jobs.run("usage", asOf: moment)
            #expect(run?.result == .succeeded(0))
            #expect(try await place.health().last == nil)
        }
    }

    @Test("a folder that is away fails the run, and removes nothing; then it goes on")
    func noFolder() async throws {
        try await withUsage { place in
            place.wait(days: 130)
            try FileManager.default.moveItem(atPath: place.folder, toPath: place.folder + "-away")
            await #expect(throws: (any Error).self) { try await place.jobs.run("usage") }
            guard case .failed(let reason)? = place.jobs.lastRun(of: "usage")?.result else {
                Issue.record("the run has not failed")
                return
            }
            #expect(reason.contains(place.folder))
            try FileManager.default.moveItem(atPath: place.folder + "-away", toPath: place.folder)
            #expect(try await place.jobs.run("usage")?.result == .succeeded(3))
        }
    }

    @Test("another run is waited for")
    func turns() async throws {
        try await withUsage { place in
            place.wait(days: 130)
            let leases = Leases(database: place.database, clock: place.clock, node: "other")
            let lease = try #require(try await leases.take("usage archive"))
            async let run = place.jobs.run("usage")
            let last = try await place.health().last
            #expect(last == nil)
            try await leases.release(lease)
            let result = try await run?.result
            #expect(result == .succeeded(3))
        }
    }

    private func withUsage(_ body: (Place) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
        let archives = folder.appending(path: "archives").path
        try FileManager.default.createDirectory(
            atPath: archives, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await TestDatabase.open(path: folder.appending(path: "usage.db").path)
        _ = try await Migrator(Keeper.migrations + Leases.migrations).migrate(database, at: 0)
        let place = Place(database: database, folder: archives)
        try await place.spend()
        try await body(place)
        let verdict = try await database.read {
            try Books.verify(on: $0, seed: 1, archives: archives)
        }
        #expect(verdict.firstFault == nil)
        await database.close()
    }
}

/// A database with three charges of March 2026, and a job that archives after a hundred days.
private final class Place: Sendable {
    let database: any Database
    let folder: String
    let clock: Clock
    let jobs: Jobs
    private let time: Time
    private let ids: IDSource

    private final class Time: Sendable {
        let now = Mutex(Instant(iso8601: "2026-03-10T12:00:00Z") ?? .epoch)
    }

    init(database: any Database, folder: String) {
        let time = Time()
        let clock = Clock { time.now.withLock { $0 } }
        let ids = IDSource(clock: clock) { .random(in: 0...(.max)) }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let archives = UsageArchives(
            database: FencedDatabase(database), clock: clock, ids: ids, random: { 7 },
            version: "test")
        let archiving = UsageArchiving(
            archives, leases: Leases(database: database, clock: clock, node: "one"),
            logger: logger)
        let retention = UsageRetention(archiving, clock: clock, days: 100, folder: folder)
        jobs = Jobs([retention.job], clock: clock, logger: logger)
        (self.database, self.folder, self.clock, self.ids) = (database, folder, clock, ids)
        self.time = time
    }

    func wait(days: Int64) {
        time.now.withLock { $0 = $0.adding(seconds: days * 86_400) }
    }

    func health() async throws -> UsageHealth {
        try await database.read { try UsageHealth.read(on: $0) }
    }

    func spend() async throws {
        let organization = ids.make(OrganizationKind.self)
        try await database.write {
            try Keeper.open(Account(organization: organization, creditLimit: .zero), on: $0)
        }
        let keeper = Keeper(database: database, clock: clock)
        let grant = GrantCommand(
            id: ids.make(), source: .purchase, kind: .paid,
            amount: Credits(nanocredits: 1_000_000), expiresAt: .never, provider: "stripe")
        _ = try await keeper.perform(.grant(grant), for: organization)
        for amount: Int64 in [1, 20, 300] {
            let charge = ChargeCommand(id: ids.make(), amount: Credits(nanocredits: amount))
            _ = try await keeper.perform(.charge(charge), for: organization)
        }
    }
}
