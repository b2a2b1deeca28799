// SPDX-License-Identifier: Apache-2.0

import NIOCore

// What a client is answered: bytes, no faster than it takes them.
extension ClientConnection {
    /// An answer begins.
    ///
    /// - Parameter mustClose: It ends with the connection.
    /// - Returns: Whether it is the connection's last.
    func begin(answerTo incoming: IncomingRequest, mustClose: Bool) -> Bool {
        work = .answering
        let isInputOver = input.isOver && input.requests.isEmpty
        if mustClose || !incoming.keepsAlive || isQuiescing || isInputOver {
            stage.advance(to: .last)
        }
        return stage > .open
    }

    /// A request is answered: what still comes of it is no reason to wait.
    func hasAnswered(_ incoming: IncomingRequest) {
        // Nothing has begun behind a body that has not ended.
        if incoming.body?.abandon() ?? false { input.isReceiving = false }
    }

    /// Sends bytes of an answer, and waits while the client does not take them.
    ///
    /// - Throws: `CancellationError` in a cancelled task, else `ChannelError` when the client is
    ///   gone.
    func write(_ bytes: ByteBuffer) async throws {
        try Task.checkCancellation()
        try send(bytes)
        context?.flush()
        while stage < .closed, !channel.isWritable {
            await withCheckedContinuation { roomWaiter = $0 }
            try Task.checkCancellation()
        }
    }

    func makeRoom() {
        let waiter = roomWaiter
        roomWaiter = nil
        waiter?.resume()
    }

    /// Sends bytes that others follow at once.
    func send(_ bytes: ByteBuffer) throws(ChannelError) {
        guard let context, stage < .closed else { throw .ioOnClosedChannel }
        context.write(NIOAny(bytes), promise: nil)
    }

    func flush() { context?.flush() }
}
