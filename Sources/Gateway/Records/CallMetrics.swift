// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import Money
import Pricing
import Synchronization
import Vocabulary

/// What is counted of all requests to call models, by operation.
///
/// The labels are operations, meters and outcomes, of which there are so many: nothing that a
/// client invents makes a series.
struct CallMetrics: Sendable {
    private let operations: [ModelOperation: OperationMetrics]

    init(_ metrics: Metrics) {
        operations = Dictionary(
            uniqueKeysWithValues: ModelOperation.allCases.map {
                ($0, OperationMetrics($0, metrics))
            })
    }

    func count(_ facts: CallFacts) { operations[facts.operation]?.count(facts) }
}

private final class OperationMetrics: Sendable {
    private let duration: Histogram
    private let added: Histogram
    private let firstByte: Histogram
    private let cost: Counter
    private let upstreamCost: Counter
    private let outcomes: [CallOutcome: Counter]
    /// Made as they are met: most operations know a few meters.
    private let usage = Mutex<[Meter: Counter]>([:])
    private let metrics: Metrics
    private let labels: Metrics.Labels

    init(_ operation: ModelOperation, _ metrics: Metrics) {
        let labels: Metrics.Labels = [("operation", operation.operationID)]
        self.metrics = metrics
        self.labels = labels
        duration = metrics.histogram(
            "florin_gateway_duration_seconds",
            help: "From a request to the last byte of its answer.", labels: labels)
        added = metrics.histogram(
            "florin_gateway_added_seconds",
            help: "Of that, until the upstream had the request and from its first byte to ours.",
            labels: labels)
        firstByte = metrics.histogram(
            "florin_gateway_first_byte_seconds",
            help: "From a request to the first byte of its answer.", labels: labels)
        cost = metrics.counter(
            "florin_gateway_charged_nanocredits_total",
            help: "What calls were charged, in credits times 10^9.", labels: labels)
        upstreamCost = metrics.counter(
            "florin_gateway_upstream_nanocredits_total",
            help: "What the upstreams take for them; the rest is margin.", labels: labels)
        outcomes = Dictionary(
            uniqueKeysWithValues: CallOutcome.allCases.map { outcome in
                let counter = metrics.counter(
                    "florin_gateway_outcomes_total", help: "How requests ended.",
                    labels: labels + [("outcome", outcome.rawValue)])
                return (outcome, counter)
            })
    }

    func count(_ facts: CallFacts) {
        if !facts.isSettlement { countCall(facts) }
        guard let cost = facts.cost else { return }
        self.cost.add(UInt64(max(0, cost.nanocredits)))
        upstreamCost.add(UInt64(max(0, facts.upstreamCost ?? 0)))
        for quantity in facts.usage where quantity.count > 0 {
            counter(of: quantity.meter).add(UInt64(quantity.count))
        }
    }

    private func countCall(_ facts: CallFacts) {
        outcomes[facts.outcome ?? .clientGone]?.add(1)
        duration.record(microseconds: facts.duration)
        if let time = facts.added { added.record(microseconds: time) }
        if let time = facts.firstByte { firstByte.record(microseconds: time) }
    }

    private func counter(of meter: Meter) -> Counter {
        usage.withLock { usage in
            if let counter = usage[meter] { return counter }
            let counter = metrics.counter(
                "florin_gateway_usage_total",
                help: "What was charged for, in the smallest parts of its meter; parts are in "
                    + "their wholes, too.",
                labels: labels + [("meter", meter.name)])
            usage[meter] = counter
            return counter
        }
    }
}

extension HoldID {
    /// Microseconds since 1970: an id begins with the millisecond in which it was made.
    var madeAt: Int64 { Int64(bits >> 80) * 1_000 }
}
