// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Puts requests together from the parts that come: small bodies whole, others while they come.
final class RequestAssembly: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let connection: ClientConnection
    private var current: Current?

    private enum Current {
        /// The body is small, and waited for: its request can be answered without waiting again.
        case whole(HTTPRequestHead, ByteBuffer)
        case streamed(BodyStream)
    }

    /// Nearly all requests are smaller; each connection may keep so much of one that never ends.
    static let wholeBytesMax = 64 << 10

    init(_ connection: ClientConnection) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head)
        case .body(let part): receive(part)
        case .end: end()
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        connection.hasBegunRequest()
        guard !Self.isWhole(head) else {
            current = .whole(head, ByteBuffer())
            return
        }
        let isPatient = head.headers.first(name: "Expect")?.lowercased() == "100-continue"
        let connection = connection
        let stream = BodyStream { connection.isAsked(for: $0, isExpected: isPatient) }
        current = .streamed(stream)
        receive(head, RequestBody(asyncSequence: stream), stream)
    }

    private static func isWhole(_ head: HTTPRequestHead) -> Bool {
        guard !head.headers.contains(name: "Transfer-Encoding"),
            !head.headers.contains(name: "Expect")
        else { return false }
        guard let length = head.headers.first(name: "Content-Length") else { return true }
        return Int(length).map { $0 <= wholeBytesMax } ?? false
    }

    private func receive(_ part: ByteBuffer) {
        switch current {
        case .whole(let head, var body):
            current = nil
            if body.readableBytes == 0 {
                body = part
            } else {
                body.writeImmutableBuffer(part)
            }
            current = .whole(head, body)
        case .streamed(let stream):
            if !stream.receive(part) { connection.pause() }
        case nil: break
        }
    }

    private func end() {
        connection.hasEndedRequest()
        switch current {
        case .whole(let head, let body): receive(head, RequestBody(buffer: body), nil)
        case .streamed(let stream): stream.end(.success(()))
        case nil: break
        }
        current = nil
    }

    private func receive(_ head: HTTPRequestHead, _ body: RequestBody, _ stream: BodyStream?) {
        do {
            connection.receive(
                IncomingRequest(
                    request: Request(head: try Self.request(head), body: body),
                    keepsAlive: head.isKeepAlive,
                    takesChunks: head.version.minor >= 1, body: stream))
        } catch {
            fail(error)
        }
    }

    private static func request(_ head: HTTPRequestHead) throws -> HTTPRequest {
        // What proxies are sent is a whole URL, and taken apart by the library, which is slow.
        guard head.uri.utf8.first == UInt8(ascii: "/") else {
            return try HTTPRequest(head, secure: false, splitCookie: false)
        }
        return HTTPRequest(
            method: try HTTPRequest.Method(head.method), scheme: "http",
            authority: head.headers.first(name: "Host"), path: head.uri,
            headerFields: fields(head.headers))
    }

    /// All but the host, which is the request's authority.
    private static func fields(_ headers: HTTPHeaders) -> HTTPFields {
        var fields = HTTPFields()
        fields.reserveCapacity(headers.count)
        var isHostToCome = true
        for (name, value) in headers {
            if isHostToCome, name.utf8.count == 4, name.lowercased() == "host" {
                isHostToCome = false
            } else if let name = HTTPField.Name(name) {
                fields.append(HTTPField(name: name, value: value))
            }
        }
        return fields
    }

    func channelReadComplete(context: ChannelHandlerContext) { connection.hasRead() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error) }

    func channelInactive(context: ChannelHandlerContext) {
        // The connection has told its task; what reads the body hears of it here.
        breakOff(ChannelError.eof)
    }

    private func fail(_ error: any Error) {
        let isTold = breakOff(error)
        connection.fail(error, isTold: isTold)
    }

    /// - Returns: Whether somebody reads the body.
    @discardableResult
    private func breakOff(_ error: any Error) -> Bool {
        defer { current = nil }
        guard case .streamed(let stream) = current else { return false }
        stream.end(.failure(error))
        return true
    }
}
