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
        /// Resumes the upstream's connection.
        var paused: EventLoopPromise<Void>?
        var stop: (@Sendable () -> Void)?
    }

    /// A slow client makes the upstream wait when this much lies here.
    static let waitingBytesMax = 128 << 10
    private static let pieceBytesMax = 4 << 10

    private let state = Mutex(State())

    /// Waits for what comes next; the end and a failure come again and again.
    ///
    /// Cancellation of the task ends the exchange with ``UpstreamFailure/cancelled``.
    func next() async -> Event {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (event, paused) = state.withLock { state in
                    let event = Self.take(from: &state)
                    if event == nil { state.waiter = continuation }
                    defer { state.paused = nil }
                    return (event, state.paused)
                }
                paused?.succeed()
                if let event { continuation.resume(returning: event) }
            }
        } onCancel: {
            fail(.cancelled)
        }
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
    /// Says how to stop the upstream; it is stopped at once when the exchange has ended already.
    func started(stop: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            guard state.ending == nil else { return true }
            state.stop = stop
            return false
        }
        if isOver { stop() }
    }

    func receive(_ head: Head) { change { $0.head = head } }

    /// - Returns: A future to wait for before more is brought.
    func receive(_ bytes: ByteBuffer, on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        change { state in
            guard state.ending == nil, bytes.readableBytes > 0 else { return }
            state.bytes.append(bytes)
            state.waitingBytes += bytes.readableBytes
        }
        return state.withLock { state in
            guard state.waitingBytes > Self.waitingBytesMax, state.paused == nil else {
                return state.paused?.futureResult ?? eventLoop.makeSucceededVoidFuture()
            }
            let promise = eventLoop.makePromise(of: Void.self)
            state.paused = promise
            return promise.futureResult
        }
    }

    /// Brings bytes that are in memory already.
    func receive(_ bytes: ByteBuffer) {
        change { state in
            guard state.ending == nil, bytes.readableBytes > 0 else { return }
            state.bytes.append(bytes)
            state.waitingBytes += bytes.readableBytes
        }
    }

    func finish() { end(with: .end) }

    func fail(_ failure: UpstreamFailure) { end(with: .failure(failure)) }

    private func end(with ending: Event) {
        let (stop, paused) = state.withLock { state in
            guard state.ending == nil else {
                return (nil as (@Sendable () -> Void)?, nil as EventLoopPromise<Void>?)
            }
            state.ending = ending
            defer { (state.stop, state.paused) = (nil, nil) }
            return (state.stop, state.paused)
        }
        if case .failure = ending { stop?() }
        paused?.succeed()
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

/// Why there is no answer, or no more of it.
enum UpstreamFailure: Error, Hashable, Sendable {
    /// No connection, or it was lost before an answer came.
    case unreachable(String)
    /// The connection was lost in the middle of the answer, or the answer is not what it should be.
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
