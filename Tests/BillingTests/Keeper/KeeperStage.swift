// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import Ledger
import Money
import TestSupport
import Testing
import Vocabulary

/// A keeper on a real database, one organization with books, and a clock that the test moves.
struct KeeperStage: Sendable {
    let database: any Database
    let keeper: Keeper
    let time: Time
    let ids: IDSource
    let organization: OrganizationID
    let path: String

    /// A Friday at noon.
    static let start = Instant(microseconds: 20_000 * 86_400_000_000 + 43_200_000_000)

    var now: Instant { time.now }

    /// Opens the books of one more organization.
    func open(creditLimit: Credits = .zero) async throws -> OrganizationID {
        let organization = ids.make(OrganizationKind.self)
        try await database.write {
            try Keeper.open(
                Account(organization: organization, creditLimit: creditLimit), on: $0)
        }
        return organization
    }

    /// Another node on the same database.
    func neighbour() async throws -> KeeperStage {
        let database = try await TestDatabase.open(path: path)
        let clock = Clock { [time] in time.now }
        return KeeperStage(
            database: database, keeper: Keeper(database: database, clock: clock), time: time,
            ids: ids, organization: organization, path: path)
    }

    func wait(seconds: Int64) { time.now = time.now.adding(seconds: seconds) }
}

/// Runs a test on a stage of its own, and lets the auditor see the books in the end.
///
/// - Parameter isAudited: False for a test that damages the books.
func withKeeper(
    creditLimit: Credits = .zero, isAudited: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (KeeperStage) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "keeper.db").path
    let database = try await TestDatabase.open(path: path)
    _ = try await Migrator(Keeper.migrations).migrate(database, at: 0)
    let today = KeeperStage.start.day
    try await Partitions(database).makeReady(from: today, through: today)
    let time = Time(KeeperStage.start)
    let clock = Clock { time.now }
    let ids = IDSource(clock: clock) { 0 }
    let stage = KeeperStage(
        database: database, keeper: Keeper(database: database, clock: clock), time: time, ids: ids,
        organization: ids.make(), path: path)
    try await database.write {
        try Keeper.open(
            Account(organization: stage.organization, creditLimit: creditLimit), on: $0)
    }
    try await body(stage)
    if isAudited {
        let verdict = try await database.read { try Books.verify(on: $0, seed: 1) }
        #expect(verdict.firstFault == nil, sourceLocation: sourceLocation)
    }
    await database.close()
}

/// The commands in a test's few words; amounts in nanocredits.
extension KeeperStage {
    @discardableResult
    func grant(
        _ amount: Int64, _ kind: CreditKind = .paid, lasting seconds: Int64? = nil,
        to organization: OrganizationID? = nil
    ) async throws -> Grant {
        let command = grantCommand(amount, kind, lasting: seconds)
        let effect = try await perform(.grant(command), for: organization)
        guard case .granted(let grant) = effect else { throw Surprise(effect) }
        return grant
    }

    @discardableResult
    func hold(_ amount: Int64, lasting seconds: Int64 = 900) async throws -> Hold {
        let effect = try await perform(.hold(holdCommand(amount, lasting: seconds)))
        guard case .held(let hold) = effect else { throw Surprise(effect) }
        return hold
    }

    @discardableResult
    func capture(
        _ hold: HoldID, _ amount: Int64, evenWithoutHold: Bool = false
    ) async throws -> Charge {
        let command = CaptureCommand(
            hold: hold, charge: ids.make(), amount: credits(amount),
            chargesWithoutHold: evenWithoutHold)
        let effect = try await perform(.capture(command))
        guard case .captured(let charge, _) = effect else { throw Surprise(effect) }
        return charge
    }

    @discardableResult
    func charge(
        _ amount: Int64, _ shortfall: ChargeCommand.Shortfall = .refuse,
        of organization: OrganizationID? = nil
    ) async throws -> Charge {
        let effect = try await perform(.charge(chargeCommand(amount, shortfall)), for: organization)
        guard case .charged(let charge) = effect else { throw Surprise(effect) }
        return charge
    }

    @discardableResult
    func refund(_ charge: ChargeID, _ amount: Int64? = nil) async throws -> (Refund, Charge) {
        let command = RefundCommand(
            id: ids.make(), charge: charge, amount: amount.map { credits($0) })
        let effect = try await perform(.refund(command))
        guard case .refunded(let refund, let charge) = effect else { throw Surprise(effect) }
        return (refund, charge)
    }

    func grantCommand(
        _ amount: Int64, _ kind: CreditKind = .paid, lasting seconds: Int64? = nil
    ) -> GrantCommand {
        GrantCommand(
            id: ids.make(), source: kind == .paid ? .purchase : .promotional, kind: kind,
            amount: credits(amount), expiresAt: seconds.map { now.adding(seconds: $0) } ?? .never,
            provider: "stripe")
    }

    func holdCommand(_ amount: Int64, lasting seconds: Int64 = 900) -> HoldCommand {
        HoldCommand(
            id: ids.make(), amount: credits(amount), expiresAt: now.adding(seconds: seconds))
    }

    func chargeCommand(
        _ amount: Int64, _ shortfall: ChargeCommand.Shortfall = .refuse
    ) -> ChargeCommand {
        ChargeCommand(id: ids.make(), amount: credits(amount), shortfall: shortfall)
    }

    @discardableResult
    func perform(
        _ command: Command, for organization: OrganizationID? = nil
    ) async throws -> Outcome.Effect {
        try await keeper.perform(command, for: organization ?? self.organization).effect
    }

    /// An effect that the command should not have had.
    struct Surprise: Error {
        let effect: Outcome.Effect

        init(_ effect: Outcome.Effect) { self.effect = effect }
    }
}

/// What a test looks at.
extension KeeperStage {
    func standing(of organization: OrganizationID? = nil) async throws -> Standing {
        let organization = organization ?? self.organization
        let standing = try await database.read { [now] in
            try Statements.standing(of: organization, at: now, on: $0)
        }
        return try #require(standing)
    }

    /// The organizations that a sweep would look at now.
    func due() async throws -> [OrganizationID] {
        try await database.read { [now] in
            try Keeper.organizationsDue(at: now, limit: 100, on: $0)
        }
    }

    func holdRecord(_ id: HoldID) async throws -> HoldRecord? {
        try await database.read { [organization] in
            try Statements.hold(id, of: organization, on: $0)
        }
    }

    func chargeRecord(_ id: ChargeID) async throws -> ChargeRecord? {
        try await database.read { [organization] in
            try Statements.charge(id, of: organization, on: $0)
        }
    }

    func lines(
        _ filter: StatementFilter = StatementFilter(), before cursor: Int64? = nil, limit: Int = 100
    ) async throws -> Page<StatementLine> {
        try await database.read { [organization] in
            try Statements.lines(
                of: organization, where: filter, before: cursor, limit: limit, on: $0)
        }
    }

    /// The first column of the first row, for what no statement tells.
    func number(_ sql: String, _ parameters: [Value] = []) async throws -> Int64? {
        try await database.read { try $0.first(sql, parameters) { $0.integer(0) } }
    }
}
