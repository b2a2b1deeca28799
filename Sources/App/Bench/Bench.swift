// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import JSON
import Ledger
import Money
import Vocabulary

/// How `florin bench` loads the keeper.
public struct BenchPlan: Hashable, Sendable {
    public var organizations = 1
    /// Callers that wait for an answer at the same time.
    public var waiting = 64
    public var seconds = 5
    /// Entries to write before the clock starts, to measure what history costs.
    public var history = 0
    /// Whether holds are acknowledged before the disk has them, as the gateway's own are.
    public var hasQuickHolds = false
    /// A database whose organizations and history to measure on, nil for an empty one. A file is
    /// copied, and nobody may be writing it meanwhile; a PostgreSQL database is written, so that
    /// several nodes can be measured on it together, and gets organizations if it has none.
    public var database: String?
    /// Where the temporary database goes; nil for the system's folder for temporary files.
    public var folder: String?
    /// Whether the database stays, to be looked at.
    public var keepsDatabase = false

    public init() {}
}

/// Pairs of hold and capture through the keeper, on a database of its own or a copy of another.
public struct Bench: Sendable {
    private let plan: BenchPlan
    private let house: House
    private let keeper: Keeper
    private let organizations: [OrganizationID]

    /// Runs a plan and removes its database, unless it is to be kept.
    public static func run(_ plan: BenchPlan) async throws -> Report {
        if let url = plan.database, case .postgresql? = DatabaseLocation(url) {
            return try await run(plan, on: url, in: nil)
        }
        let parent = plan.folder ?? NSTemporaryDirectory()
        let folder = parent + "/florin-bench-\(systemRandom())"
        let path = folder + "/bench.db"
        if let original = plan.database { try Files.copyDatabase(original, to: path) }
        do {
            let report = try await run(plan, on: "sqlite:\(path)", in: folder)
            if !plan.keepsDatabase { try FileManager.default.removeItem(atPath: folder) }
            return report
        } catch {
            try FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    private static func run(
        _ plan: BenchPlan, on url: String, in folder: String?
    ) async throws -> Report {
        guard let location = DatabaseLocation(url) else {
            throw CommandFailure("\(url) is no database: it should be sqlite:PATH or postgres://…")
        }
        let house = try House(location)
        do {
            _ = try await house.migrate()
            let report = try await Bench(plan, house).run(in: folder)
            await house.database.close()
            return report
        } catch {
            await house.database.close()
            throw error
        }
    }

    private init(_ plan: BenchPlan, _ house: House) async throws {
        self.plan = plan
        self.house = house
        keeper = Keeper(database: house.database, clock: house.clock)
        let known = try await house.database.read { [plan] connection in
            try Organizations.list(after: nil, limit: plan.organizations, in: connection)
                .items.map(\.id)
        }
        guard known.isEmpty else {
            organizations = known
            return
        }
        organizations = (0..<plan.organizations).map { _ in house.ids.make() }
        try await house.database.write { [organizations] connection in
            for id in organizations {
                let organization = Organization(
                    id: id, name: "Bench", email: nil, createdAt: .epoch)
                try Organizations.create(organization, in: connection)
                try Keeper.open(Account(organization: id), on: connection)
            }
        }
        try await each(organizations.count) { [keeper, house, organizations] index in
            let grant = GrantCommand(
                id: house.ids.make(), source: .purchase, kind: .paid,
                amount: Credits(nanocredits: 1_000_000 * Credits.nanocreditsPerCredit),
                expiresAt: .never, provider: "bench")
            _ = try await keeper.perform(.grant(grant), for: organizations[index])
        }
    }

    private func run(in folder: String?) async throws -> Report {
        try await each(plan.history) { index in _ = try await pair(index) }
        let start = ContinuousClock.now
        let end = start + .seconds(plan.seconds)
        let latencies = try await withThrowingTaskGroup { group in
            for caller in 0..<plan.waiting {
                group.addTask { try await pairs(of: caller, until: end) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let elapsed = microseconds(ContinuousClock.now - start)
        return report(latencies.sorted(), elapsed, folder)
    }

    /// One caller's pairs, one after the other.
    private func pairs(of caller: Int, until end: ContinuousClock.Instant) async throws -> [Int64] {
        var latencies: [Int64] = []
        var index = caller
        while ContinuousClock.now < end {
            latencies.append(try await pair(index))
            index += plan.waiting
        }
        return latencies
    }

    /// Holds and captures once.
    ///
    /// - Returns: Microseconds from the call of the hold to the answer of the capture.
    private func pair(_ index: Int) async throws -> Int64 {
        let start = ContinuousClock.now
        let organization = organizations[index % organizations.count]
        let hold = HoldCommand(
            id: house.ids.make(), amount: Credits(nanocredits: 1_000_000),
            expiresAt: house.clock.now.adding(seconds: 900))
        _ = try await keeper.perform(
            .hold(hold), for: organization,
            acknowledgement: plan.hasQuickHolds ? .decided : .durable)
        let capture = CaptureCommand(
            hold: hold.id, charge: house.ids.make(), amount: Credits(nanocredits: 700_000))
        _ = try await keeper.perform(.capture(capture), for: organization)
        return microseconds(ContinuousClock.now - start)
    }

    /// Runs `body` for 0 up to `count`, as many at a time as fill the keeper's batches.
    private func each(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let callers = min(count, 1_024)
        try await withThrowingTaskGroup { group in
            for caller in 0..<callers {
                group.addTask {
                    for index in stride(from: caller, to: count, by: callers) {
                        try await body(index)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func report(_ latencies: [Int64], _ elapsed: Int64, _ folder: String?) -> Report {
        let rate = Int64(latencies.count) * 1_000_000 / max(1, elapsed)
        let marks = [("p50", 500), ("p90", 900), ("p99", 990), ("p999", 999), ("max", 1_000)]
        var latency = JSONObject()
        for (name, permille) in marks {
            latency[name] = .number(JSONNumber(latencies.mark(permille)))
        }
        let words = marks.map { "\($0.0) \(latencies.mark($0.1)) µs" }.joined(separator: ", ")
        let database = plan.keepsDatabase ? folder.map { $0 + "/bench.db" } : nil
        return Report(
            """
            \(rate) pairs/s: \(latencies.count) pairs of hold and capture, \
            \(organizations.count) organizations, \(plan.waiting) waiting callers
            latency of a pair: \(words)
            """ + (database.map { "\ndatabase: \($0)" } ?? ""),
            [
                "pairs": .number(JSONNumber(latencies.count)),
                "pairsPerSecond": .number(JSONNumber(rate)),
                "organizations": .number(JSONNumber(organizations.count)),
                "waiting": .number(JSONNumber(plan.waiting)),
                "history": .number(JSONNumber(plan.history)),
                "latencyMicroseconds": .object(latency),
                "database": database.map { .string($0) } ?? .null,
            ])
    }
}

extension [Int64] {
    /// The value that so many permille do not exceed; the array is sorted.
    fileprivate func mark(_ permille: Int) -> Int64 {
        isEmpty ? 0 : self[Swift.min(count - 1, count * permille / 1_000)]
    }
}

private func microseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
}
