// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Testing
import Vocabulary

/// The keeper reads only as much of an organization's history as its orders need. These tests have
/// more history than that.
@Suite struct LoadingTests {
    @Test("a charge takes from as many of 1,000 small grants as it needs, in their order")
    func manyGrants() async throws {
        try await withKeeper { stage in
            let grants = try await stage.grantMany(1_000)
            let charge = try await stage.charge(500)
            #expect(charge.draws.compactMap(\.grant) == grants.prefix(500).map(\.id))
            let live = try await stage.database.read { [now = stage.now] in
                try Statements.liveGrants(of: stage.organization, at: now, limit: 600, on: $0)
            }
            #expect(live.map(\.id) == grants.dropFirst(500).map(\.id))
            #expect(try await stage.standing().balance == credits(500))
            try await stage.charge(500)
            await #expect(throws: LedgerRefusal.self) { try await stage.charge(1) }
        }
    }

    @Test("grants that a hold drew on far behind do not hide those that come before them")
    func spendingOrder() async throws {
        try await withKeeper { stage in
            // The hold draws on the large grant, for it is all there is; then come those that are
            // spent before it.
            try await stage.grant(1_000)
            let hold = try await stage.hold(10)
            let grants = try await stage.grantMany(40)
            let replies = await stage.inOneBatch([
                stage.order(.release(hold.id)), stage.order(.charge(stage.chargeCommand(30))),
            ])
            guard case .charged(let charge) = replies[1].receipt?.outcome.effect else {
                Issue.record("\(replies[1]) is no charge")
                return
            }
            #expect(charge.draws.compactMap(\.grant) == grants.prefix(30).map(\.id))
        }
    }

    @Test("an amount that will be refused takes nothing from what its neighbours need")
    func refusedAmounts() async throws {
        try await withKeeper { stage in
            let grants = try await stage.grantMany(40)
            let replies = await stage.inOneBatch([
                stage.order(.charge(stage.chargeCommand(.min + 1))),
                stage.order(.charge(stage.chargeCommand(30))),
                stage.order(.hold(stage.holdCommand(-1_000))),
                stage.order(.charge(stage.chargeCommand(.max))),
            ])
            #expect(replies.map { $0.receipt != nil } == [false, true, false, false])
            guard case .charged(let charge) = replies[1].receipt?.outcome.effect else { return }
            #expect(charge.draws.compactMap(\.grant) == grants.prefix(30).map(\.id))
        }
    }

    @Test("a refund goes back to the grants that were spent long ago")
    func refundToSpentGrants() async throws {
        try await withKeeper { stage in
            let grants = try await stage.grantMany(100)
            let charge = try await stage.charge(100)
            try await stage.grantMany(50)
            try await stage.charge(50)
            let (_, refunded) = try await stage.refund(charge.id, 20)
            #expect(refunded.refundable == credits(80))
            let live = try await stage.database.read { [now = stage.now] in
                try Statements.liveGrants(of: stage.organization, at: now, limit: 100, on: $0)
            }
            #expect(live.map(\.id) == grants.suffix(20).map(\.id))
            #expect(live.allSatisfy { $0.remaining == credits(1) })
            try await stage.charge(20)
        }
    }

    @Test("a refund of credits whose grants have expired comes back as grants of a day")
    func refundOfExpiredGrants() async throws {
        try await withKeeper { stage in
            try await stage.grant(30, .promotional, lasting: 10)
            try await stage.grant(30, .paid, lasting: 10)
            let charge = try await stage.charge(60)
            stage.wait(seconds: 10)
            try await stage.refund(charge.id)
            let live = try await stage.database.read { [now = stage.now] in
                try Statements.liveGrants(of: stage.organization, at: now, limit: 100, on: $0)
            }
            #expect(live.map(\.kind) == [.promotional, .paid])
            #expect(live.allSatisfy { $0.expiresAt == stage.now.adding(seconds: 86_400) })
            #expect(try await stage.standing().balance == credits(60))
        }
    }

    @Test("more debts than fit in one go are all collected, the oldest first")
    func manyDebts() async throws {
        try await withKeeper { stage in
            var orders: [Order] = []
            for _ in 0..<620 {
                orders.append(stage.order(.charge(stage.chargeCommand(2, .record))))
            }
            let replies = await stage.inOneBatch(orders)
            #expect(replies.allSatisfy { $0.receipt != nil })
            #expect(try await stage.standing().uncollected == credits(1_240))
            try await stage.grant(1_300)
            #expect(try await stage.number("SELECT uncollected FROM account") == 240)
            let paid = try await stage.number(
                """
                SELECT count(*) FROM charge WHERE uncollected = 0
                    AND id < (SELECT min(id) FROM charge WHERE uncollected > 0)
                """)
            #expect(paid == 500)
            #expect(try await stage.due() == [stage.organization])
            try await stage.perform(.expire)
            #expect(try await stage.due() == [])
            let standing = try await stage.standing()
            #expect(standing.uncollected == .zero && standing.balance == credits(60))
        }
    }

    @Test("a small grant pays for the oldest debts as far as it goes")
    func partOfDebts() async throws {
        try await withKeeper { stage in
            let first = try await stage.charge(10, .record)
            let second = try await stage.charge(10, .record)
            try await stage.grant(13)
            #expect(try await stage.chargeRecord(first.id)?.charge.uncollected == .zero)
            #expect(try await stage.chargeRecord(second.id)?.charge.uncollected == credits(7))
            #expect(try await stage.standing().balance == .zero)
            try await stage.refund(first.id, 4)
            #expect(try await stage.chargeRecord(second.id)?.charge.uncollected == credits(3))
        }
    }

    @Test("holds, captures, releases and refunds of one batch see what the batch did before them")
    func withinOneBatch() async throws {
        try await withKeeper { stage in
            try await stage.grantMany(100)
            let hold = stage.holdCommand(60)
            let charge = stage.ids.make(ChargeKind.self)
            let replies = await stage.inOneBatch([
                stage.order(.hold(hold)),
                stage.order(
                    .extend(ExtendCommand(hold: hold.id, amount: credits(20), expiresAt: nil))),
                stage.order(
                    .capture(CaptureCommand(hold: hold.id, charge: charge, amount: credits(70)))),
                stage.order(
                    .refund(
                        RefundCommand(id: stage.ids.make(), charge: charge, amount: credits(25)))),
                stage.order(.charge(stage.chargeCommand(55))),
                stage.order(.charge(stage.chargeCommand(1))),
            ])
            #expect(replies.map { $0.receipt != nil } == [true, true, true, true, true, false])
            #expect(try await stage.standing().balance == .zero)
        }
    }

    @Test("credits beyond the grants come from the credit limit and are paid back first")
    func creditLimit() async throws {
        try await withKeeper(creditLimit: credits(50)) { stage in
            try await stage.grantMany(40)
            let hold = try await stage.hold(70)
            try await stage.charge(20)
            await #expect(throws: LedgerRefusal.self) { try await stage.charge(1) }
            try await stage.capture(hold.id, 60)
            #expect(try await stage.standing().balance == credits(-40))
            try await stage.grant(45)
            let standing = try await stage.standing()
            #expect(standing.balance == credits(5) && standing.creditLimit == credits(50))
            #expect(try await stage.number("SELECT overdraft FROM account") == 0)
        }
    }
}

extension KeeperStage {
    /// Promotional grants of one nanocredit, in the order in which they are spent.
    @discardableResult
    fileprivate func grantMany(_ count: Int64) async throws -> [Grant] {
        let commands = (1...count).map { grantCommand(1, .promotional, lasting: 1_000 + $0) }
        let replies = await inOneBatch(commands.map { order(.grant($0)) })
        return try replies.map { reply in
            guard case .granted(let grant) = reply.receipt?.outcome.effect else {
                throw reply.failure ?? CancellationError()
            }
            return grant
        }
    }
}
