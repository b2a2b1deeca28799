// SPDX-License-Identifier: Apache-2.0

import Billing
import Ledger
import Money
import NIOCore
import Pricing
import Testing

@testable import Gateway

/// Calls of a model that picks another one, whose price only the answer tells.
struct RouterCallTests {
    private let body =
        #"{"model":"openrouter/auto","max_tokens":2000,"stream":true,"messages":[{"role":"user"}]}"#

    private func answer(_ name: String?, cost: Int64? = nil) -> CallUsage {
        var reported = ReportedUsage(input: 1_000, output: 100)
        reported.upstreamCost = cost
        var usage = CallUsage(reported: reported, outputTokens: 90)
        usage.model = name
        return usage
    }

    private func settled(_ usage: CallUsage) async throws -> (record: ChargeRecord, held: Credits) {
        var result: (ChargeRecord, Credits)?
        try await withGateway { stage in
            let call = try await stage.open(body)
            let held = try await stage.standing().held
            #expect(await call.settle(usage) != nil)
            #expect(try await stage.standing().held == .zero)
            result = (try #require(try await stage.charges().first), held)
        }
        return try #require(result)
    }

    @Test("it is held for as if the dearest model were picked")
    func held() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            let dearest = try await stage.open(
                body.replacing("openrouter/auto", with: "openrouter/openai/o1-pro"))
            let (auto, other) = (call.terms, dearest.terms)
            #expect(try auto.ceiling(output: 500) == other.ceiling(output: 500))
            #expect(try auto.ceiling(output: 500).isPositive)
            await call.release()
            await dearest.release()
        }
    }

    @Test("what the upstream says that it takes is the cost, whatever model it names")
    func cost() async throws {
        let (record, _) = try await settled(answer("openai/o1-pro", cost: 2_500_000))
        #expect(record.charge.amount == Credits(nanocredits: 3_000_000))
        #expect(record.memo.pricing?.model == "openrouter/auto")
        #expect(record.memo.pricing?.isEstimated == false)
    }

    @Test("a cost of nothing is one, too")
    func nothing() async throws {
        let (record, _) = try await settled(answer("unheard-of", cost: 0))
        #expect(record.charge.amount == .zero)
    }

    @Test("without a stated cost it is the price of the model that the answer names")
    func named() async throws {
        let (record, held) = try await settled(answer("anthropic/claude-haiku-5.5-20261007"))
        // 1,000 × 0.1 and 100 × 0.5 USD per million, and 20 % on top.
        #expect(record.charge.amount == Credits(nanocredits: 180_000))
        #expect(record.charge.amount < held)
        #expect(record.memo.pricing?.model == "anthropic/claude-haiku-5.5")
        #expect(record.memo.pricing?.provider == "openrouter")
        #expect(record.memo.pricing?.isEstimated == false)
    }

    @Test(
        "a model without a price, or none, is charged as the dearest, and the charge says so",
        arguments: [nil, "unheard-of/model", "openrouter/auto"])
    func unknown(name: String?) async throws {
        let (record, held) = try await settled(answer(name))
        // 1,000 × 150 and 100 × 600 USD per million, and 20 % on top.
        #expect(record.charge.amount == Credits(nanocredits: 252_000_000))
        #expect(record.charge.amount < held)
        #expect(record.memo.pricing?.isEstimated == true)
    }

    @Test("the price of another provider that sells the model is an estimate")
    func elsewhere() async throws {
        let (record, _) = try await settled(answer("gpt-4o-mini"))
        #expect(record.memo.pricing?.provider == "openai")
        #expect(record.memo.pricing?.isEstimated == true)
    }

    @Test("a router's own fee stands on the charge beside the price of the model")
    func fee() async throws {
        try await withGateway { stage in
            let call = try await stage.open(
                body.replacing("openrouter/auto", with: "azure/model_router"))
            var usage = CallUsage(
                reported: ReportedUsage(input: 1_000_000, output: 0), outputTokens: 0)
            usage.model = "gpt-4o-mini"
            let settled = try #require(await call.settle(usage))
            // 0.15 for the model and 0.14 for the router, and 20 % on top.
            #expect(settled.cost == Credits(nanocredits: 348_000_000))
        }
    }

    @Test("once the model is named, a hold that is enough for it grows no more")
    func grows() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            let held = try await stage.standing().held
            call.note(model: "anthropic/claude-haiku-5.5")
            try await call.note(outputTokens: 1_500)
            #expect(try await stage.standing().held == held)
            await call.release()
            let unnamed = try await stage.open(body)
            try await unnamed.note(outputTokens: 1_500)
            #expect(try await stage.standing().held > held)
            await unnamed.release()
        }
    }

    @Test("a call that is forgotten is charged by the model that it named")
    func forgotten() async throws {
        try await withGateway { stage in
            do {
                let call = try await stage.open(body)
                call.noteBegun()
                call.note(model: "anthropic/claude-haiku-5.5")
                try await call.note(outputTokens: 100)
            }
            await stage.house.settlements.retry()
            let record = try #require(try await stage.charges().first)
            #expect(record.memo.pricing?.model == "anthropic/claude-haiku-5.5")
            #expect(record.memo.pricing?.isEstimated == true)
        }
    }
}

/// The name of the model that answers, wherever an API puts it.
struct AnsweringModelTests {
    @Test(
        "it stands where each API has it",
        arguments: [
            #"{"id":"1","model":"a/b","choices":[]}"#,
            #"{"type":"message_start","message":{"id":"1","model":"a/b"}}"#,
            #"{"type":"response.completed","response":{"model":"a\/b"}}"#,
        ])
    func found(text: String) {
        #expect(AnsweringModel.name(in: Array(text.utf8)) == "a/b")
    }

    @Test("an answer may name none", arguments: ["[DONE]", "{}", #"{"model":null}"#, ""])
    func missing(text: String) {
        #expect(AnsweringModel.name(in: Array(text.utf8)) == nil)
    }

    @Test("in a stream it is what the last event says that names one, and nobody looks unasked")
    func stream() throws {
        let text = """
            data: {"model":"openrouter/auto","choices":[]}

            data: {"model":"a/b","choices":[]}

            data: {"choices":[]}


            """
        var meter = StreamMeter(.chat(hidesUsage: false), findsModel: true)
        _ = try meter.receive(.init(string: text))
        #expect(meter.facts.model == "a/b")
        var other = StreamMeter(.chat(hidesUsage: false))
        _ = try other.receive(.init(string: text))
        #expect(other.facts.model == nil)
    }
}
