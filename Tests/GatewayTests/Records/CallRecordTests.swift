// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import JSON
import Ledger
import Money
import Pricing
import Synchronization
import Testing
import Vocabulary

@testable import Gateway

/// What is noted of a request to call a model.
struct CallRecordTests {
    private let body = #"{"model":"florin/echo","stream":true,"messages":[{"role":"user"}]}"#

    private func facts(of operation: ModelOperation = .chat) -> CallFacts {
        CallFacts(
            operation: operation, requestID: "req_1", organization: OrganizationID(bits: 1),
            key: KeyID(bits: 2), time: .epoch, startedAt: 1_000_000)
    }

    private final class Box: Sendable {
        let facts = Mutex<[CallFacts]>([])

        var only: CallFacts? { facts.withLock { $0.count == 1 ? $0[0] : nil } }
    }

    private func record(into box: Box) -> CallRecord {
        CallRecord(facts()) { facts in box.facts.withLock { $0.append(facts) } }
    }

    @Test("a record is complete, once, when its request and its call are both over")
    func complete() async throws {
        try await withGateway { stage in
            let box = Box()
            do {
                var record: CallRecord? = record(into: box)
                let call = try await stage.open(body, noting: record)
                record = nil
                #expect(box.only == nil)
                let used = CallUsage(
                    reported: ReportedUsage(input: 100, output: 50), outputTokens: 49)
                _ = try #require(await call.settle(used))
                call.record?.ended(.finished)
                #expect(box.only == nil)
            }
            let facts = try #require(box.only)
            #expect(facts.outcome == .finished)
            #expect(facts.cost == Credits(nanocredits: 240_000))
            #expect(facts.upstreamCost == 200_000, "without the markup")
            #expect(facts.usage.map(\.count) == [100, 50])
            let charge = try await stage.charges().first?.charge.id
            #expect(facts.charge == charge)
        }
    }

    @Test("a request of which nobody says how it ended is open; what is said first holds")
    func outcomes() {
        let box = Box()
        _ = record(into: box)
        #expect(box.only != nil && box.only?.outcome == nil)
        let other = Box()
        do {
            let record = record(into: other)
            record.ended(.cut)
            record.ended(.clientGone, status: 402)
        }
        #expect(other.only?.outcome == .cut && other.only?.status == 402)
    }

    @Test("failures and refusals have their outcomes")
    func mapping() {
        #expect(CallOutcome(UpstreamFailure.silent) == .stalled)
        #expect(CallOutcome(UpstreamFailure.stopping) == .stopped)
        #expect(CallOutcome(UpstreamFailure.cancelled) == .clientGone)
        #expect(CallOutcome(UpstreamFailure.unreachable("")) == .upstreamFailed)
        #expect(CallOutcome(APIError(.providerError, "")) == .upstreamFailed)
        #expect(CallOutcome(APIError.invalid("model", expected: "a model")) == .refused)
        #expect(CallOutcome(KeeperRefusal.idempotencyConflict) == .refused)
        #expect(CallOutcome(CancellationError()) == .clientGone)
        #expect(CallOutcome(APIError.unavailable(retryAfterSeconds: 1)) == .stopped)
    }

    @Test("our time is until the upstream has the request, and from its answer to ours")
    func times() {
        var facts = facts()
        #expect(facts.added == nil && facts.firstByte == nil)
        facts.sentAt = 1_300_000
        facts.answeredAt = 900_000_000
        facts.passedOnAt = 900_200_000
        facts.endedAt = 2_001_000_000
        #expect(facts.added == 500)
        #expect(facts.firstByte == 899_200)
        #expect(facts.duration == 2_000_000)
    }

    @Test("a line says who asked what, how it ended and what it cost, and nothing that was said")
    func line() throws {
        var facts = facts()
        facts.model = "openai/gpt-4o"
        facts.outcome = .finished
        facts.usage = [Usage.Quantity(7, of: .inputTokens)]
        facts.cost = Credits(nanocredits: 1_500)
        facts.endedAt = 3_000_000
        let line = facts.line
        #expect(line["time"]?.string == "1970-01-01T00:00:00.000Z")
        #expect(line["organization"]?.string == "\(OrganizationID(bits: 1))")
        #expect(line["model"]?.string == "openai/gpt-4o")
        #expect(line["outcome"]?.string == "finished")
        #expect(line["usage"] == ["input_tokens": 7])
        #expect(line["cost"]?.text == "0.0000015")
        #expect(line["durationMicroseconds"]?.int64 == 2_000)
        #expect(line["request"] == nil && line["answer"] == nil)
        facts.bodies[.request] = "{}"
        #expect(facts.line["request"]?.string == "{}")
    }

    @Test("metrics tell times, outcomes, usage, cost and what the upstream takes, by operation")
    func metrics() {
        let metrics = Metrics()
        let counters = CallMetrics(metrics)
        var facts = facts(of: .embedding)
        facts.outcome = .finished
        facts.usage = [Usage.Quantity(7, of: .inputTokens)]
        facts.cost = Credits(nanocredits: 12)
        facts.upstreamCost = 10
        facts.endedAt = 3_000_000
        counters.count(facts)
        counters.count(facts)
        let text = metrics.text()
        let label = "{operation=\"createEmbedding\""
        for line in [
            "florin_gateway_outcomes_total\(label),outcome=\"finished\"} 2",
            "florin_gateway_usage_total\(label),meter=\"input_tokens\"} 14",
            "florin_gateway_charged_nanocredits_total\(label)} 24",
            "florin_gateway_upstream_nanocredits_total\(label)} 20",
            "florin_gateway_duration_seconds_count\(label)} 2",
            "florin_gateway_added_seconds_count\(label)} 0",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test("what a job is charged counts as usage and cost, and is no call of its own")
    func settlement() throws {
        let metrics = Metrics()
        let price = Credits(nanocredits: 480_000_000)
        let job = VideoJob(
            id: ID(bits: 1), organization: ID(bits: 2),
            terms: VideoTerms(
                model: "openai/sora-2", memo: Memo(request: "req_1"), hold: nil, held: price,
                charge: ID(bits: 3),
                pricing: VideoPricing(book: 1, markup: .standard, measure: "{}")),
            createdAt: .epoch)
        let settled = VideoCharge(
            charge: ID(bits: 3), cost: price, uncollected: .zero, balance: .zero)
        let facts = CallFacts(job, settled, nil, at: Instant(microseconds: 90_000_000))
        #expect(facts.duration == 90_000_000)
        #expect(facts.line["requestId"] == "req_1" && facts.line["outcome"] == "finished")
        CallMetrics(metrics).count(facts)
        let text = metrics.text()
        let label = "{operation=\"createVideo\""
        #expect(text.contains("florin_gateway_charged_nanocredits_total\(label)} 480000000\n"))
        #expect(text.contains("florin_gateway_outcomes_total\(label),outcome=\"finished\"} 0\n"))
        #expect(text.contains("florin_gateway_duration_seconds_count\(label)} 0\n"))
    }

    @Test("the age of a hold is in its id")
    func age() {
        let ids = IDSource(clock: Clock { Instant(microseconds: 1_234_567_000) }) { 0 }
        let hold: HoldID = ids.make()
        #expect(hold.madeAt == 1_234_567_000)
    }
}
