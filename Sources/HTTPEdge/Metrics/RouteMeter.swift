// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts the responses of one route by status, and how long they took.
///
/// What is measured of a streamed response is the time until it starts.
final class RouteMeter: Sendable {
    private let metrics: Metrics
    private let labels: Metrics.Labels
    private let latency: Histogram
    private let counters = Mutex<[Int: Counter]>([:])

    init(method: String, route: String, in metrics: Metrics) {
        self.metrics = metrics
        labels = [("method", method), ("route", route)]
        latency = metrics.histogram(
            "florin_http_request_duration_seconds",
            help: "Time until the response was ready to be sent.", labels: labels)
    }

    func record(status: Int, microseconds: Int64) {
        latency.record(microseconds: microseconds)
        counter(status).add(1)
    }

    private func counter(_ status: Int) -> Counter {
        counters.withLock { counters in
            if let counter = counters[status] { return counter }
            let counter = metrics.counter(
                "florin_http_requests_total", help: "Responses by route and status.",
                labels: labels + [("status", String(status))])
            counters[status] = counter
            return counter
        }
    }
}
