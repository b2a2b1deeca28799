// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What the server counts about itself, as Prometheus reads it.
///
/// Integers only. Whoever counts often asks once for its counter and keeps it. The number of series
/// is bounded: past the bound new ones are counted nowhere, and `florin_metrics_dropped` says so.
public final class Metrics: Sendable {
    public typealias Labels = [(name: String, value: String)]

    private let families = Mutex<[Family]>([])
    private let dropped = Counter()

    private static let seriesMax = 10_000

    private struct Family {
        let name: String
        let help: String
        let kind: String
        var series: [(labels: String, source: Source)] = []
    }

    private enum Source {
        case counter(Counter)
        case histogram(Histogram)
        case gauge(@Sendable () -> Int64?)
    }

    public init() {}

    /// The counter of this name and these labels; the same one each time it is asked for.
    public func counter(_ name: String, help: String, labels: Labels = []) -> Counter {
        let source = source(name, help: help, kind: "counter", labels) { .counter(Counter()) }
        if case .counter(let counter)? = source { return counter }
        return Counter()
    }

    /// The histogram of this name and these labels; the same one each time it is asked for.
    public func histogram(_ name: String, help: String, labels: Labels = []) -> Histogram {
        let source = source(name, help: help, kind: "histogram", labels) { .histogram(Histogram()) }
        if case .histogram(let histogram)? = source { return histogram }
        return Histogram()
    }

    /// A value that is read when somebody looks; nil is left out.
    public func gauge(
        _ name: String, help: String, labels: Labels = [], read: @escaping @Sendable () -> Int64?
    ) {
        _ = source(name, help: help, kind: "gauge", labels) { .gauge(read) }
    }

    /// Finds the source of a series or adds it, nil when there are too many.
    private func source(
        _ name: String, help: String, kind: String, _ labels: Labels, make: () -> Source
    ) -> Source? {
        let text = labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
        return families.withLock { families in
            let family = families.firstIndex { $0.name == name } ?? families.endIndex
            if family == families.endIndex {
                families.append(Family(name: name, help: help, kind: kind))
            }
            precondition(families[family].kind == kind, "\(name) is a \(families[family].kind)")
            if let known = families[family].series.first(where: { $0.labels == text }) {
                return known.source
            }
            guard families.reduce(0, { $0 + $1.series.count }) < Self.seriesMax else {
                dropped.add(1)
                return nil
            }
            let source = make()
            families[family].series.append((text, source))
            return source
        }
    }
}

extension Metrics {
    /// All of it in Prometheus' text format, version 0.0.4.
    public func text() -> String {
        // Gauges may take locks of their own: they are read after ours is given back.
        let families = families.withLock { $0 }.sorted { $0.name < $1.name }
        var text = ""
        for family in families {
            text += "# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind)\n"
            for (labels, source) in family.series {
                switch source {
                case .counter(let counter):
                    text += line(family.name, labels, String(counter.value))
                case .gauge(let read):
                    if let value = read() { text += line(family.name, labels, String(value)) }
                case .histogram(let histogram):
                    text += lines(of: histogram.snapshot(), family.name, labels)
                }
            }
        }
        text += "# TYPE florin_metrics_dropped counter\nflorin_metrics_dropped \(dropped.value)\n"
        return text
    }

    private func lines(
        of snapshot: Histogram.Snapshot, _ name: String, _ labels: String
    ) -> String {
        var text = ""
        var below: UInt64 = 0
        let separator = labels.isEmpty ? "" : ","
        for (bound, count) in zip(Histogram.bounds, snapshot.counts) {
            below += count
            let limit = "\(labels)\(separator)le=\"\(seconds(bound))\""
            text += line("\(name)_bucket", limit, String(below))
        }
        let all = below + (snapshot.counts.last ?? 0)
        text += line("\(name)_bucket", "\(labels)\(separator)le=\"+Inf\"", String(all))
        text += line("\(name)_sum", labels, seconds(snapshot.microseconds))
        text += line("\(name)_count", labels, String(all))
        return text
    }

    private func line(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    private func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}

/// Microseconds as decimal seconds: `0.0025`.
private func seconds(_ microseconds: UInt64) -> String {
    let (whole, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    guard rest > 0 else { return String(whole) }
    let digits = String(rest)
    var fraction = String(repeating: "0", count: 6 - digits.count) + digits
    while fraction.last == "0" { fraction.removeLast() }
    return "\(whole).\(fraction)"
}
