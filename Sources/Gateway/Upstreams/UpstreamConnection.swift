// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// A connection to an upstream, with at most one call on it.
///
/// SAFETY: what changes is touched on the channel's event loop only; ``stop(_:)`` and
/// ``resume(_:)`` go there.
final class UpstreamConnection: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPClientRequestPart

    private let channel: any Channel
    private let pool: UpstreamPool
    /// How long the upstream may say nothing.
    private let silence: TimeAmount
    private var context: ChannelHandlerContext?
    /// The pool counts it.
    private var isOpen = false
    /// Of the call that runs, nil when there is none.
    private var exchange: Exchange?
    /// The whole request has left; an answer that comes before that ends the connection.
    private var isSent = false
    private var staysOpen = false
    /// The exchange is full: nothing is read until it has room.
    private var isPaused = false
    private var wantsRead = false
    private var lastActive = NIODeadline.now()
    private var watch: Scheduled<Void>?

    /// Shorter than servers commonly keep an idle connection (nginx 75 s).
    private static let idleLifetime = TimeAmount.seconds(60)

    init(_ channel: any Channel, of pool: UpstreamPool, silence: TimeAmount) {
        self.channel = channel
        self.pool = pool
        self.silence = silence
    }

    /// Takes part in the pool from now on. Of several attempts to connect only one comes here.
    func open() throws {
        guard channel.isActive else { throw ChannelError.eof }
        isOpen = true
        watchOver()
    }

    /// Sends a call; the connection must have none.
    func send(_ call: UpstreamCall) {
        guard let context, channel.isActive else {
            return call.exchange.fail(.unreachable("it closed the connection"))
        }
        exchange = call.exchange
        isSent = false
        lastActive = .now()
        call.exchange.started(by: self)
        // Whoever has gone while the connection was made has asked for nothing.
        guard exchange != nil else { return }
        context.write(wrapOutboundOut(.head(call.head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(call.body))), promise: nil)
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.whenSuccess { self.isSent = true }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }

    func close() { context?.close(promise: nil) }
}

// MARK: What the channel brings

extension UpstreamConnection {
    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let exchange else { return context.close(promise: nil) }
        switch unwrapInboundIn(data) {
        case .head(let head):
            staysOpen = head.isKeepAlive
            exchange.receive(Exchange.Head(status: Int(head.status.code), headers: head.headers))
        case .body(let bytes):
            if !exchange.receive(bytes) { isPaused = true }
        case .end:
            finish(exchange)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { lastActive = .now() }

    func read(context: ChannelHandlerContext) {
        if isPaused {
            wantsRead = true
        } else {
            context.read()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        guard isOpen else { return }
        watch?.cancel()
        pool.forget(self)
        lose(.brokenOff("it closed the connection"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        lose(.brokenOff("\(error)"))
        context.close(promise: nil)
    }

    private func finish(_ exchange: Exchange) {
        self.exchange = nil
        goOn()
        // Free before anybody hears of the end: the next call comes at once.
        if !(isSent && staysOpen && pool.takeBack(self)) { close() }
        exchange.finish()
    }

    private func lose(_ failure: UpstreamFailure) {
        let lost = exchange
        exchange = nil
        lost?.fail(failure)
    }

    private func goOn() {
        isPaused = false
        guard wantsRead else { return }
        wantsRead = false
        context?.read()
    }
}

// MARK: Time

extension UpstreamConnection {
    /// One timer for all calls of a connection: setting one for each would cost more than looking
    /// now and then whether there was something since.
    private func watchOver() {
        let now = NIODeadline.now()
        if isPaused { lastActive = now }
        let patience = exchange == nil ? Self.idleLifetime : silence
        guard lastActive + patience > now else {
            lose(.silent)
            return close()
        }
        let next = min(lastActive + patience, now + min(silence, Self.idleLifetime))
        watch = channel.eventLoop.scheduleTask(deadline: next) { self.watchOver() }
    }
}

extension UpstreamConnection: ExchangeSource {
    func stop(_ exchange: Exchange) {
        guard channel.eventLoop.inEventLoop else {
            return channel.eventLoop.execute { self.stop(exchange) }
        }
        guard self.exchange === exchange else { return }
        self.exchange = nil
        close()
    }

    func resume(_ exchange: Exchange) {
        guard channel.eventLoop.inEventLoop else {
            return channel.eventLoop.execute { self.resume(exchange) }
        }
        if self.exchange === exchange { goOn() }
    }
}
