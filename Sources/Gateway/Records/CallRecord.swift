// SPDX-License-Identifier: Apache-2.0

import Billing
import Money
import NIOCore
import Pricing
import Synchronization
import Vocabulary

/// What happened to one request to call a model, noted as it goes along.
///
/// The request holds it, then its call; when both are over, however that came, it is complete and
/// goes to those who count and write it.
final class CallRecord: Sendable {
    private let state: Mutex<CallFacts>
    private let isComplete: @Sendable (CallFacts) -> Void

    init(_ facts: CallFacts, isComplete: @escaping @Sendable (CallFacts) -> Void) {
        state = Mutex(facts)
        self.isComplete = isComplete
    }

    deinit {
        var facts = state.withLock { $0 }
        facts.endedAt = NIODeadline.now().uptimeNanoseconds
        isComplete(facts)
    }

    func note(_ change: (inout CallFacts) -> Void) { state.withLock { change(&$0) } }

    /// Who is charged, and for what.
    func note(_ terms: CallTerms, isStreamed: Bool) {
        note { facts in
            facts.agent = terms.caller.agentID
            facts.app = terms.caller.appID
            facts.model = terms.price.model.qualifiedName
            facts.isStreamed = isStreamed
        }
    }

    /// The upstream has got the request.
    func sent(to upstream: String) {
        note { facts in
            facts.upstream = upstream
            facts.sentAt = NIODeadline.now().uptimeNanoseconds
        }
    }

    /// The upstream's answer, or the first of it, is here.
    func answered() { note { $0.answeredAt = NIODeadline.now().uptimeNanoseconds } }

    /// The answer, or the first of it, goes to the client.
    func passedOn() {
        note { facts in
            guard facts.passedOnAt == nil else { return }
            facts.passedOnAt = NIODeadline.now().uptimeNanoseconds
        }
    }

    /// How it ended; what is said first holds.
    func ended(_ outcome: CallOutcome, status: Int? = nil) {
        note { facts in
            if facts.outcome == nil { facts.outcome = outcome }
            if let status { facts.status = status }
        }
    }

    /// What was used and what that costs us.
    func priced(_ usage: Usage, _ quote: Quote, isEstimated: Bool) {
        note { $0.price(usage, quote, isEstimated: isEstimated) }
    }

    func charged(_ charge: ChargeID, _ cost: Credits) {
        note { facts in
            facts.charge = charge
            facts.cost = cost
        }
    }
}

/// All that is known of a request when it is over. Times are nanoseconds of a clock that never goes
/// back.
struct CallFacts: Sendable {
    let operation: ModelOperation
    let requestID: String
    let organization: OrganizationID?
    let key: KeyID?
    /// When the request came, for people.
    let time: Instant
    let startedAt: UInt64
    var sentAt: UInt64?
    var answeredAt: UInt64?
    var passedOnAt: UInt64?
    var endedAt: UInt64 = 0

    var agent: AgentID?
    var app: AppID?
    /// As the price book calls it; nil while nobody found it there.
    var model: String?
    var upstream: String?
    var isStreamed = false
    /// Of a job that was let through as a call before, and is over now: no call of its own.
    var isSettlement = false
    var status = 200
    /// Nil when nobody came to say: the client was gone before its answer.
    var outcome: CallOutcome?
    var usage: [Usage.Quantity] = []
    var isEstimated = false
    var cost: Credits?
    /// Nanocredits.
    var upstreamCost: Int64?
    var charge: ChargeID?
    /// What was asked and answered, as far as the operator wants to see it.
    var bodies: [CallBodies.Part: String] = [:]
}

extension CallFacts {
    mutating func price(_ usage: Usage, _ quote: Quote, isEstimated: Bool) {
        self.usage = usage.quantities
        self.isEstimated = isEstimated
        do {
            upstreamCost = try quote.upstreamCost.rounded().nanocredits
        } catch {
            // More than can be money, which no charge is.
            upstreamCost = nil
        }
    }

    /// Of a job that is charged.
    init(_ job: VideoJob, _ settled: VideoCharge, _ counted: PricedCall?, at now: Instant) {
        self.init(
            operation: .video, requestID: job.terms.memo.request ?? "",
            organization: job.organization, key: job.terms.memo.key, time: job.createdAt,
            startedAt: 0)
        isSettlement = true
        endedAt = UInt64(max(0, now.microseconds - job.createdAt.microseconds)) * 1_000
        agent = job.terms.memo.agent
        app = job.terms.memo.app
        model = job.terms.model
        upstream = job.place?.upstream
        outcome = .finished
        charge = settled.charge
        cost = settled.cost
        if let counted { price(counted.usage, counted.quote, isEstimated: counted.isEstimated) }
    }

    /// Microseconds from the request to the end.
    var duration: Int64 { Self.microseconds(from: startedAt, to: endedAt) }

    /// Microseconds from the request to the first of the answer, nil without one.
    var firstByte: Int64? { passedOnAt.map { Self.microseconds(from: startedAt, to: $0) } }

    /// Microseconds that we took: until the upstream had the request, and from its answer to ours.
    var added: Int64? {
        guard let sentAt, let answeredAt, let passedOnAt else { return nil }
        return Self.microseconds(from: startedAt, to: sentAt)
            + Self.microseconds(from: answeredAt, to: passedOnAt)
    }

    private static func microseconds(from start: UInt64, to end: UInt64) -> Int64 {
        Int64(max(start, end) - start) / 1_000
    }
}
