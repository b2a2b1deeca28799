// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

/// Passes a file on to the client as the upstream makes it, no faster than the client takes it, and
/// settles the call before the last byte of the response.
struct FileForwarding: Sendable {
    private let call: MeteredCall
    private let metrics: GatewayMetrics
    private let format: SoundFormat
    private let watch: ExchangeWatch

    init(_ call: MeteredCall, house: MeteredCall.House, configuration: GatewayConfiguration) {
        self.call = call
        metrics = house.metrics
        format = call.terms.measure.counts?.soundFormat ?? .mp3
        watch = ExchangeWatch(
            call.exchange, clock: house.clock, drainSeconds: configuration.timeouts.drainSeconds)
    }

    /// The characters of a text that was to be spoken are charged however the file ends: the
    /// provider has read all of them before its first byte, and bills them. What is priced by the
    /// sound that came of them is charged as far as it came, as the provider stops when we hang up.
    ///
    /// - Throws: What the writer throws when the client is gone, or how the upstream failed, which
    ///   breaks the response off; the call is settled in any case.
    func run(from first: ByteBuffer, to writer: inout any ResponseBodyWriter) async throws {
        var count: Int64 = 0
        do {
            try await pass(first, to: &writer, counting: &count)
        } catch {
            call.exchange.cancel()
            note(Self.outcome(of: error))
            _ = await call.settle(usage(ofBytes: count, isInterrupted: true))
            throw error
        }
        note(.finished)
        let settled = await call.settle(usage(ofBytes: count, isInterrupted: false))
        try await writer.finish(settled.map(\.trailers))
    }

    private func pass(
        _ first: ByteBuffer, to writer: inout any ResponseBodyWriter, counting count: inout Int64
    ) async throws {
        var watch = watch
        var event = Exchange.Event.bytes(first)
        while true {
            switch event {
            case .bytes(let bytes):
                count += Int64(bytes.readableBytes)
                try await writer.write(bytes)
                call.record?.passedOn()
            case .end: return
            case .failure(let failure): throw failure
            case .head, .tick: break
            }
            event = await watch.next()
        }
    }

    private static func outcome(of error: any Error) -> CallOutcome {
        guard let failure = error as? UpstreamFailure else { return .clientGone }
        return CallOutcome(failure)
    }

    private func note(_ outcome: CallOutcome) {
        call.record?.ended(outcome)
        switch outcome {
        case .finished: break
        case .clientGone: metrics.clientsGone.add(1)
        default: metrics.upstreamFailures.add(1)
        }
    }

    private func usage(ofBytes count: Int64, isInterrupted: Bool) -> CallUsage {
        var usage = CallUsage(outputTokens: 0, isInterrupted: isInterrupted)
        usage.counted = [format.length(ofBytes: count)]
        return usage
    }
}
