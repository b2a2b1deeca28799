// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// HTTP/1 between an upstream's socket and its connection: bytes there, parts of answers here.
///
/// SAFETY: it is touched on the channel's event loop only.
final class UpstreamWire: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = HTTPClientResponsePart

    private var reader = AnswerReader()
    private var context: ChannelHandlerContext?
    private var isBroken = false

    /// Larger bodies are sent as they are; copying smaller ones costs less than sending two pieces.
    private static let copiedBytesMax = 64 << 10

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isBroken else { return }
        reader.receive(unwrapInboundIn(data))
        pass(context) { reader throws(AnswerFault) in try reader.next() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isBroken {
            pass(context) { reader throws(AnswerFault) in try reader.finish() }
        }
        context.fireChannelInactive()
    }

    private func pass(
        _ context: ChannelHandlerContext,
        _ next: (inout AnswerReader) throws(AnswerFault) -> HTTPClientResponsePart?
    ) {
        do {
            while let part = try next(&reader) { context.fireChannelRead(wrapInboundOut(part)) }
        } catch {
            isBroken = true
            context.fireErrorCaught(error)
        }
    }

    /// Sends a call whose body is in memory.
    ///
    /// - Returns: Tells when all of it has left; nil when there is nothing to send it on.
    func send(_ head: HTTPRequestHead, _ body: ByteBuffer) -> EventLoopFuture<Void>? {
        guard let context else { return nil }
        let isCopied = body.readableBytes <= Self.copiedBytesMax
        var bytes = context.channel.allocator.buffer(
            capacity: 1_024 + (isCopied ? body.readableBytes : 0))
        Self.write(head, into: &bytes)
        guard !isCopied else {
            bytes.writeImmutableBuffer(body)
            return context.writeAndFlush(NIOAny(bytes))
        }
        context.write(NIOAny(bytes), promise: nil)
        return context.writeAndFlush(NIOAny(body))
    }

    private static func write(_ head: HTTPRequestHead, into bytes: inout ByteBuffer) {
        bytes.writeString(head.method.rawValue)
        bytes.writeStaticString(" ")
        bytes.writeString(head.uri)
        bytes.writeStaticString(" HTTP/1.1\r\n")
        for (name, value) in head.headers {
            bytes.writeString(name)
            bytes.writeStaticString(": ")
            bytes.writeString(value)
            bytes.writeStaticString("\r\n")
        }
        bytes.writeStaticString("\r\n")
    }

    /// Sends the next piece of a body.
    func send(_ piece: ByteBuffer) -> EventLoopFuture<Void>? {
        context?.writeAndFlush(NIOAny(piece))
    }
}
