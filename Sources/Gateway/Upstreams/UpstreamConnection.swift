// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOSSL

/// A connection to an upstream, with at most one call on it.
///
/// SAFETY: what changes is touched on the channel's event loop only; ``stop(_:)`` and
/// ``resume(_:)`` go there.
final class UpstreamConnection: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Never

    private let wire: UpstreamWire
    private let channel: any Channel
    private let pool: UpstreamPool
    /// How long the upstream may say nothing.
    private let silence: TimeAmount
    private var context: ChannelHandlerContext?
    /// The pool counts it.
    private var isOpen = false
    /// The one that runs, nil when there is none.
    private var call: UpstreamCall?
    /// Another call was on it before.
    private var isUsed = false
    /// Something of the answer has come.
    private var isAnswered = false
    /// The whole request has left; an answer that comes before that ends the connection.
    private var isSent = false
    private var staysOpen = false
    /// The answer came compressed and is unpacked on its way to us.
    private var isUnpacking = false
    /// The exchange is full: nothing is read until it has room.
    private var isPaused = false
    private var wantsRead = false
    private var lastActive = NIODeadline.now()
    private var watch: Scheduled<Void>?

    /// Shorter than servers commonly keep an idle connection (nginx 75 s).
    private static let idleLifetime = TimeAmount.seconds(60)
    /// What an answer may be unpacked to: against a few bytes that become a disk full of zeros.
    private static let unpackedBytesMax = 256 << 20

    init(
        _ channel: any Channel, over wire: UpstreamWire, of pool: UpstreamPool, silence: TimeAmount
    ) {
        self.wire = wire
        self.channel = channel
        self.pool = pool
        self.silence = silence
    }

    /// Takes part in the pool from now on.
    func open() throws {
        guard channel.isActive else { throw ChannelError.eof }
        isOpen = true
        watchOver()
    }

    func close() { context?.close(promise: nil) }
}

// MARK: The request

extension UpstreamConnection {
    /// Sends a call; the connection must have none.
    func send(_ call: UpstreamCall) {
        guard context != nil, channel.isActive else { return pool.startOnNew(call) }
        self.call = call
        isAnswered = false
        isSent = false
        lastActive = .now()
        call.exchange.started(by: self)
        // Whoever has gone while the connection was made has asked for nothing.
        guard self.call != nil else { return }
        switch call.body {
        case .empty: send(call.head, ByteBuffer())
        case .bytes(let bytes): send(call.head, bytes)
        case .file(let file):
            _ = wire.send(call.head, ByteBuffer())
            send(file, of: call.exchange)
        }
    }

    private func send(_ head: HTTPRequestHead, _ body: ByteBuffer) {
        wire.send(head, body)?.whenSuccess { self.isSent = true }
    }

    private func send(_ file: FileBody, of exchange: Exchange) {
        let sending = FileSending.run(file, on: channel.eventLoop) { piece in
            guard self.isOn(exchange), let sent = self.wire.send(piece) else {
                return self.channel.eventLoop.makeFailedFuture(ChannelError.eof)
            }
            self.lastActive = .now()
            return sent
        }
        sending.whenComplete { result in
            guard self.isOn(exchange) else { return }
            switch result {
            case .success: self.isSent = true
            case .failure(let error):
                self.lose(.brokenOff("the request could not be sent: \(error)"))
                self.close()
            }
        }
    }

    private func isOn(_ exchange: Exchange) -> Bool { call?.exchange === exchange }
}

// MARK: What the channel brings

extension UpstreamConnection {
    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let exchange = call?.exchange else { return context.close(promise: nil) }
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, exchange, context)
        case .body(let bytes):
            if !exchange.receive(bytes) { isPaused = true }
        case .end:
            finish(exchange)
        }
    }

    private func begin(
        _ head: HTTPResponseHead, _ exchange: Exchange, _ context: ChannelHandlerContext
    ) {
        isAnswered = true
        guard !isUnpacking, let coding = head.headers.first(name: "Content-Encoding"),
            coding != "identity"
        else {
            staysOpen = head.isKeepAlive && !isUnpacking
            let headers = isUnpacking ? Self.unpacked(head.headers) : head.headers
            return exchange.receive(Exchange.Head(status: Int(head.status.code), headers: headers))
        }
        do {
            try unpack(head, coding, context)
        } catch {
            lose(.brokenOff("its answer is packed as \(coding), which nobody asked for"))
            close()
        }
    }

    /// Lets what comes pass through a decompressor, from its head on, and the connection end with
    /// it: hardly any upstream packs what it was told not to, and all others pay nothing for it.
    private func unpack(
        _ head: HTTPResponseHead, _ coding: String, _ context: ChannelHandlerContext
    ) throws {
        guard ["gzip", "deflate"].contains(coding.lowercased()) else { throw ChannelError.eof }
        let unpacking = NIOHTTPResponseDecompressor(limit: .size(Self.unpackedBytesMax))
        let pipeline = context.pipeline.syncOperations
        try pipeline.addHandler(unpacking, position: .before(self))
        isUnpacking = true
        unpacking.channelRead(
            context: try pipeline.context(handler: unpacking),
            data: NIOAny(HTTPClientResponsePart.head(head)))
    }

    private static func unpacked(_ headers: HTTPHeaders) -> HTTPHeaders {
        var headers = headers
        headers.remove(name: "Content-Encoding")
        headers.remove(name: "Content-Length")
        return headers
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
        isOpen = false
        watch?.cancel()
        pool.forget(self)
        lose(.brokenOff("it closed the connection"), mayBeRace: true)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        lose(.brokenOff("\(error)"), mayBeRace: Self.isClosing(error))
        context.close(promise: nil)
    }

    /// Whether all that an error says is that the other side is gone.
    private static func isClosing(_ error: any Error) -> Bool {
        if case .uncleanShutdown? = error as? NIOSSLError { return true }
        return error is IOError || error is ChannelError
    }

    private func finish(_ exchange: Exchange) {
        call = nil
        isUsed = true
        goOn()
        // Free before anybody hears of the end: the next call comes at once.
        if !(isSent && staysOpen && pool.takeBack(self)) { close() }
        exchange.finish()
    }

    /// Tells the call that there will be nothing more, unless it met a connection at the moment in
    /// which the upstream closed it for having been idle: then the call begins anew, once, as a new
    /// connection cannot meet the same.
    private func lose(_ failure: UpstreamFailure, mayBeRace: Bool = false) {
        guard let lost = call else { return }
        call = nil
        if mayBeRace, isUsed, !isAnswered, lost.isRepeatable {
            pool.startOnNew(lost)
        } else {
            lost.exchange.fail(failure)
        }
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
        let patience = call == nil ? Self.idleLifetime : silence
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
        guard isOn(exchange) else { return }
        call = nil
        close()
    }

    func resume(_ exchange: Exchange) {
        guard channel.eventLoop.inEventLoop else {
            return channel.eventLoop.execute { self.resume(exchange) }
        }
        if isOn(exchange) { goOn() }
    }
}
