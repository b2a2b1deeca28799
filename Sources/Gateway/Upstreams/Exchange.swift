// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Synchronization

/// One call of an upstream, between the side that feeds it and the one task that waits for it.
///
/// The upstream's side never waits for ours: what it brings queues up here, and above
/// ``waitingBytesMax`` it is told not to bring more (back-pressure). Beside the answer the waiting
/// task gets a ``Event/tick`` now and then, so that it can look at the clock without a timer.
final class Exchange: Sendable {
    enum Event: Sendable {
        case head(Head)
        case bytes(ByteBuffer)
        case end
        case failure(UpstreamFailure)
        case tick
    }

    struct Head: Sendable {
        let status: Int
        let headers: HTTPHeaders
    }

    private struct State {
        var head: Head?
        var bytes: [ByteBuffer] = []
        var waitingBytes = 0
        /// Once set, nothing more is taken from the upstream.
        var ending: Event?
        var waiter: CheckedContinuation<Event, Never>?
        var hasTick = false
        /// The upstream was told not to bring more.
        var isPaused = false
        /// Gone once the exchange has ended.
        var source: (any ExchangeSource)?

        /// Whom to tell that there is room again: for as much as may come of one look at a socket,
        /// so that each piece that leaves does not let in many more.
        mutating func resuming() -> (any ExchangeSource)? {
            guard isPaused, waitingBytes <= Exchange.waitingBytesMax / 2, let source else {
                return nil
            }
            isPaused = false
            return source
        }
    }

    /// A slow client makes the upstream wait when this much lies here.
    static let waitingBytesMax = 128 << 10
    private static let pieceBytesMax = 4 << 10

    private let state = Mutex(State())

    /// Waits for what comes next; the end and a failure come again and again.
    ///
    /// Cancellation of the task ends the exchange with ``UpstreamFailure/cancelled``.
    func next() async -> Event {
        // Much of an answer comes at once, and then nothing has to be waited for.
        if !Task.isCancelled, let event = takeAtOnce(orWait: nil) { return event }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let event = takeAtOnce(orWait: continuation) {
                    continuation.resume(returning: event)
                }
            }
        } onCancel: {
            fail(.cancelled)
        }
    }

    private func takeAtOnce(orWait waiter: CheckedContinuation<Event, Never>?) -> Event? {
        let (event, source) = state.withLock { state in
            let event = Self.take(from: &state)
            if event == nil { state.waiter = waiter }
            return (event, state.resuming())
        }
        source?.resume(self)
        return event
    }

    private static func take(from state: inout State) -> Event? {
        if let head = state.head {
            state.head = nil
            return .head(head)
        }
        if let bytes = takeBytes(from: &state) { return .bytes(bytes) }
        if let ending = state.ending { return ending }
        guard state.hasTick else { return nil }
        state.hasTick = false
        return .tick
    }

    /// What piled up goes on in larger pieces, but not so large that a hold could not grow between
    /// them.
    private static func takeBytes(from state: inout State) -> ByteBuffer? {
        guard var bytes = state.bytes.first else { return nil }
        var count = 1
        while count < state.bytes.count,
            bytes.readableBytes + state.bytes[count].readableBytes <= pieceBytesMax
        {
            bytes.writeImmutableBuffer(state.bytes[count])
            count += 1
        }
        state.bytes.removeFirst(count)
        state.waitingBytes = max(0, state.waitingBytes - bytes.readableBytes)
        return bytes
    }

    /// Ends the exchange from our side: the upstream is told to stop.
    func cancel() { fail(.cancelled) }

    /// Lets the waiting task look at the clock.
    func tick() { change { $0.hasTick = true } }
}

/// The upstream's side.
extension Exchange {
    /// Says who feeds the exchange; it is stopped at once when the exchange has ended already.
    func started(by source: any ExchangeSource) {
        let (isOver, resumed) = state.withLock { state in
            guard state.ending == nil else { return (true, nil as (any ExchangeSource)?) }
            state.source = source
            return (false, state.waitingBytes > Self.waitingBytesMax ? nil : state.resuming())
        }
        if isOver { source.stop(self) }
        resumed?.resume(self)
    }

    func receive(_ head: Head) { change { $0.head = head } }

    /// - Returns: False when nothing more is to be brought before ``ExchangeSource/resume(_:)``.
    @discardableResult
    func receive(_ bytes: ByteBuffer) -> Bool {
        change { state in
            guard state.ending == nil, bytes.readableBytes > 0 else { return }
            state.bytes.append(bytes)
            state.waitingBytes += bytes.readableBytes
        }
        return state.withLock { state in
            guard state.ending == nil else { return true }
            state.isPaused = state.waitingBytes > Self.waitingBytesMax
            return !state.isPaused
        }
    }

    func finish() { end(with: .end) }

    func fail(_ failure: UpstreamFailure) { end(with: .failure(failure)) }

    private func end(with ending: Event) {
        let source = state.withLock { state -> (any ExchangeSource)? in
            guard state.ending == nil else { return nil }
            state.ending = ending
            state.isPaused = false
            defer { state.source = nil }
            return state.source
        }
        if case .failure = ending { source?.stop(self) }
        change { _ in }
    }

    /// Changes the state, and wakes the waiting task if there is something for it.
    private func change(_ body: (inout State) -> Void) {
        let woken = state.withLock { state -> (CheckedContinuation<Event, Never>, Event)? in
            body(&state)
            guard let waiter = state.waiter, let event = Self.take(from: &state) else { return nil }
            state.waiter = nil
            return (waiter, event)
        }
        woken?.0.resume(returning: woken?.1 ?? .tick)
    }
}

/// What feeds an exchange. It may be told late, when it works for another one already.
protocol ExchangeSource: AnyObject, Sendable {
    /// There is room again.
    func resume(_ exchange: Exchange)
    /// Nobody wants more.
    func stop(_ exchange: Exchange)
}

/// Why there is no answer, or no more of it.
enum UpstreamFailure: Error, Hashable, Sendable {
    /// No connection: nothing has been sent.
    case unreachable(String)
    /// All connections that there may be are in use: nothing has been sent.
    case busy
    /// The connection was lost before the end of the answer, perhaps before its beginning, or the
    /// answer is not what it should be.
    case brokenOff(String)
    /// Nothing came for too long.
    case silent
    /// Longer than any answer may be.
    case tooLarge
    /// The server is about to stop.
    case stopping
    /// Our side has ended it.
    case cancelled
}
