// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import Logging
import Synchronization
import Vocabulary

/// An upstream with what is known of it: how it does, and how often it was asked.
final class RoutedUpstream: Sendable {
    let name: String
    /// How often one call may ask it.
    let attempts: Int
    private let upstream: any Upstream
    private let counters: UpstreamCounters
    private let clock: Clock
    private let logger: Logger
    private let breaker = Mutex(Breaker())
    /// Whether the breaker has anything to say: calls of an upstream that is well take no lock.
    private let isTroubled = Atomic<Bool>(false)

    init(
        _ name: String, _ upstream: any Upstream, attempts: Int = 1, clock: Clock,
        metrics: Metrics, logger: Logger
    ) {
        self.name = name
        self.upstream = upstream
        self.attempts = attempts
        self.clock = clock
        self.logger = logger
        counters = UpstreamCounters(name, in: metrics)
        metrics.gauge(
            "florin_upstream_state",
            help: "0: asked in its place. 1: one call tries whether it is well. 2: set aside.",
            labels: [("upstream", name)]
        ) { [weak self] in self?.stateNumber }
    }

    convenience init(
        _ settings: UpstreamSettings, clock: Clock, metrics: Metrics, logger: Logger
    ) throws {
        let upstream = try HTTPUpstream(settings)
        self.init(
            settings.name, upstream, attempts: settings.attempts, clock: clock, metrics: metrics,
            logger: logger)
        counters.show(upstream.connections, in: metrics)
    }

    /// Whether others are asked before it.
    var isAside: Bool {
        isTroubled.load(ordering: .relaxed) && breaker.withLock { $0.isAside(at: clock.now) }
    }

    /// - Parameter isRetry: The same call has failed before, here or elsewhere.
    func start(_ request: UpstreamRequest, into exchange: Exchange, isRetry: Bool) {
        counters.calls.add(1)
        if isRetry { counters.retries.add(1) }
        if isTroubled.load(ordering: .relaxed) {
            _ = breaker.withLock { $0.begin(at: clock.now) }
        }
        upstream.start(request, into: exchange)
    }

    /// It answered as it should.
    func succeeded() {
        guard isTroubled.load(ordering: .relaxed) else { return }
        let wasAside = breaker.withLock { breaker in
            isTroubled.store(false, ordering: .relaxed)
            return breaker.succeeded()
        }
        if wasAside { logger.notice("The upstream \(name) answers again.") }
    }

    func failed(_ setback: Setback) {
        counters.failures[setback.reason]?.add(1)
        guard setback.countsAgainst else { return }
        let seconds = breaker.withLock { breaker in
            isTroubled.store(true, ordering: .relaxed)
            return breaker.failed(at: clock.now)
        }
        guard let seconds else { return }
        logger.warning(
            "The upstream \(name) is set aside for \(seconds) s: \(setback), and so it was before.")
    }

    /// Notes how a call began, whichever way.
    func note(_ head: Exchange.Head) {
        if let setback = Setback(head) { failed(setback) } else { succeeded() }
    }

    func note(_ failure: UpstreamFailure) {
        if let setback = Setback(failure) { failed(setback) }
    }

    func shutdown() async throws { try await upstream.shutdown() }

    private var stateNumber: Int64 {
        switch breaker.withLock({ $0.state }) {
        case .closed: 0
        case .probing: 1
        case .open: 2
        }
    }
}

/// What is counted of an upstream.
private struct UpstreamCounters: Sendable {
    let calls: Counter
    let retries: Counter
    let failures: [Setback.Reason: Counter]
    private let labels: Metrics.Labels

    init(_ name: String, in metrics: Metrics) {
        let labels = [(name: "upstream", value: name)]
        self.labels = labels
        calls = metrics.counter(
            "florin_upstream_calls_total", help: "Calls sent to an upstream, retries included.",
            labels: labels)
        retries = metrics.counter(
            "florin_upstream_retries_total",
            help: "Calls sent to an upstream after they had failed, there or at another.",
            labels: labels)
        failures = Dictionary(
            uniqueKeysWithValues: Setback.Reason.allCases.map { reason in
                let counter = metrics.counter(
                    "florin_upstream_failures_total",
                    help: "Calls that an upstream failed before its answer began.",
                    labels: labels + [("reason", reason.rawValue)])
                return (reason, counter)
            })
    }

    func show(_ connections: UpstreamConnections, in metrics: Metrics) {
        metrics.gauge(
            "florin_upstream_connections", help: "Connections that are open.", labels: labels
        ) { Int64(connections.counts.open) }
        metrics.gauge(
            "florin_upstream_connections_busy", help: "Connections with a call on them.",
            labels: labels
        ) { Int64(connections.counts.busy) }
    }
}
