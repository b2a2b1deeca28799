// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import NIOHTTP1
import Vocabulary

extension Gateway {
    /// What an upstream's answer turns out to be.
    enum Beginning {
        case stream(Exchange.Head, first: ByteBuffer)
        case whole(Exchange.Head, ByteBuffer)
    }

    /// The largest answer that is taken in one piece: thousands of embeddings fit.
    private static let answerBytesMax = 64 << 20

    /// Asks one upstream after the other until there is an answer, or nobody left to ask.
    ///
    /// - Parameter lease: Has the exchange of the attempt that runs.
    /// - Returns: An answer, or the last upstream's refusal, and whose it is.
    /// - Throws: How the last upstream failed before it produced anything.
    func begin(
        _ outgoing: OutgoingCall, on lease: OpenCalls.Lease, noting record: CallRecord?,
        requestID: String
    ) async throws(UpstreamFailure) -> (Beginning, from: OutgoingCall.Candidate) {
        var attempts = Attempts(
            limits: outgoing.candidates.map { $0.upstream.attempts },
            isRepeatable: outgoing.isRepeatable, at: house.clock.now)
        var watch = ExchangeWatch(
            lease.exchange, clock: house.clock, drainSeconds: configuration.timeouts.drainSeconds)
        var isRetry = false
        while true {
            let candidate = outgoing.candidates[attempts.index]
            candidate.upstream.start(
                try outgoing.request(for: candidate), into: watch.exchange, isRetry: isRetry)
            record?.sent(to: candidate.upstream.name)
            let first = await firstEvents(&watch, of: outgoing.asked)
            guard let setback = Self.setback(first) else {
                candidate.upstream.succeeded()
                return (try await Self.beginning(first, &watch), candidate)
            }
            candidate.upstream.failed(setback)
            guard
                let pause = attempts.next(
                    after: setback, at: house.clock.now, luck: Int.random(in: 0...1_000))
            else { return (try await Self.beginning(first, &watch), candidate) }
            logger.info(
                "The upstream \(candidate.upstream.name) failed a call: \(setback).",
                metadata: ["request": "\(requestID)"])
            watch.exchange = lease.renewExchange()
            try await Self.wait(pause)
            isRetry = true
        }
    }

    /// What comes first of an attempt: of a stream its first bytes too, so that a failure before
    /// them is still one before anything was produced.
    private struct FirstEvents {
        var head: Exchange.Head?
        /// The head in a call that is answered at once; else the first bytes of a stream.
        var event: Exchange.Event
    }

    private func firstEvents(
        _ watch: inout ExchangeWatch, of asked: ModelRequest
    ) async -> FirstEvents {
        let event = await watch.nextOfUpstream()
        guard case .head(let head) = event else { return FirstEvents(event: event) }
        let isPassedOn = asked.operation.answersWithFile || asked.isStreamed && head.isEventStream
        guard isPassedOn, head.status == 200 else {
            return FirstEvents(head: head, event: event)
        }
        return FirstEvents(head: head, event: await watch.nextOfUpstream())
    }

    private static func setback(_ first: FirstEvents) -> Setback? {
        switch first.event {
        case .head(let head): Setback(head)
        case .failure(let failure): Setback(failure)
        case .end: .lost("it is empty")
        case .bytes, .tick: nil
        }
    }

    private static func beginning(
        _ first: FirstEvents, _ watch: inout ExchangeWatch
    ) async throws(UpstreamFailure) -> Beginning {
        switch first.event {
        case .bytes(let bytes):
            guard let head = first.head else { throw .brokenOff("the answer has no head") }
            return .stream(head, first: bytes)
        case .head(let head): return .whole(head, try await collect(&watch))
        case .failure(let failure): throw failure
        case .end, .tick: throw .brokenOff("the answer is empty")
        }
    }

    private static func collect(
        _ watch: inout ExchangeWatch
    ) async throws(UpstreamFailure) -> ByteBuffer {
        var body = ByteBuffer()
        while true {
            switch await watch.nextOfUpstream() {
            case .bytes(let bytes):
                guard body.readableBytes + bytes.readableBytes <= answerBytesMax else {
                    throw .tooLarge
                }
                if body.readableBytes == 0 {
                    body = bytes
                } else {
                    body.writeImmutableBuffer(bytes)
                }
            case .end: return body
            case .failure(let failure): throw failure
            case .head, .tick: break
            }
        }
    }

    private static func wait(_ pause: Duration) async throws(UpstreamFailure) {
        guard pause > .zero else { return }
        do {
            try await Task.sleep(for: pause)
        } catch {
            throw .cancelled
        }
    }
}
