// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Synchronization
import TestSupport
import Testing
import Vocabulary

@Suite struct ClaimTests {
    @Test("50 repeats of one request at once have one effect and one answer")
    func parallelRepeats() async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000)
            let renderings = Atomic<Int>(0)
            let outcomes = await withTaskGroup(of: Result<Reply, any Error>.self) { group in
                for _ in 0..<50 {
                    let order = Order(
                        .charge(stage.chargeCommand(10)), for: stage.organization,
                        claim: stage.claim("pay-once")
                    ) { receipt in
                        renderings.add(1, ordering: .relaxed)
                        return Answer(status: 201, body: Array("\(receipt.outcome)".utf8))
                    }
                    group.addTask { await stage.outcome(of: order) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let told = Set(outcomes.compactMap { $0.settled ?? $0.replayed })
            #expect(told.count == 1)
            #expect(outcomes.filter { $0.settled != nil }.count == 1)
            #expect(outcomes.filter { $0.replayed != nil }.count == 49)
            #expect(renderings.load(ordering: .relaxed) == 1)
            #expect(try await stage.standing().balance == credits(990))
            #expect(try await stage.number("SELECT count(*) FROM charge") == 1)
        }
    }

    /// Found by the drill of Deploy/ha: a client that gave up waiting asked the other node.
    @Test(
        "two nodes that get one request at the same time carry it out once and say the same",
        .enabled(if: TestDatabase.isPostgreSQL, "an SQLite file belongs to one node"))
    func twoNodes() async throws {
        try await withKeeper { stage in
            let neighbour = try await stage.neighbour()
            try await stage.grant(1_000)
            for round in 0..<40 {
                let hold = try await stage.hold(10)
                let claim = stage.claim("round-\(round)")
                let orders = ["a", "b"].map { answer in
                    let capture = CaptureCommand(
                        hold: hold.id, charge: stage.ids.make(), amount: credits(10))
                    return stage.order(.capture(capture), claim: claim, says: answer)
                }
                async let here = stage.outcome(of: orders[0])
                async let there = neighbour.outcome(of: orders[1])
                let outcomes = await [here, there]
                #expect(outcomes.compactMap(\.settled).count == 1, "\(outcomes)")
                #expect(Set(outcomes.map { $0.settled ?? $0.replayed }).count == 1, "\(outcomes)")
            }
            await neighbour.database.close()
        }
    }

    @Test("a repeat within one batch replays what the batch itself decided")
    func sameBatch() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let replies = await stage.inOneBatch([
                stage.order(.charge(stage.chargeCommand(60)), claim: stage.claim("a"), says: "1"),
                stage.order(.charge(stage.chargeCommand(60)), claim: stage.claim("a"), says: "2"),
                stage.order(
                    .charge(stage.chargeCommand(60)), claim: stage.claim("a", to: 2), says: "3"),
                stage.order(.charge(stage.chargeCommand(40)), claim: stage.claim("b"), says: "4"),
            ])
            #expect(replies[0].settled?.body == Array("1".utf8))
            #expect(replies[1].replayed?.body == Array("1".utf8))
            #expect(replies[2].failure as? KeeperRefusal == .idempotencyConflict)
            #expect(replies[3].settled?.body == Array("4".utf8))
            #expect(try await stage.standing().balance == .zero)
        }
    }

    @Test("a repeat in a later batch gets status, body and reference of the first")
    func laterBatch() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let body = Array(UInt8.min...UInt8.max)
            let answer = Answer(status: 202, body: body, reference: "chg_x")
            let first = Order(
                .charge(stage.chargeCommand(60)), for: stage.organization, claim: stage.claim("a")
            ) { _ in answer }
            let settled = await stage.outcome(of: first).settled
            stage.wait(seconds: 400 * 86_400)
            let again = stage.order(.charge(stage.chargeCommand(60)), claim: stage.claim("a"))
            let replayed = await stage.outcome(of: again).replayed
            #expect(settled == answer && replayed == answer)
            let reference = try await stage.database.read {
                try Idempotency.reference(of: "a", in: .organization(stage.organization), on: $0)
            }
            #expect(reference == "chg_x")
        }
    }

    @Test("a key that was used for another request is a conflict, and changes nothing")
    func conflict() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            _ = await stage.outcome(
                of: stage.order(.charge(stage.chargeCommand(1)), claim: stage.claim("a")))
            let other = await stage.outcome(
                of: stage.order(.charge(stage.chargeCommand(2)), claim: stage.claim("a", to: 2)))
            #expect(other.failure as? KeeperRefusal == .idempotencyConflict)
            #expect(try await stage.standing().balance == credits(99))
        }
    }

    @Test("a refused order leaves its key free, for the same request and for another")
    func refusedThenPaid() async throws {
        try await withKeeper { stage in
            let order = stage.order(.charge(stage.chargeCommand(50)), claim: stage.claim("a"))
            let refused = await stage.outcome(of: order)
            #expect(refused.failure is LedgerRefusal)
            try await stage.grant(50)
            let paid = await stage.outcome(of: order)
            #expect(paid.settled != nil)
            let later = await stage.inOneBatch([
                stage.order(.charge(stage.chargeCommand(9)), claim: stage.claim("b", to: 1)),
                stage.order(.grant(stage.grantCommand(9)), claim: stage.claim("b", to: 2)),
                stage.order(.grant(stage.grantCommand(9)), claim: stage.claim("b", to: 2)),
            ])
            #expect(later[0].failure is LedgerRefusal)
            #expect(later[1].settled != nil)
            #expect(later[2].replayed != nil)
        }
    }

    @Test("organizations do not share keys")
    func scopes() async throws {
        try await withKeeper { stage in
            let other = try await stage.open()
            var order = stage.order(
                .grant(stage.grantCommand(5)), claim: stage.claim("a"), says: "first")
            let first = await stage.outcome(of: order)
            order.organization = other
            order.command = .grant(stage.grantCommand(5))
            let second = await stage.outcome(of: order)
            #expect(first.settled != nil && second.settled != nil)
        }
    }

    @Test("work that is no order is done once for its claim too")
    func once() async throws {
        try await withKeeper { stage in
            let done = Atomic<Int>(0)
            let work: @Sendable (UInt8) async throws -> (answer: Answer, isReplay: Bool) = {
                request in
                try await stage.database.write { connection in
                    try Idempotency.once(
                        stage.claim("k", to: request), in: .operatorItself, at: stage.now,
                        on: connection
                    ) {
                        Answer(
                            status: 201,
                            body: [UInt8(done.add(1, ordering: .relaxed).newValue)])
                    }
                }
            }
            let first = try await work(1)
            let second = try await work(1)
            #expect(first.answer == second.answer)
            #expect(!first.isReplay && second.isReplay)
            #expect(done.load(ordering: .relaxed) == 1)
            await #expect(throws: KeeperRefusal.idempotencyConflict) { try await work(2) }
        }
    }

    @Test("work that throws leaves its key free")
    func onceThrowing() async throws {
        struct Refusal: Error {}
        try await withKeeper { stage in
            await #expect(throws: Refusal.self) {
                try await stage.database.write { connection in
                    try Idempotency.once(
                        stage.claim("k"), in: .operatorItself, at: stage.now, on: connection
                    ) { throw Refusal() }.isReplay
                }
            }
            let isReplay = try await stage.database.write { connection in
                try Idempotency.once(
                    stage.claim("k"), in: .operatorItself, at: stage.now, on: connection
                ) { Answer(status: 200, body: []) }.isReplay
            }
            #expect(!isReplay)
        }
    }
}
