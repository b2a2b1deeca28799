// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Dispatch
import Foundation
import HTTPEdge
import Ledger
import Logging
import Money
import NIOCore
import Pricing
import Synchronization
import TestSupport
import Testing
import Vocabulary

@testable import Gateway

/// A gateway's inside on a real SQLite file, one organization with books, and a clock that the test
/// moves.
struct GatewayStage: Sendable {
    let database: any Database
    let path: String
    let house: MeteredCall.House
    let metrics: Metrics
    let time: Time
    let organization: OrganizationID
    let book: PriceBook
    let configuration: GatewayConfiguration

    final class Time: Sendable {
        private let instant = Mutex(Instant(microseconds: 20_000 * 86_400_000_000))

        var now: Instant {
            get { instant.withLock { $0 } }
            set { instant.withLock { $0 = newValue } }
        }
    }

    func wait(seconds: Int64) { time.now = time.now.adding(seconds: seconds) }

    func grant(_ amount: String) async throws {
        let command = GrantCommand(
            id: house.ids.make(), source: .purchase, kind: .paid,
            amount: try Credits(text: amount), expiresAt: .never, provider: "manual")
        _ = try await house.keeper.perform(.grant(command), for: organization)
    }

    /// What the books say: spendable, set aside.
    func standing() async throws -> (available: Credits, held: Credits) {
        let outcome = try await house.keeper.perform(.expire, for: organization)
        return (outcome.balance, outcome.pending)
    }

    /// The charges in the books, oldest first.
    func charges() async throws -> [ChargeRecord] {
        try await database.read { [organization] connection in
            let ids: [ChargeID] = try connection.query(
                "SELECT id FROM charge WHERE organization_id = $1 ORDER BY id",
                [.text(organization.description)]
            ) { row in try #require(ChargeID(row.text(0))) }
            return try ids.compactMap {
                try Statements.charge($0, of: organization, on: connection)
            }
        }
    }

    func openHolds() async throws -> [HoldID] {
        try await database.read { [organization] connection in
            try connection.query(
                "SELECT id FROM hold WHERE organization_id = $1 AND status = 'open'",
                [.text(organization.description)]
            ) { row in try #require(HoldID(row.text(0))) }
        }
    }

    /// Takes the database's lock, as another process could, until the returned closure is called.
    func blockDatabase() async throws -> (@Sendable () async -> Void) {
        if !TestDatabase.isPostgreSQL {
            try await database.write { connection in
                _ = try connection.query("PRAGMA busy_timeout = 0") { $0.integer(0) }
            }
        }
        let other = try await TestDatabase.open(path: path)
        let gate = DispatchSemaphore(value: 0)
        await withCheckedContinuation { begun in
            other.submit(lane: 0) { writer in
                do {
                    try writer.transaction(.full, .locking) { connection in
                        try connection.lockTable("account")
                        begun.resume()
                        gate.wait()
                    }
                } catch {
                    Issue.record(error)
                }
            }
        }
        return {
            gate.signal()
            await other.close()
        }
    }

    /// A call of a model, held for.
    func open(
        _ body: String, _ operation: ModelOperation = .chat, markup: Markup = .standard,
        under key: KeyInUse? = nil, noting record: CallRecord? = nil
    ) async throws -> MeteredCall {
        let request = try ModelRequest(operation, body: ByteBuffer(string: body))
        let price = CallPrice(
            book: book, model: try book.model(named: request.model), operation: operation,
            markup: markup, instant: time.now)
        let caller = Caller(
            keyID: house.ids.make(), organizationID: organization, scopes: .customer)
        let terms = CallTerms(
            request, organization: organization, caller: caller, price: price,
            requestID: "req_1", holds: configuration.holds)
        return try await MeteredCall.open(
            terms, in: house, with: CallPapers(key: key, record: record))
    }
}

extension GatewayStage {
    /// How many reports of usage were not charged by.
    func refusedReports(because reason: String) -> Int {
        let series = "florin_gateway_reports_refused_total{reason=\"\(reason)\"} "
        let line = metrics.text().split(separator: "\n").first { $0.hasPrefix(series) }
        return line.flatMap { Int($0.dropFirst(series.count)) } ?? -1
    }

    /// All of a gateway, on the same database.
    func gateway(upstreams: [UpstreamSettings] = []) throws -> Gateway {
        let clock = house.clock
        var configuration = configuration
        configuration.upstreams = upstreams
        return try Gateway(
            keeper: house.keeper,
            shelf: PriceShelf(database: database, clock: clock, fallback: book),
            answers: KeptAnswers(database: database, clock: clock),
            videos: VideoJobs(database: database, clock: clock),
            tiers: OrganizationTiers(database: database, clock: clock), clock: clock,
            ids: house.ids, configuration: configuration, metrics: Metrics(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}

/// Runs a test on a stage of its own, and lets the auditor see the books in the end.
func withGateway(
    credits: String? = "10", sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (GatewayStage) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "gateway.db").path
    let database = try await TestDatabase.open(path: path)
    _ = try await Migrator(
        Keeper.migrations + PriceBooks.migrations + KeptAnswers.migrations + VideoJobs.migrations
    ).migrate(database, at: 0)
    let time = GatewayStage.Time()
    let clock = Clock { time.now }
    let ids = IDSource(clock: clock) { 0 }
    let organization: OrganizationID = ids.make()
    try await database.write { try Keeper.open(Account(organization: organization), on: $0) }
    let keeper = Keeper(database: database, clock: clock)
    let metrics = Metrics()
    let counters = GatewayMetrics(metrics)
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let house = MeteredCall.House(
        keeper: keeper,
        settlements: Settlements(keeper: keeper, metrics: counters, logger: quiet),
        calls: OpenCalls(keeper: keeper, clock: clock, lifetimeSeconds: 12, logger: quiet),
        clock: clock, ids: ids, metrics: counters, holds: GatewayHolds(), logger: quiet)
    let stage = GatewayStage(
        database: database, path: path, house: house, metrics: metrics, time: time,
        organization: organization, book: try BuiltinCatalog.book(),
        configuration: GatewayConfiguration())
    if let credits { try await stage.grant(credits) }
    try await body(stage)
    let verdict = try await database.read { try Books.verify(on: $0, seed: 1) }
    #expect(verdict.firstFault == nil, sourceLocation: sourceLocation)
    await database.close()
}
