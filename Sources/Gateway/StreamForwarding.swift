// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import Money
import NIOCore
import Pricing
import Vocabulary

/// Passes a stream of events on to the client and settles the call before the last byte of it.
struct StreamForwarding {
    private let call: MeteredCall
    private let clock: Clock
    private let timeouts: GatewayTimeouts
    private let metrics: GatewayMetrics
    private let topUpURL: String?
    private let requestID: String
    private var meter: StreamMeter
    private var watch: ExchangeWatch
    private var lastWrite: Instant

    /// How a stream ended. Each is settled once, in ``finish(_:to:)``.
    private enum Ending {
        /// As it should.
        case complete
        case clientGone(any Error)
        case broken(UpstreamFailure)
        /// The organization cannot pay for more.
        case cut(LedgerRefusal)

        var outcome: CallOutcome {
            switch self {
            case .complete: .finished
            case .clientGone: .clientGone
            case .broken(let failure): CallOutcome(failure)
            case .cut: .cut
            }
        }
    }

    init(
        _ call: MeteredCall, hidesUsage: Bool, requestID: String, house: MeteredCall.House,
        configuration: GatewayConfiguration
    ) {
        let counts = call.terms.measure.counts
        let subject = StreamSubject(
            model: call.terms.price.model.name,
            choices: call.terms.measure.output?.choices ?? counts?.images ?? 1,
            created: house.clock.now.microseconds / 1_000_000,
            soundFormat: counts?.soundFormat ?? .mp3)
        self.call = call
        self.requestID = requestID
        clock = house.clock
        metrics = house.metrics
        timeouts = configuration.timeouts
        topUpURL = configuration.topUpURL
        meter = StreamMeter(
            call.terms.price.operation.dialect(of: subject, hidesUsage: hidesUsage),
            eventBytesMax: counts == nil
                ? StreamMeter.eventBytesMax : StreamMeter.pictureBytesMax,
            findsModel: call.terms.price.model.identity.isDynamic)
        watch = ExchangeWatch(
            call.exchange, clock: house.clock, drainSeconds: configuration.timeouts.drainSeconds)
        lastWrite = house.clock.now
    }

    /// - Throws: What the writer throws when the client is gone; the call is settled then, too.
    mutating func run(
        from first: ByteBuffer, to writer: inout any ResponseBodyWriter
    ) async throws {
        let ending = await forward(first, to: &writer)
        try await finish(ending, to: &writer)
    }

    private mutating func forward(
        _ first: ByteBuffer, to writer: inout any ResponseBodyWriter
    ) async -> Ending {
        var event = Exchange.Event.bytes(first)
        do {
            while true {
                switch event {
                case .bytes(let bytes):
                    try await pass(bytes, to: &writer)
                    if meter.isDone { return .complete }
                case .end:
                    let passed = try meter.end()
                    try await write(passed, to: &writer)
                    let isWhole = meter.isDone || meter.facts.isFinished || meter.facts.hasFailed
                    return isWhole ? .complete : .broken(.brokenOff("the answer has no end"))
                case .failure(.cancelled):
                    return .clientGone(CancellationError())
                case .failure(let failure):
                    return .broken(failure)
                case .tick:
                    if clock.now >= lastWrite.adding(seconds: timeouts.heartbeatSeconds) {
                        try await write(Self.heartbeat, to: &writer)
                    }
                case .head:
                    break
                }
                event = await watch.next()
            }
        } catch let refusal as LedgerRefusal {
            return .cut(refusal)
        } catch let fault as StreamFault {
            return .broken(.brokenOff("\(fault)"))
        } catch {
            return .clientGone(error)
        }
    }

    /// Passes on what came at once, looking at no more of it than the hold covers before the hold
    /// has grown.
    private mutating func pass(
        _ bytes: ByteBuffer, to writer: inout any ResponseBodyWriter
    ) async throws {
        var rest = bytes
        var passed = ByteBuffer()
        do {
            while !meter.isDone, let slice = rest.readSlice(upTo: Self.sliceBytesMax) {
                let before = meter.facts.model
                passed.append(try meter.receive(slice))
                if let model = meter.facts.model, model != before { call.note(model: model) }
                try await call.note(outputTokens: meter.facts.outputTokens)
            }
        } catch {
            try await write(passed, to: &writer)
            throw error
        }
        try await write(passed, to: &writer)
    }

    /// Seldom more tokens than the quarter of a slice that a hold covers ahead of what has come.
    private static let sliceBytesMax = 1 << 10

    private mutating func write(
        _ bytes: ByteBuffer, to writer: inout any ResponseBodyWriter
    ) async throws {
        guard bytes.readableBytes > 0 else { return }
        try await writer.write(bytes)
        call.record?.passedOn()
        lastWrite = clock.now
    }

    /// A comment, which no client shows.
    private static let heartbeat = ByteBuffer(staticString: ": still waiting\n\n")
}

extension ByteBuffer {
    /// - Returns: Nil when nothing is left.
    fileprivate mutating func readSlice(upTo limit: Int) -> ByteBuffer? {
        readableBytes == 0 ? nil : readSlice(length: min(limit, readableBytes))
    }

    /// Without a copy where there was nothing before.
    fileprivate mutating func append(_ bytes: ByteBuffer) {
        if readableBytes == 0 {
            self = bytes
        } else {
            writeImmutableBuffer(bytes)
        }
    }
}

// MARK: The end

extension StreamForwarding {
    private func finish(
        _ ending: Ending, to writer: inout any ResponseBodyWriter
    ) async throws {
        var usage = CallUsage(meter.facts)
        if case .complete = ending {
        } else {
            usage.isInterrupted = true
            call.exchange.cancel()
        }
        call.record?.ended(meter.facts.hasFailed ? .upstreamFailed : ending.outcome)
        let settled = await settle(usage, after: ending)
        if case .clientGone(let error) = ending {
            metrics.clientsGone.add(1)
            throw error
        }
        var last = closing(ending)
        if let settled { last.writeString(Self.comment(settled)) }
        if last.readableBytes > 0 { try await writer.write(last) }
        try await writer.finish(settled.map(\.trailers))
    }

    /// A call that failed before anything came of what it was to make costs nothing; whoever hangs
    /// up pays for it, as the provider goes on making it.
    private func settle(_ usage: CallUsage, after ending: Ending) async -> Settled? {
        let isCounted = call.terms.measure.counts != nil
        let hasFailed = if case .broken = ending { true } else { meter.facts.hasFailed }
        guard isCounted, hasFailed, !meter.facts.hasProduced else {
            return await call.settle(usage)
        }
        await call.release()
        return nil
    }

    /// The last events: what the protocol has for this ending.
    private func closing(_ ending: Ending) -> ByteBuffer {
        var last = ByteBuffer()
        switch ending {
        case .complete, .clientGone:
            if let event = meter.lastEvent { last.writeImmutableBuffer(event) }
        case .broken(let failure):
            metrics.upstreamFailures.add(1)
            let error = APIError(failure, hasBegun: true)
            last.writeImmutableBuffer(meter.dialect.failure(error, requestID: requestID))
        case .cut(let refusal):
            last.writeString(cutComment(refusal))
            last.writeImmutableBuffer(meter.dialect.endForLength(after: meter.facts))
        }
        return last
    }

    /// Why it ends here, for a person or a program that looks.
    private func cutComment(_ refusal: LedgerRefusal) -> String {
        guard case .insufficientCredits(let required, let available) = refusal else { return "" }
        let place = topUpURL.map { " topUpUrl=\($0)" } ?? ""
        return ": insufficient_credits required=\(required) available=\(available)\(place)\n\n"
    }

    private static func comment(_ settled: Settled) -> String {
        ": florin X-Florin-Charge=\(settled.charge) X-Florin-Cost=\(settled.cost)"
            + " X-Florin-Balance=\(settled.balance)\n\n"
    }
}

extension Settled {
    /// What a call cost, behind an answer that had begun before that was known.
    var trailers: HTTPFields {
        [
            .xFlorinCharge: charge.description, .xFlorinCost: cost.description,
            .xFlorinBalance: balance.description,
        ]
    }
}
