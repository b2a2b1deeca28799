// SPDX-License-Identifier: Apache-2.0

import HTTPEdge

/// What the gateway counts.
struct GatewayMetrics: Sendable {
    /// By operation, in the order of ``ModelOperation``.
    private let requests: [ModelOperation: Counter]
    let inputTokens: Counter
    let outputTokens: Counter
    /// Nanocredits charged.
    let cost: Counter
    let estimated: Counter
    private let reportsRefused: [ReportFault: Counter]
    /// Nanocredits that upstreams say they take, and that our prices say they take for the same.
    let costsReported: Counter
    let costsExpected: Counter
    let settlementsCharged: Counter
    let settlementsReleased: Counter
    let settlementsRepeated: Counter
    let settlementsQueued: Counter
    let settlementsLost: Counter
    let holdsExtended: Counter
    let holdsRefused: Counter
    /// Nanocredits.
    let uncollected: Counter
    let clientsGone: Counter
    let repeatsAnswered: Counter
    let repeatsRefused: Counter
    private let limited: [LimitRefusal.Kind: Counter]
    let upstreamFailures: Counter

    init(_ metrics: Metrics) {
        requests = Dictionary(
            uniqueKeysWithValues: ModelOperation.allCases.map { operation in
                let counter = metrics.counter(
                    "florin_gateway_calls_total", help: "Calls that were let through.",
                    labels: [("operation", operation.operationID)])
                return (operation, counter)
            })
        func tokens(_ direction: String) -> Counter {
            metrics.counter(
                "florin_gateway_tokens_total", help: "Tokens charged.",
                labels: [("direction", direction)])
        }
        func settlements(_ outcome: String) -> Counter {
            metrics.counter(
                "florin_gateway_settlements_total", help: "How calls ended in the books.",
                labels: [("outcome", outcome)])
        }
        limited = Dictionary(
            uniqueKeysWithValues: LimitRefusal.Kind.allCases.map { kind in
                let counter = metrics.counter(
                    "florin_gateway_limited_total",
                    help: "Calls that a limit of their tier refused.",
                    labels: [("kind", kind.rawValue)])
                return (kind, counter)
            })
        func repeats(_ outcome: String) -> Counter {
            metrics.counter(
                "florin_gateway_repeats_total",
                help: "Calls that were made before under the same Idempotency-Key.",
                labels: [("outcome", outcome)])
        }
        repeatsAnswered = repeats("answered")
        repeatsRefused = repeats("refused")
        inputTokens = tokens("input")
        outputTokens = tokens("output")
        cost = metrics.counter(
            "florin_gateway_cost_nanocredits_total", help: "Credits charged, times 10^9.")
        estimated = metrics.counter(
            "florin_gateway_estimated_total",
            help: "Charges whose usage no upstream reported.")
        reportsRefused = Dictionary(
            uniqueKeysWithValues: ReportFault.allCases.map { fault in
                let counter = metrics.counter(
                    "florin_gateway_reports_refused_total",
                    help: "Reports of usage that could not be charged by.",
                    labels: [("reason", fault.rawValue)])
                return (fault, counter)
            })
        func costs(_ source: String) -> Counter {
            metrics.counter(
                "florin_gateway_upstream_cost_nanocredits_total",
                help: "What upstreams took for calls whose cost they report, by them and by us.",
                labels: [("source", source)])
        }
        costsReported = costs("reported")
        costsExpected = costs("expected")
        settlementsCharged = settlements("charged")
        settlementsReleased = settlements("released")
        settlementsRepeated = settlements("repeated")
        settlementsQueued = settlements("queued")
        settlementsLost = settlements("lost")
        holdsExtended = metrics.counter(
            "florin_gateway_holds_extended_total", help: "Times that a running call's hold grew.")
        holdsRefused = metrics.counter(
            "florin_gateway_holds_refused_total",
            help: "Calls refused or cut because credits did not suffice.")
        uncollected = metrics.counter(
            "florin_gateway_uncollected_nanocredits_total",
            help: "Charged above what could be paid, in credits times 10^9; owed.")
        clientsGone = metrics.counter(
            "florin_gateway_clients_gone_total", help: "Streams whose client hung up.")
        upstreamFailures = metrics.counter(
            "florin_gateway_upstream_failures_total",
            help: "Calls that an upstream failed, before or in the middle of its answer.")
    }

    func limited(_ kind: LimitRefusal.Kind) { limited[kind]?.add(1) }

    func count(_ fault: ReportFault) { reportsRefused[fault]?.add(1) }

    func count(_ operation: ModelOperation) { requests[operation]?.add(1) }
}
