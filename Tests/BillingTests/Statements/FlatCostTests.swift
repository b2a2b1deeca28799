// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import TestSupport
import Testing
import Vocabulary

/// Promise 7 without a stopwatch: SQLite counts the steps of its statements, and what an order or a
/// question takes must not depend on how much has happened before.
@Suite(.enabled(if: !TestDatabase.isPostgreSQL, "only SQLite counts its steps"))
struct FlatCostTests {
    @Test("every order and question takes the same steps after 30 times the history")
    func steps() async throws {
        var small: [String: Int64] = [:]
        var large: [String: Int64] = [:]
        try await withKeeper { stage in
            guard try await canCountSteps(stage) else { return }
            small = try await steps(on: stage, afterRounds: 100)
        }
        try await withKeeper { stage in
            guard try await canCountSteps(stage) else { return }
            large = try await steps(on: stage, afterRounds: 3_000)
        }
        for (errand, steps) in small where !errand.hasSuffix("windowed") {
            // A search by time halves the journal: a few steps more for each doubling.
            let limit = steps + steps / 5 + 60
            #expect(large[errand, default: .max] <= limit, "\(errand) took \(steps) steps before")
        }
    }

    @Test("every statement finds its rows by an index and none sorts what grows with history")
    func plans() async throws {
        try await withKeeper { stage in
            guard try await canCountSteps(stage) else { return }
            _ = try await steps(on: stage, afterRounds: 10)
            let plans = try await stage.plans()
            #expect(plans.count > 35)
            for (statement, plan) in plans {
                for step in plan {
                    #expect(!step.hasPrefix("SCAN"), "\(statement)")
                    // Every key starts with the organization: alone it selects all of its history.
                    let isWholeHistory =
                        step.contains("sqlite_autoindex") && step.hasSuffix("(organization_id=?)")
                        && !step.contains("autoindex_account_")
                    #expect(!isWholeHistory, "\(step) in \(statement)")
                    // Open holds do not grow with history.
                    #expect(
                        !step.contains("TEMP B-TREE") || statement.contains("status = 'open'"),
                        "\(step) in \(statement)")
                }
            }
        }
    }

    /// Whether this SQLite has the table that its steps are read from; says so when it has not.
    private func canCountSteps(_ stage: KeeperStage) async throws -> Bool {
        let has = try await stage.number(
            "SELECT count(*) FROM pragma_module_list WHERE name = 'sqlite_stmt'")
        if has != 1 { print("not tested: this SQLite was built without SQLITE_ENABLE_STMTVTAB") }
        return has == 1
    }

    /// The steps that each errand takes, by its name.
    private func steps(
        on stage: KeeperStage, afterRounds rounds: Int
    ) async throws -> [String: Int64] {
        let past = try await stage.makeHistory(rounds: rounds)
        var steps: [String: Int64] = [:]
        for (name, errand) in orders(past) + questions(past) + searches(past) {
            steps[name] = try await stage.database.write { connection in
                let before = try connection.steps()
                try errand(connection)
                return try connection.steps() - before
            }
        }
        return steps
    }

    private typealias Errand = (name: String, run: @Sendable (any Connection) throws -> Void)

    private func orders(_ past: Past) -> [Errand] {
        let hold = HoldID(bits: past.base + 1)
        let other = HoldID(bits: past.base + 2)
        let expiresAt = past.now.adding(seconds: 60)
        func order(_ name: String, _ command: Command) -> Errand {
            (
                name,
                {
                    _ = try Keeper.settle(
                        Order(command, for: past.organization), at: past.now, on: $0)
                }
            )
        }
        return [
            order(
                "hold", .hold(HoldCommand(id: hold, amount: credits(9), expiresAt: expiresAt))),
            order("extend", .extend(ExtendCommand(hold: hold, amount: credits(5), expiresAt: nil))),
            order(
                "capture",
                .capture(
                    CaptureCommand(
                        hold: hold, charge: ChargeID(bits: past.base + 1), amount: credits(20)))),
            order(
                "second hold",
                .hold(HoldCommand(id: other, amount: credits(9), expiresAt: expiresAt))),
            order("release", .release(other)),
            order(
                "charge",
                .charge(ChargeCommand(id: ChargeID(bits: past.base + 2), amount: credits(3)))),
            order(
                "refund of the first charge",
                .refund(
                    RefundCommand(
                        id: RefundID(bits: past.base + 16), charge: past.firstCharge,
                        amount: credits(1)))),
            order(
                "adjustment down",
                .adjust(
                    AdjustCommand(id: AdjustmentID(bits: past.base + 1), amount: credits(-5)))),
            order(
                "adjustment up",
                .adjust(AdjustCommand(id: AdjustmentID(bits: past.base + 2), amount: credits(5)))),
            order("expire", .expire),
            order(
                "recorded charge",
                .charge(
                    ChargeCommand(
                        id: ChargeID(bits: past.base + 3), amount: credits(1 << 40),
                        shortfall: .record))),
            order(
                "grant that pays a debt",
                .grant(
                    GrantCommand(
                        id: GrantID(bits: past.base + 64), source: .purchase, kind: .paid,
                        amount: credits(1 << 42), expiresAt: .never, provider: "stripe"))),
        ]
    }

    private func questions(_ past: Past) -> [Errand] {
        let home = past.organization
        let now = past.now
        return [
            ("standing", { _ = try Statements.standing(of: home, at: now, on: $0) }),
            (
                "standing with something due",
                {
                    let later = now.adding(seconds: 3_600)
                    _ = try Statements.standing(of: home, at: later, on: $0)
                }
            ), ("usage", { _ = try Statements.usage(of: home, at: now, on: $0) }),
            ("charge", { _ = try Statements.charge(past.firstCharge, of: home, on: $0) }),
            (
                "entries of a charge",
                { _ = try Statements.entries(of: home, for: past.firstCharge, on: $0) }
            ), ("a hold", { _ = try Statements.hold(past.firstHold, of: home, on: $0) }),
            (
                "live grants",
                { _ = try Statements.liveGrants(of: home, at: now, limit: 10, on: $0) }
            ), ("grants", { _ = try Statements.grants(of: home, after: nil, limit: 10, on: $0) }),
            (
                "journal", { _ = try Statements.journal(of: home, before: nil, limit: 10, on: $0) }
            ), ("due", { _ = try Keeper.organizationsDue(at: now, limit: 10, on: $0) }),
            (
                "replay",
                {
                    let claim = IdempotencyClaim(
                        key: "0", fingerprint: [UInt8](repeating: 1, count: 32))
                    let replay = try Idempotency.once(
                        claim, in: .organization(home), at: now, on: $0
                    ) { Answer(status: 500, body: []) }
                    #expect(replay.isReplay)
                }
            ),
            (
                "reference",
                { _ = try Idempotency.reference(of: "0", in: .organization(home), on: $0) }
            ),
        ]
    }

    /// Lists, of which some match nothing: those must give up as soon.
    private func searches(_ past: Past) -> [Errand] {
        let home = past.organization
        let now = past.now
        func lines(_ name: String, _ filter: StatementFilter) -> Errand {
            (
                "lines " + name,
                {
                    _ = try Statements.lines(
                        of: home, where: filter, before: nil, limit: 10, on: $0)
                }
            )
        }
        func holds(_ name: String, _ status: Hold.Status?) -> Errand {
            (
                "holds " + name,
                {
                    _ = try Statements.holds(
                        of: home, status: status, after: nil, limit: 10, at: now, on: $0)
                }
            )
        }
        let future = now.adding(seconds: 3 * 86_400)
        return [
            lines("of all types", StatementFilter()),
            lines("of a type with many", StatementFilter(type: .usage)),
            lines("of a type with few", StatementFilter(type: .purchase)),
            lines("of a type with none", StatementFilter(type: .transfer)),
            lines("of nothing new", StatementFilter(since: future)),
            lines("of no new refunds", StatementFilter(type: .refund, since: future)),
            holds("of all", nil), holds("open", .open),
            // Bounded by the width of their window, which this history does not fill.
            lines("windowed", StatementFilter(agent: AgentID(bits: 1), app: AppID(bits: 1))),
            holds("windowed", .captured), holds("expired, windowed", .expired),
        ]
    }
}

/// What happened before the measurements.
private struct Past: Sendable {
    let organization: OrganizationID
    let now: Instant
    let firstHold: HoldID
    let firstCharge: ChargeID
    /// Ids from here on are free and later than all others.
    let base: UInt128
}

extension KeeperStage {
    /// Rounds of a hold and its capture; of each eight one refund, one charge and one release.
    fileprivate func makeHistory(rounds: Int) async throws -> Past {
        try await grant(1 << 40)
        var orders: [Order] = []
        var firsts: (hold: HoldID, charge: ChargeID)?
        for round in 0..<rounds {
            let hold = holdCommand(10)
            let charge: ChargeID = ids.make()
            if firsts == nil { firsts = (hold.id, charge) }
            orders.append(order(.hold(hold)))
            orders.append(
                order(
                    .capture(CaptureCommand(hold: hold.id, charge: charge, amount: credits(8))),
                    claim: claim(String(round))))
            guard round % 8 == 0 else { continue }
            let released = holdCommand(10)
            orders.append(order(.hold(released)))
            orders.append(order(.release(released.id)))
            orders.append(order(.charge(chargeCommand(3))))
            // Refunds make ids of their own beside theirs.
            let refund = RefundID(bits: ids.make(RefundKind.self).bits & ~63)
            orders.append(
                order(.refund(RefundCommand(id: refund, charge: charge, amount: credits(2)))))
        }
        let replies = await inOneBatch(orders)
        #expect(replies.allSatisfy { $0.receipt != nil })
        let first = try #require(firsts)
        wait(seconds: 60)
        return Past(
            organization: organization, now: now, firstHold: first.hold, firstCharge: first.charge,
            base: ids.make(ChargeKind.self).bits & ~0xFFFF)
    }

    /// The plan of every statement that the writer has prepared.
    fileprivate func plans() async throws -> [(statement: String, plan: [String])] {
        try await database.write { connection in
            let statements = try connection.query(
                """
                SELECT DISTINCT sql FROM sqlite_stmt
                WHERE sql LIKE 'SELECT%' OR sql LIKE 'INSERT%' OR sql LIKE 'UPDATE%'
                """
            ) { $0.text(0) }
            let own = statements.filter { !$0.contains("sqlite_") && !$0.contains("PRAGMA") }
            let nothing = [Value](repeating: .null, count: 32)
            return try own.filter { !$0.contains("schema_migration") }.map { statement in
                let plan = try connection.query("EXPLAIN QUERY PLAN \(statement)", nothing) {
                    $0.text(3)
                }
                return (statement, plan)
            }
        }
    }
}

extension Connection {
    /// The steps that all statements of this connection have taken so far.
    fileprivate func steps() throws -> Int64 {
        try first("SELECT sum(nstep) FROM sqlite_stmt WHERE sql NOT LIKE '%sqlite_stmt%'") {
            $0.integer(0)
        } ?? 0
    }
}
