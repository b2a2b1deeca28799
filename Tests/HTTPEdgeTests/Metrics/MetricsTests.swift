// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import Testing

@Suite struct MetricsTests {
    @Test("metrics are written as Prometheus reads them")
    func text() {
        let metrics = Metrics()
        let counter = metrics.counter("a_total", help: "A.", labels: [("x", "1")])
        counter.add(2)
        metrics.counter("a_total", help: "A.", labels: [("x", "1")]).add(1)
        metrics.counter("a_total", help: "A.", labels: [("x", "q\"\\\n")]).add(1)
        metrics.gauge("b", help: "B.") { 7 }
        metrics.gauge("c", help: "C.") { nil }
        let histogram = metrics.histogram("d_seconds", help: "D.")
        histogram.record(microseconds: 100)
        histogram.record(microseconds: 2_000)
        histogram.record(microseconds: 100_000_000)
        let text = metrics.text()
        #expect(
            text.hasPrefix(
                """
                # HELP a_total A.
                # TYPE a_total counter
                a_total{x="1"} 3
                a_total{x="q\\"\\\\\\n"} 1
                # HELP b B.
                # TYPE b gauge
                b 7
                # HELP c C.
                # TYPE c gauge
                # HELP d_seconds D.
                # TYPE d_seconds histogram
                d_seconds_bucket{le="0.0001"} 1
                d_seconds_bucket{le="0.00025"} 1
                """))
        #expect(text.contains("d_seconds_bucket{le=\"0.0025\"} 2\n"))
        #expect(text.contains("d_seconds_bucket{le=\"60\"} 2\n"))
        #expect(text.contains("d_seconds_bucket{le=\"+Inf\"} 3\n"))
        #expect(text.contains("d_seconds_sum 100.0021\n"))
        #expect(text.contains("d_seconds_count 3\n"))
    }

    @Test("labels without end do not fill the memory")
    func bounded() {
        let metrics = Metrics()
        for number in 0..<3_000 {
            metrics.counter("a_total", help: "A.", labels: [("x", "\(number % 1_500)")]).add(1)
        }
        #expect(metrics.text().contains("a_total{x=\"1499\"} 2"))
    }

    @Test("a drain begins once and stays")
    func drain() {
        let drain = Drain()
        #expect(!drain.isDraining)
        drain.begin()
        #expect(drain.isDraining)
    }
}
