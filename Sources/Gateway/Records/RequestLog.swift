// SPDX-License-Identifier: Apache-2.0

import Dispatch
import HTTPEdge
import Logging
import Synchronization

/// Where an operator wants to read what was asked of models, and how much of it.
public struct RequestLogSettings: Hashable, Sendable {
    public var path: String
    /// Bytes of each body that are written, too; 0 for none of it.
    public var bodyBytesMax = 0
    /// A file that would become larger than this becomes `PATH.1` first.
    public var fileBytesMax = 64 << 20
    /// Files that are kept, the one that is written among them.
    public var filesMax = 5

    public init(path: String) {
        self.path = path
    }
}

/// A file with a line of JSON for each request.
///
/// Requests do not wait for it: lines queue up in memory and are written elsewhere, and those that
/// find no room there are counted and lost.
final class RequestLog: Sendable {
    private struct Queue {
        var lines: [[UInt8]] = []
        var bytes = 0
        var isScheduled = false
    }

    let bodyBytesMax: Int
    private let queue = Mutex(Queue())
    private let file: Mutex<RotatedFile>
    private let writer = DispatchQueue(label: "florin.request-log", qos: .utility)
    private let dropped: Counter
    private let logger: Logger

    /// What may wait to be written.
    static let waitingBytesMax = 8 << 20

    init(_ settings: RequestLogSettings, metrics: Metrics, logger: Logger) {
        bodyBytesMax = settings.bodyBytesMax
        file = Mutex(RotatedFile(settings))
        self.logger = logger
        dropped = metrics.counter(
            "florin_request_log_dropped_total",
            help: "Lines of the request log that could not be written.")
    }

    func append(_ line: [UInt8]) {
        let mustSchedule: Bool? = queue.withLock { queue in
            guard queue.bytes + line.count <= Self.waitingBytesMax else { return nil }
            queue.lines.append(line)
            queue.bytes += line.count
            defer { queue.isScheduled = true }
            return !queue.isScheduled
        }
        guard let mustSchedule else { return dropped.add(1) }
        if mustSchedule { writer.async { self.write() } }
    }

    /// Waits until everything is written; for the end of the server.
    func flush() async {
        await withCheckedContinuation { continuation in
            writer.async {
                self.write()
                continuation.resume()
            }
        }
    }

    private func write() {
        let lines = queue.withLock { queue in
            defer { queue = Queue() }
            return queue.lines
        }
        do throws(LogFailure) {
            try file.withLock { file throws(LogFailure) in
                for line in lines { try file.append(line) }
                try file.write()
            }
        } catch {
            dropped.add(UInt64(lines.count))
            logger.warning("The request log cannot be written: \(error)")
        }
    }
}
