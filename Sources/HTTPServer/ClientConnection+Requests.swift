// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

// What a client asks: requests as they are put together, and no more of them than are taken.
extension ClientConnection {
    /// Requests that a client may send ahead of their answers before it is not read any more.
    private static let requestsAheadMax = 4

    /// Waits for the next request.
    ///
    /// - Returns: Nil when there will be none.
    func next() async -> IncomingRequest? {
        work = .none
        idle.lastActive = .now()
        if let request = takeRequest() { return request }
        if isIdleForGood { return nil }
        return await withCheckedContinuation { waiter = $0 }
    }

    private func takeRequest() -> IncomingRequest? {
        guard stage == .open, let request = input.requests.popFirst() else { return nil }
        work = .serving
        if input.requests.count < Self.requestsAheadMax { goOn() }
        return request
    }

    /// Nothing is being answered, and nothing to be answered comes.
    private var isIdleForGood: Bool {
        stage > .open || input.isBroken || input.isOver || isQuiescing && !input.isReceiving
    }

    func wakeIfOver() {
        guard let waiter else { return }
        if let request = takeRequest() {
            self.waiter = nil
            waiter.resume(returning: request)
        } else if isIdleForGood {
            self.waiter = nil
            waiter.resume(returning: nil)
        }
    }
}

// MARK: What requests are put together from

extension ClientConnection {
    func hasBegunRequest() { input.isReceiving = true }

    func hasEndedRequest() { input.isReceiving = false }

    func receive(_ request: IncomingRequest) {
        guard stage == .open else {
            _ = request.body?.abandon()
            return
        }
        input.requests.append(request)
        if input.requests.count >= Self.requestsAheadMax { pause() }
    }

    /// All that one look at the socket brought is here: whoever waits for it goes on at once.
    func hasRead() {
        idle.lastActive = .now()
        executor.running { wakeIfOver() }
    }

    /// - Parameter isExpected: The client sends the body only when it is told to go on.
    func isAsked(for wish: BodyStream.Wish, isExpected: Bool) {
        guard channel.eventLoop.inEventLoop else {
            return channel.eventLoop.execute { self.isAsked(for: wish, isExpected: isExpected) }
        }
        switch wish {
        case .first:
            // Within an answer it would be taken for a part of it.
            guard isExpected, work == .serving, let context, stage < .closed else { return }
            context.writeAndFlush(NIOAny(ResponseHead.goOn), promise: nil)
        case .more: goOn()
        }
    }

    func pause() { input.isPaused = true }

    func goOn() {
        input.isPaused = false
        guard input.wantsRead else { return }
        input.wantsRead = false
        context?.read()
    }

    /// What came is not HTTP, or breaks off.
    ///
    /// - Parameter isTold: A request is being answered that hears of it, and tells the client.
    func fail(_ error: any Error, isTold: Bool) {
        input.isReceiving = false
        // What comes behind something broken is broken, too.
        guard !input.isBroken, stage < .finished else { return }
        guard error is HTTPParserError || error is HTTP1TypeConversionError else {
            context?.close(promise: nil)
            return
        }
        if isTold { input.isOver = true } else { input.isBroken = true }
        wakeIfOver()
    }
}
