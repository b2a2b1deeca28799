// SPDX-License-Identifier: Apache-2.0

import Billing
import Ledger
import Money
import Testing
import Vocabulary

@Suite struct ConcurrencyTests {
    @Test(
        "of 1,000 charges at once exactly as many succeed as the credits cover",
        arguments: [0, 1, 137, 999, 1_000, 1_001])
    func exactlyAsManyAsFit(covered: Int64) async throws {
        try await withKeeper { stage in
            // A remainder that no charge fits into.
            try await stage.grant(covered * 10 + 9)
            let outcomes = await withTaskGroup(of: Result<Reply, any Error>.self) { group in
                for _ in 0..<1_000 {
                    group.addTask {
                        await stage.outcome(of: stage.order(.charge(stage.chargeCommand(10))))
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let fitting = min(covered, 1_000)
            #expect(outcomes.filter { $0.receipt != nil }.count == fitting)
            let refusals = outcomes.compactMap { $0.failure as? LedgerRefusal }
            #expect(refusals.count == 1_000 - Int(fitting))
            #expect(refusals.allSatisfy { $0.isInsufficientCredits })
            #expect(try await stage.standing().balance == credits((covered - fitting) * 10 + 9))
        }
    }

    @Test("200 holds at once set aside no more than there is, and all end")
    func holds() async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000)
            let held: [HoldID] = await withTaskGroup(of: HoldID?.self) { group in
                for _ in 0..<200 {
                    group.addTask { await stage.heldOrNil(10) }
                }
                return await group.reduce(into: []) { $0.append($1) }.compactMap(\.self)
            }
            #expect(held.count == 100)
            #expect(try await stage.standing().pending == credits(1_000))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in held { group.addTask { _ = try await stage.capture(id, 4) } }
                try await group.waitForAll()
            }
            let standing = try await stage.standing()
            #expect(standing.balance == credits(600))
            #expect(standing.pending == .zero)
        }
    }

    @Test("orders of one organization are applied in the order in which they came")
    func inOrder() async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000_000)
            let commands = (1...2_500).map { stage.chargeCommand(Int64($0 % 7 + 1)) }
            let replies = await stage.inOneBatch(commands.map { stage.order(.charge($0)) })
            #expect(replies.allSatisfy { $0.receipt != nil })
            var expected = credits(1_000_000)
            for (command, reply) in zip(commands, replies) {
                expected = try expected.subtracting(command.amount)
                #expect(reply.receipt?.outcome.balance == expected)
            }
        }
    }

    @Test("organizations in one batch are charged each from its own credits")
    func manyOrganizations() async throws {
        try await withKeeper { stage in
            var organizations: [OrganizationID] = []
            for index in 0..<50 {
                organizations.append(try await stage.open())
                try await stage.grant(Int64(index + 1), to: organizations[index])
            }
            let orders = organizations.map { Order(.charge(stage.chargeCommand(10)), for: $0) }
            let replies = await stage.inOneBatch(orders)
            for (index, reply) in replies.enumerated() {
                let granted = Int64(index + 1)
                #expect((reply.receipt != nil) == (granted >= 10))
                let standing = try await stage.standing(of: organizations[index])
                #expect(standing.balance == credits(granted >= 10 ? granted - 10 : granted))
            }
        }
    }

    @Test("an organization without books is refused, alone or among others")
    func unknownOrganization() async throws {
        try await withKeeper { stage in
            try await stage.grant(10)
            let nobody = stage.ids.make(OrganizationKind.self)
            let replies = await stage.inOneBatch([
                stage.order(.charge(stage.chargeCommand(1))),
                Order(.charge(stage.chargeCommand(1)), for: nobody),
                stage.order(.charge(stage.chargeCommand(1))),
            ])
            #expect(replies[1].failure as? KeeperRefusal == .organizationNotFound)
            #expect(replies[0].receipt != nil && replies[2].receipt != nil)
            await #expect(throws: KeeperRefusal.organizationNotFound) {
                try await stage.keeper.perform(.expire, for: nobody)
            }
        }
    }

    @Test("when too many orders wait the next are refused at once, and those that wait are served")
    func overload() async throws {
        try await withKeeper { stage in
            let limit = 16_384
            let surplus = 500
            let replies = await stage.withWriterBusy { free in
                await withTaskGroup(of: Result<Reply, any Error>.self) { group in
                    for _ in 0..<limit + surplus {
                        group.addTask { await stage.outcome(of: stage.order(.expire)) }
                    }
                    // While the writer is busy nobody but the refused can come back.
                    for _ in 0..<surplus {
                        let refused = await group.next()
                        #expect(refused?.failure as? KeeperRefusal == .overloaded)
                    }
                    #expect(stage.keeper.depth == limit)
                    free()
                    return await group.reduce(into: []) { $0.append($1) }
                }
            }
            #expect(replies.filter { $0.receipt != nil }.count == limit)
            #expect(stage.keeper.depth == 0)
            try await stage.grant(1)
        }
    }
}

extension KeeperStage {
    fileprivate func heldOrNil(_ amount: Int64) async -> HoldID? {
        switch await outcome(of: order(.hold(holdCommand(amount)))).receipt?.outcome.effect {
        case .held(let hold): hold.id
        default: nil
        }
    }
}

extension LedgerRefusal {
    fileprivate var isInsufficientCredits: Bool {
        if case .insufficientCredits = self { true } else { false }
    }
}
