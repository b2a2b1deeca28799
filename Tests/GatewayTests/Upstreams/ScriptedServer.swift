// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on a real socket that answers each request with bytes of our choosing.
final class ScriptedServer: Sendable {
    /// What becomes of a request. The number counts them, over all connections, from 0.
    typealias Script = @Sendable (_ number: Int, _ channel: any Channel) -> Void

    let connections = Mutex(0)
    let closed = Mutex(0)
    let requests = Mutex<[String]>([])
    private let script: Script
    private let answersHeads: Bool

    private init(_ script: @escaping Script, answersHeads: Bool) {
        self.script = script
        self.answersHeads = answersHeads
    }

    /// Runs the body with the server's URL.
    ///
    /// - Parameters:
    ///   - isSecure: Speaks TLS, as `localhost`.
    ///   - host: The address that it listens on.
    ///   - answersHeads: Answers as soon as a request's head is there, whatever follows.
    static func run(
        _ script: @escaping Script, isSecure: Bool = false, host: String = "127.0.0.1",
        answersHeads: Bool = false,
        _ body: (_ server: ScriptedServer, _ url: String) async throws -> Void
    ) async throws {
        let server = ScriptedServer(script, answersHeads: answersHeads)
        let tls = isSecure ? try TestCertificate.serverContext() : nil
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(Reader(server))
                }
            }
            .bind(host: host, port: 0).get()
        let port = listener.localAddress?.port ?? 0
        try await body(
            server, isSecure ? "https://localhost:\(port)" : "http://127.0.0.1:\(port)")
        try await listener.close().get()
    }

    /// Takes requests with a `Content-Length`, or with none and no body.
    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let server: ScriptedServer
        private var text = ""

        init(_ server: ScriptedServer) {
            self.server = server
        }

        func channelActive(context: ChannelHandlerContext) {
            server.connections.withLock { $0 += 1 }
        }

        func channelInactive(context: ChannelHandlerContext) {
            server.closed.withLock { $0 += 1 }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            guard isWhole else { return }
            let number = server.requests.withLock { requests in
                requests.append(text)
                return requests.count - 1
            }
            text = ""
            server.script(number, context.channel)
        }

        private var isWhole: Bool {
            guard let head = text.firstRange(of: "\r\n\r\n") else { return false }
            let lines = text[..<head.lowerBound].split(separator: "\r\n")
            let length = lines.first { $0.hasPrefix("Content-Length: ") }
                .flatMap { Int($0.dropFirst("Content-Length: ".count)) }
            return server.answersHeads
                || text.utf8.distance(from: head.upperBound, to: text.endIndex) == length ?? 0
        }
    }
}

extension Channel {
    func send(_ text: String) { writeAndFlush(ByteBuffer(string: text), promise: nil) }
}
