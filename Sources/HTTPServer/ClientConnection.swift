// SPDX-License-Identifier: Apache-2.0

public import HummingbirdCore
public import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// A client's connection: between its channel, which brings requests, and the one task that answers
/// them, one after the other.
///
/// It stands first in the channel's pipeline: what it writes are bytes.
///
/// SAFETY: what changes is touched on the channel's event loop only. The task runs there, too; what
/// is called from elsewhere goes there.
public final class ClientConnection: ChannelDuplexHandler, ServerChildChannelValue,
    @unchecked Sendable
{
    public typealias InboundIn = NIOAny
    public typealias OutboundIn = NIOAny

    public let channel: any Channel
    let executor: LoopExecutor
    private var context: ChannelHandlerContext?
    private var input = Input()
    private var work = Work.none
    private var stage = Stage.open
    /// The server stops: an idle connection is closed.
    private var isQuiescing = false
    private var waiter: CheckedContinuation<IncomingRequest?, Never>?
    private var roomWaiter: CheckedContinuation<Void, Never>?
    private var hangUp = HangUp.unheard
    private var idle: IdleWatch

    /// What came, and what may come.
    private struct Input {
        var requests = CircularBuffer<IncomingRequest>(initialCapacity: 2)
        /// A request has begun and not ended.
        var isReceiving = false
        /// The client sends no more.
        var isOver = false
        /// What it sent is not HTTP.
        var isBroken = false
        /// Nothing is read until what is here has been taken.
        var isPaused = false
        var wantsRead = false
    }

    private enum Work {
        case none
        /// A request is being worked on.
        case serving
        /// Its answer has begun.
        case answering
    }

    /// How far a connection is; it never goes back.
    private enum Stage: Int, Comparable {
        case open
        /// No request is taken any more.
        case last
        /// The task has done its work: nothing is sent any more.
        case finished
        case closed

        static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }

        mutating func advance(to stage: Stage) { self = max(self, stage) }
    }

    /// That nobody waits for an answer any more.
    private enum HangUp {
        case unheard
        case heardBy(@Sendable () -> Void)
        case happened
    }

    /// When the connection was last of use.
    private struct IdleWatch {
        let timeout: TimeAmount
        var lastActive = NIODeadline.now()
        var timer: Scheduled<Void>?
    }

    /// Some clients close their side as soon as they have asked, and wait for the answer all the
    /// same; what is no call of a model has answered by then.
    private static let patience = TimeAmount.seconds(1)
    /// Requests that a client may send ahead of their answers before it is not read any more.
    private static let requestsAheadMax = 4

    init(_ channel: any Channel, on executor: LoopExecutor, idleTimeout: TimeAmount) {
        self.channel = channel
        self.executor = executor
        idle = IdleWatch(timeout: idleTimeout)
    }
}

// MARK: The task's side

extension ClientConnection {
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

    /// Sends bytes that others follow at once.
    func send(_ bytes: ByteBuffer) throws(ChannelError) {
        guard let context, stage < .closed else { throw .ioOnClosedChannel }
        context.write(NIOAny(bytes), promise: nil)
    }

    func flush() { context?.flush() }

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

    private func close() {
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

    /// Called once, when nobody waits for an answer any more. Must be called on the event loop.
    func onHangUp(_ body: @escaping @Sendable () -> Void) {
        guard case .unheard = hangUp else { return body() }
        hangUp = .heardBy(body)
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

    private func goOn() {
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

    private func wakeIfOver() {
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

// MARK: What the channel tells

extension ClientConnection {
    public func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        watchOver()
    }

    public func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    public func read(context: ChannelHandlerContext) {
        if input.isPaused {
            input.wantsRead = true
        } else {
            context.read()
        }
    }

    public func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { executor.running { makeRoom() } }
        context.fireChannelWritabilityChanged()
    }

    private func makeRoom() {
        let waiter = roomWaiter
        roomWaiter = nil
        waiter?.resume()
    }

    public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Those behind us are told first: what they make of it counts.
        context.fireUserInboundEventTriggered(event)
        if case .inputClosed? = event as? ChannelEvent {
            input.isOver = true
            wakeIfOver()
            if stage >= .finished { return context.close(promise: nil) }
            context.eventLoop.scheduleTask(in: Self.patience) { self.giveUp() }
        } else if event is ChannelShouldQuiesceEvent {
            isQuiescing = true
            wakeIfOver()
            // It only waits for the client to close.
            if stage == .finished { close() }
        }
    }

    public func channelInactive(context: ChannelHandlerContext) {
        stage.advance(to: .closed)
        idle.timer?.cancel()
        executor.running {
            // Whoever reset the connection does not wait for anything.
            giveUp()
            wakeIfOver()
        }
        context.fireChannelInactive()
    }

    private func giveUp() {
        if case .heardBy(let body) = hangUp { body() }
        hangUp = .happened
        makeRoom()
    }

    /// One timer for a connection's whole life: setting one for each request would cost more.
    private func watchOver() {
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
