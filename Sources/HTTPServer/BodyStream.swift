// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// The body of a request that is read while it comes.
///
/// What the reader has not taken yet is bounded: above ``waitingBytesMax`` the connection reads no
/// more (back-pressure).
final class BodyStream: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    private struct State {
        var parts = CircularBuffer<ByteBuffer>(initialCapacity: 4)
        var waitingBytes = 0
        /// Once set, nothing more comes.
        var end: Result<Void, any Error>?
        var waiter: CheckedContinuation<ByteBuffer?, any Error>?
        var isAskedFor = false
        /// The connection was told not to bring more.
        var isPaused = false
    }

    /// What the connection is asked for.
    enum Wish: Sendable {
        /// Somebody begins to read.
        case first
        /// There is room again.
        case more
    }

    static let waitingBytesMax = 256 << 10

    private let state = Mutex(State())
    private let ask: @Sendable (Wish) -> Void

    /// - Parameter ask: May be called on any thread.
    init(ask: @escaping @Sendable (Wish) -> Void) {
        self.ask = ask
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        let stream: BodyStream

        func next() async throws -> ByteBuffer? { try await stream.next() }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: self) }
}

// MARK: The reader's side

extension BodyStream {
    /// - Throws: What the body broke off with, or that the task was cancelled.
    private func next() async throws -> ByteBuffer? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                take(orWait: continuation)
            }
        } onCancel: {
            end(.failure(CancellationError()))
        }
    }

    private func take(orWait continuation: CheckedContinuation<ByteBuffer?, any Error>) {
        let (taken, wish) = state.withLock { state in
            let taken = Self.take(from: &state)
            if taken == nil { state.waiter = continuation }
            return (taken, Self.wish(of: &state))
        }
        if let taken { continuation.resume(with: taken) }
        if let wish { ask(wish) }
    }

    private static func take(from state: inout State) -> Result<ByteBuffer?, any Error>? {
        guard let part = state.parts.popFirst() else { return state.end?.map { nil } }
        state.waitingBytes -= part.readableBytes
        return .success(part)
    }

    private static func wish(of state: inout State) -> Wish? {
        defer { state.isAskedFor = true }
        if !state.isAskedFor, state.end == nil { return .first }
        guard state.isPaused, state.waitingBytes <= waitingBytesMax / 2 else { return nil }
        state.isPaused = false
        return .more
    }
}

// MARK: The connection's side

extension BodyStream {
    /// - Returns: False when nothing more is to be brought until there is room.
    func receive(_ part: ByteBuffer) -> Bool {
        guard part.readableBytes > 0 else { return true }
        let (waiter, hasRoom) = state.withLock { state in
            guard state.end == nil else {
                return (nil as CheckedContinuation<ByteBuffer?, any Error>?, true)
            }
            if let waiter = state.waiter {
                state.waiter = nil
                return (waiter, true)
            }
            state.parts.append(part)
            state.waitingBytes += part.readableBytes
            state.isPaused = state.waitingBytes > Self.waitingBytesMax
            return (nil, !state.isPaused)
        }
        waiter?.resume(returning: part)
        return hasRoom
    }

    /// The first end holds.
    func end(_ end: Result<Void, any Error>) {
        let waiter = state.withLock { state in
            if state.end == nil { state.end = end }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(with: end.map { nil })
    }

    /// Nobody reads what is still to come: it is thrown away.
    ///
    /// - Returns: Whether anything is still to come.
    func abandon() -> Bool {
        let (isOpen, wasPaused) = state.withLock { state in
            defer { state.isPaused = false }
            let isOpen = state.end == nil
            state.end = .success(())
            state.parts.removeAll()
            state.waitingBytes = 0
            return (isOpen, state.isPaused)
        }
        if wasPaused { ask(.more) }
        return isOpen
    }
}
