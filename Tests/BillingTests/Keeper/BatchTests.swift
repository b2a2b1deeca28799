// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import TestSupport
import Testing
import Vocabulary

@Suite struct BatchTests {
    @Test("an order that the tables refuse fails alone, its neighbours are settled")
    func poisonedOrder() async throws {
        try await withKeeper { stage in
            let taken = stage.grantCommand(100)
            try await stage.perform(.grant(taken))
            let replies = await stage.inOneBatch([
                stage.order(.charge(stage.chargeCommand(30)), claim: stage.claim("a"), says: "1"),
                stage.order(.grant(taken), claim: stage.claim("b"), says: "2"),
                stage.order(.hold(stage.holdCommand(50))),
                stage.order(.charge(stage.chargeCommand(30))),
                stage.order(.charge(stage.chargeCommand(20)), claim: stage.claim("a"), says: "3"),
            ])
            #expect(replies[0].settled?.reference == "1")
            #expect((replies[1].failure as? DatabaseFailure)?.isConstraint == true)
            #expect(replies[2].receipt != nil)
            #expect(replies[3].failure is LedgerRefusal)
            #expect(replies[4].replayed?.reference == "1")
            let standing = try await stage.standing()
            #expect(standing.balance == credits(20) && standing.pending == credits(50))
        }
    }

    @Test("an id that is used twice in one batch is refused the second time", arguments: 0..<5)
    func sameIDTwice(kind: Int) async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let charge = try await stage.charge(50)
            let command: Command = [
                .grant(stage.grantCommand(5)), .hold(stage.holdCommand(5)),
                .charge(stage.chargeCommand(5)),
                .refund(RefundCommand(id: stage.ids.make(), charge: charge.id, amount: credits(5))),
                .adjust(AdjustCommand(id: stage.ids.make(), amount: credits(5))),
            ][kind]
            let replies = await stage.inOneBatch([stage.order(command), stage.order(command)])
            #expect(replies[0].receipt != nil)
            #expect((replies[1].failure as? DatabaseFailure)?.isConstraint == true)
        }
    }

    @Test("a damaged row fails the orders that need it and no others")
    func damagedRow() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let other = try await stage.open()
            try await stage.grant(100, to: other)
            let hold = try await stage.hold(10)
            try await stage.database.write {
                _ = try $0.execute("UPDATE hold SET draws = 'nonsense'")
            }
            let replies = await stage.inOneBatch([
                stage.order(.charge(stage.chargeCommand(10))),
                stage.order(.release(hold.id)),
                Order(.charge(stage.chargeCommand(10)), for: other),
            ])
            #expect(replies[0].receipt != nil && replies[2].receipt != nil)
            guard case .corrupt = replies[1].failure as? DatabaseFailure else {
                Issue.record("\(replies[1]) does not tell of damage")
                return
            }
            try await stage.database.write {
                _ = try $0.execute(
                    "UPDATE hold SET draws = $1", [.text(hold.draws.text)])
            }
            _ = try await stage.perform(.release(hold.id))
        }
    }

    @Test("a hold that is answered when decided is in the books too")
    func decided() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let command = stage.holdCommand(40)
            let outcome = try await stage.keeper.perform(
                .hold(command), for: stage.organization, memo: Memo(description: "stream"),
                acknowledgement: .decided)
            #expect(outcome.balance == credits(60) && outcome.pending == credits(40))
            // Behind the transaction that decided it.
            try await stage.database.write { _ in }
            let record = try await stage.holdRecord(command.id)
            #expect(record?.hold.amount == credits(40))
            #expect(record?.memo.description == "stream")
        }
    }

    @Test("in a batch of both kinds everybody is answered once, refusals included")
    func mixed() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            var decided = stage.order(.hold(stage.holdCommand(60)))
            decided.acknowledgement = .decided
            var refused = stage.order(.hold(stage.holdCommand(60)))
            refused.acknowledgement = .decided
            let replies = await stage.inOneBatch([
                decided, stage.order(.charge(stage.chargeCommand(40))), refused,
                stage.order(.charge(stage.chargeCommand(1))),
            ])
            #expect(replies.map { $0.receipt != nil } == [true, true, false, false])
            #expect(replies[2].failure is LedgerRefusal && replies[3].failure is LedgerRefusal)
            let standing = try await stage.standing()
            #expect(standing.balance == .zero && standing.pending == credits(60))
        }
    }

    @Test("an order can be settled in a transaction of the caller's, with which it comes and goes")
    func callersTransaction() async throws {
        struct Refusal: Error {}
        try await withKeeper { stage in
            let order = Order(.grant(stage.grantCommand(7)), for: stage.organization)
            let now = stage.now
            await #expect(throws: Refusal.self) {
                try await stage.database.write { connection in
                    _ = try Keeper.settle(order, at: now, on: connection)
                    throw Refusal()
                }
            }
            #expect(try await stage.standing().balance == .zero)
            let receipt = try await stage.database.write { connection in
                try Keeper.settle(order, at: now, on: connection)
            }
            #expect(receipt.outcome.balance == credits(7))
            #expect(try await stage.standing().balance == credits(7))
        }
    }

    @Test(
        "a full disk is an outage that changes nothing, lets reads go on and passes",
        .enabled(if: !TestDatabase.isPostgreSQL, "a PostgreSQL server's disk fills in Deploy/ha"))
    func diskFull() async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000)
            let memo = Memo(metadata: String(repeating: "m", count: 200_000))
            try await stage.limitFile(toPagesMore: 10)
            let claim = stage.claim("full")
            let order = Order(
                .charge(stage.chargeCommand(10)), for: stage.organization, memo: memo, claim: claim
            ) { _ in Answer(status: 201, body: []) }
            let neighbour = Order(
                .charge(stage.chargeCommand(5)), for: stage.organization, memo: memo)
            let replies = await stage.inOneBatch([order, neighbour])
            for reply in replies {
                let outage = reply.failure.flatMap { Outage($0) }
                #expect((outage?.retryAfterSeconds ?? 0) > 0)
            }
            #expect(try await stage.standing().balance == credits(1_000))
            #expect(try await stage.number("SELECT count(*) FROM charge") == 0)
            try await stage.limitFile(toPagesMore: 1_000_000)
            #expect(await stage.outcome(of: order).settled != nil)
            #expect(try await stage.standing().balance == credits(990))
        }
    }
}

extension KeeperStage {
    /// Lets the file grow by so many pages and no more, which SQLite tells as a full disk.
    fileprivate func limitFile(toPagesMore pages: Int64) async throws {
        try await database.write { connection in
            let count = try connection.first("PRAGMA page_count") { $0.integer(0) } ?? 0
            try connection.script("PRAGMA max_page_count = \(count + pages)")
        }
    }
}

extension DatabaseFailure {
    var isConstraint: Bool {
        if case .constraint = self { true } else { false }
    }
}
