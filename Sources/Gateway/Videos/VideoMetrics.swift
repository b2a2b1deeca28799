// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import Synchronization
import Vocabulary

/// What is counted of jobs that make videos.
final class VideoMetrics: Sendable {
    let started: Counter
    /// Looks of the gateway's own.
    let looks: Counter
    let looksFailed: Counter
    private let ended: [VideoJob.State: Counter]
    private let census = Mutex<(open: Int64, oldest: Instant?)>((0, nil))

    init(_ metrics: Metrics, clock: Clock) {
        started = metrics.counter(
            "florin_video_jobs_started_total", help: "Jobs that an upstream has taken.")
        func looks(_ result: String) -> Counter {
            metrics.counter(
                "florin_video_looks_total",
                help: "Times that the gateway looked by itself how a job does.",
                labels: [("result", result)])
        }
        self.looks = looks("seen")
        looksFailed = looks("failed")
        ended = Dictionary(
            uniqueKeysWithValues: VideoJob.State.allCases.filter(\.isOver).map { state in
                let counter = metrics.counter(
                    "florin_video_jobs_ended_total",
                    help:
                        "How jobs ended. Of those expired or unknown the upstream may want money.",
                    labels: [("outcome", state.rawValue)])
                return (state, counter)
            })
        metrics.gauge("florin_video_jobs_open", help: "Jobs that are not over.") { [weak self] in
            self?.census.withLock { $0.open }
        }
        metrics.gauge(
            "florin_video_oldest_seconds", help: "The age of the oldest of them."
        ) { [weak self] in
            self?.census.withLock { census in
                census.oldest.map {
                    max(0, (clock.now.microseconds - $0.microseconds) / 1_000_000)
                }
            }
        }
    }

    func count(_ state: VideoJob.State) { ended[state]?.add(1) }

    func note(_ census: (open: Int64, oldest: Instant?)) { self.census.withLock { $0 = census } }
}
