// SPDX-License-Identifier: Apache-2.0

import NIOCore

// How a connection ends: when all is said, when nobody waits any more, or when nothing comes.
extension ClientConnection {
    /// Says good-bye, once all that was sent has left: every request is answered, or none will be.
    func finish() {
        guard let context, stage < .closed else { return }
        stage.advance(to: .finished)
        let last = input.isBroken ? ResponseHead.badRequest : ByteBuffer()
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.whenComplete { _ in self.close() }
        context.writeAndFlush(NIOAny(last), promise: sent)
        // What the client still sends is read, so that it is not told of a reset before it has read
        // the answer.
        goOn()
    }

    func close() {
        let isAll = input.isOver || isQuiescing
        context?.close(mode: isAll ? .all : .output, promise: nil)
    }

    /// Ends the connection in the middle of an answer.
    func breakOff() {
        stage.advance(to: .finished)
        context?.close(promise: nil)
    }

    /// Ends the connection as soon as nothing is answered any more; nobody waits for more of it.
    func abandon() {
        channel.eventLoop.execute {
            self.stage.advance(to: .last)
            self.isQuiescing = true
            self.wakeIfOver()
            self.makeRoom()
        }
    }
}

// MARK: Who waits

extension ClientConnection {
    /// Called once, when nobody waits for an answer any more. Must be called on the event loop.
    func onHangUp(_ body: @escaping @Sendable () -> Void) {
        guard case .unheard = hangUp else { return body() }
        hangUp = .heardBy(body)
    }

    func giveUp() {
        if case .heardBy(let body) = hangUp { body() }
        hangUp = .happened
        makeRoom()
    }

    /// One timer for a connection's whole life: setting one for each request would cost more.
    func watchOver() {
        let now = NIODeadline.now()
        // What is to be answered takes its time; who is not read cannot send.
        let isAtWork = work != .none || !input.requests.isEmpty
        if isAtWork, !input.isReceiving || input.isPaused { idle.lastActive = now }
        let end = idle.lastActive + idle.timeout
        guard end > now else {
            context?.close(promise: nil)
            return
        }
        idle.timer = channel.eventLoop.scheduleTask(deadline: end) { self.watchOver() }
    }
}
