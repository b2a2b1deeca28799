// SPDX-License-Identifier: Apache-2.0

import Billing
import JSON
import Ledger
import Money
import Pricing
import Testing

@testable import Gateway

/// A call from its hold to its one settlement.
struct MeteredCallTests {
    private let body = #"{"model":"florin/echo","stream":true,"messages":[{"role":"user"}]}"#

    @Test("a call holds its input and a slice, is charged what was used and gives the rest back")
    func settled() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            let held = try await stage.standing().held
            #expect(held == (try call.terms.ceiling(output: 1_024)))
            let used = CallUsage(reported: ReportedUsage(input: 100, output: 50), outputTokens: 49)
            let settled = try #require(await call.settle(used))
            // 100 tokens at 1 USD and 50 at 2 USD per million, and 20 % on top.
            #expect(settled.cost == Credits(nanocredits: 240_000))
            let standing = try await stage.standing()
            #expect(standing.held == .zero)
            #expect(settled.balance == standing.available)
            let record = try #require(try await stage.charges().first)
            #expect(record.charge.id == settled.charge)
            #expect(record.memo.description == "chat florin/echo")
            #expect(record.memo.pricing?.isEstimated == false)
            #expect(record.memo.pricing?.model == "florin/echo")
        }
    }

    @Test("a call is settled once, however often that is asked")
    func once() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            #expect(await call.settle(CallUsage(outputTokens: 5)) != nil)
            #expect(await call.settle(CallUsage(outputTokens: 9)) == nil)
            await call.release()
            #expect(try await stage.charges().count == 1)
        }
    }

    @Test("a released call costs nothing")
    func released() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            await call.release()
            #expect(await call.settle(CallUsage(outputTokens: 5)) == nil)
            #expect(try await stage.charges().isEmpty)
            #expect(try await stage.standing().held == .zero)
        }
    }

    @Test("a call that is forgotten is settled by what is known of it", arguments: [false, true])
    func forgotten(hasBegun: Bool) async throws {
        try await withGateway { stage in
            do {
                let call = try await stage.open(body)
                if hasBegun {
                    call.noteBegun()
                    try await call.note(outputTokens: 7)
                }
            }
            #expect(stage.house.settlements.waitingCount == 1)
            await stage.house.settlements.retry()
            let charges = try await stage.charges()
            #expect(charges.count == (hasBegun ? 1 : 0))
            #expect(charges.allSatisfy { $0.memo.pricing?.isEstimated == true })
            #expect(try await stage.standing().held == .zero)
            #expect(stage.house.calls.count == 0)
        }
    }

    @Test(
        "usage that nobody reported, or that cannot be right, is estimated and says so",
        arguments: [
            CallUsage(outputTokens: 50),
            CallUsage(reported: ReportedUsage(input: 0, output: 0), outputTokens: 50),
            CallUsage(
                reported: ReportedUsage(input: 1, output: 20), outputTokens: 50, isInterrupted: true
            ),
        ])
    func estimated(usage: CallUsage) async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            let settled = try #require(await call.settle(usage))
            let record = try #require(try await stage.charges().first)
            #expect(record.memo.pricing?.isEstimated == true)
            #expect(settled.cost >= Credits(nanocredits: 120_000))
        }
    }

    @Test("a report without any input leaves the input to be counted here")
    func noInput() {
        var usage = CallUsage(reported: ReportedUsage(input: 0, output: 0), outputTokens: 50)
        #expect(usage.estimated(input: 8) == ReportedUsage(input: 8, output: 50))
        usage.reported = ReportedUsage(input: 20, output: 60)
        #expect(usage.estimated(input: 8) == ReportedUsage(input: 20, output: 60))
    }

    @Test("an answer that says there is none gives the whole hold back")
    func refusal() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            var usage = CallUsage(outputTokens: 0)
            usage.isRefusal = true
            #expect(await call.settle(usage) == nil)
            #expect(try await stage.charges().isEmpty)
            #expect(try await stage.standing().held == .zero)
        }
    }

    @Test("what the database cannot take waits for it, and no new call begins meanwhile")
    func databaseAway() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            let release = try await stage.blockDatabase()
            #expect(await call.settle(CallUsage(outputTokens: 5)) == nil)
            #expect(!stage.house.settlements.canTakeMore)
            await stage.house.settlements.retry()
            #expect(stage.house.settlements.waitingCount == 1)
            await release()
            for _ in 0..<Settlements.pauseMax { await stage.house.settlements.retry() }
            #expect(stage.house.settlements.canTakeMore)
            #expect(try await stage.charges().count == 1)
        }
    }

    @Test("without credits for a slice a call does not begin, and nothing is held")
    func refused() async throws {
        try await withGateway(credits: "0.000001") { stage in
            await #expect(throws: LedgerRefusal.self) { try await stage.open(body) }
            let held = try await stage.standing().held
            #expect(held == .zero)
            #expect(stage.house.calls.count == 0)
        }
    }

    @Test("a hold grows ahead of the tokens, until credits do not suffice")
    func grows() async throws {
        // A slice is 2,458 nanocredits a token: room for about three.
        try await withGateway(credits: "0.008") { stage in
            let call = try await stage.open(body)
            let first = try await stage.standing().held
            try await call.note(outputTokens: 700)
            #expect(try await stage.standing().held == first)
            try await call.note(outputTokens: 800)
            #expect(try await stage.standing().held > first)
            try await call.note(outputTokens: 1_700)
            await #expect(throws: LedgerRefusal.self) {
                try await call.note(outputTokens: 2_600)
            }
            #expect(await call.settle(CallUsage(outputTokens: 2_600)) != nil)
            let record = try #require(try await stage.charges().first)
            #expect(record.charge.uncollected == .zero)
        }
    }

    @Test("a hold does not grow past what the client limits its call to")
    func limited() async throws {
        try await withGateway { stage in
            let body = """
                {"model":"florin/echo","stream":true,"n":2,"max_tokens":100,
                 "messages":[{"role":"user"}]}
                """
            let call = try await stage.open(body)
            let held = try await stage.standing().held
            #expect(held == (try call.terms.ceiling(output: 200)))
            try await call.note(outputTokens: 199)
            #expect(try await stage.standing().held == held)
            await call.release()
        }
    }

    @Test("a running call's hold is renewed, a forgotten one's ends by itself")
    func renewed() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            for _ in 0..<10 {
                stage.wait(seconds: 7)
                await stage.house.calls.beat()
            }
            #expect(try await stage.standing().held.isPositive)
            stage.wait(seconds: 13)
            #expect(try await stage.standing().held == .zero)
            let settled = await call.settle(CallUsage(outputTokens: 5))
            #expect(settled != nil)
            #expect(try await stage.charges().first?.charge.isLate == true)
        }
    }

    @Test("a hold that ended while the database was away is taken anew when it has to grow")
    func lapsed() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            stage.wait(seconds: 60)
            try await call.note(outputTokens: 900)
            #expect(try await stage.standing().held == (try call.terms.ceiling(output: 1_924)))
            #expect(await call.settle(CallUsage(outputTokens: 900)) != nil)
            #expect(try await stage.charges().first?.charge.isLate == false)
            #expect(try await stage.standing().held == .zero)
        }
    }

    @Test("usage is charged even when somebody released the hold meanwhile")
    func releasedElsewhere() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            let hold = try #require(try await stage.openHolds().first)
            _ = try await stage.house.keeper.perform(.release(hold), for: stage.organization)
            #expect(await call.settle(CallUsage(outputTokens: 5)) != nil)
            #expect(try await stage.charges().count == 1)
        }
    }

    @Test("a model that costs nothing needs no credits, and is charged nothing")
    func free() async throws {
        try await withGateway(credits: nil) { stage in
            let markup = try #require(Markup(percent: try ExactDecimal(text: "-100")))
            let call = try await stage.open(body, markup: markup)
            let settled = try #require(await call.settle(CallUsage(outputTokens: 5)))
            #expect(settled.cost == .zero)
            #expect(try await stage.charges().count == 1)
        }
    }

    @Test("a tier that the answer names decides the price")
    func tier() async throws {
        try await withGateway { stage in
            let body = #"{"model":"gpt-4o","messages":[{"role":"user"}]}"#
            let reported = ReportedUsage(input: 1_000, output: 0)
            let standard = try await stage.open(body)
            let usual = await standard.settle(CallUsage(reported: reported, outputTokens: 0))
            let priority = try await stage.open(body)
            let dearer = await priority.settle(
                CallUsage(reported: reported, serviceTier: "priority", outputTokens: 0))
            #expect(usual?.cost == Credits(nanocredits: 3_000_000))
            #expect(dearer?.cost == Credits(nanocredits: 5_100_000))
        }
    }
}
