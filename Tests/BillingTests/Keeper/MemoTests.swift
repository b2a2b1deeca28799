// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Testing
import Vocabulary

@Suite struct MemoTests {
    private let pricing = PricedUsage(
        provider: "openai", model: "m", operation: "chat", priceBook: 7, isEstimated: true,
        quote: #"{"total":1}"#)

    private func memo(of stage: KeeperStage) -> Memo {
        Memo(
            description: "a chat", metadata: #"{"a":"ü"}"#, key: stage.ids.make(),
            agent: stage.ids.make(), app: stage.ids.make())
    }

    @Test("a capture inherits from its hold what it does not say itself")
    func inherited() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let memo = memo(of: stage)
            let hold = stage.holdCommand(50)
            _ = try await stage.keeper.perform(.hold(hold), for: stage.organization, memo: memo)
            #expect(try await stage.holdRecord(hold.id)?.memo == memo)
            let charge = stage.ids.make(ChargeKind.self)
            let capture = CaptureCommand(hold: hold.id, charge: charge, amount: credits(40))
            _ = try await stage.keeper.perform(
                .capture(capture), for: stage.organization,
                memo: Memo(description: "the answer", pricing: pricing))
            var expected = memo
            expected.description = "the answer"
            expected.pricing = pricing
            #expect(try await stage.chargeRecord(charge)?.memo == expected)
        }
    }

    @Test("a capture inherits from a hold of its own batch too, and the receipt says so")
    func inheritedInOneBatch() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let memo = memo(of: stage)
            let hold = stage.holdCommand(50)
            let charge = stage.ids.make(ChargeKind.self)
            let capture = CaptureCommand(hold: hold.id, charge: charge, amount: credits(40))
            var orders = [stage.order(.hold(hold)), stage.order(.capture(capture))]
            orders[0].memo = memo
            let replies = await stage.inOneBatch(orders)
            #expect(replies[1].receipt?.memo == memo)
            #expect(try await stage.chargeRecord(charge)?.memo == memo)
        }
    }

    @Test("extending and releasing a hold answer with the hold's memo")
    func ofTheHold() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let memo = memo(of: stage)
            let hold = stage.holdCommand(50)
            _ = try await stage.keeper.perform(.hold(hold), for: stage.organization, memo: memo)
            let extended = await stage.outcome(
                of: stage.order(
                    .extend(ExtendCommand(hold: hold.id, amount: credits(1), expiresAt: nil))))
            let released = await stage.outcome(of: stage.order(.release(hold.id)))
            #expect(extended.receipt?.memo == memo)
            #expect(released.receipt?.memo == memo)
        }
    }

    @Test("a charge keeps its usage and arithmetic to the letter")
    func charge() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            var memo = memo(of: stage)
            memo.pricing = pricing
            let command = stage.chargeCommand(40)
            _ = try await stage.keeper.perform(
                .charge(command), for: stage.organization, memo: memo)
            let record = try await stage.chargeRecord(command.id)
            #expect(record?.memo == memo)
            #expect(record?.charge.amount == credits(40))
            let other = try await stage.open()
            let elsewhere = try await stage.database.read {
                try Statements.charge(command.id, of: other, on: $0)
            }
            #expect(elsewhere == nil)
        }
    }
}
