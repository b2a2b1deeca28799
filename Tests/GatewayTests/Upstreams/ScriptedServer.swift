// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// A server on a real socket that answers each request with bytes of our choosing.
final class ScriptedServer: Sendable {
    /// What becomes of a request. The number counts them, over all connections, from 0.
    typealias Script = @Sendable (_ number: Int, _ channel: any Channel) -> Void

    let connections = Mutex(0)
    let closed = Mutex(0)
    let requests = Mutex<[String]>([])
    private let script: Script
    private let listener = Mutex<(any Channel)?>(nil)

    init(_ script: @escaping Script) {
        self.script = script
    }

    /// Runs the body with the server's URL.
    static func run(
        _ script: @escaping Script,
        _ body: (_ server: ScriptedServer, _ url: String) async throws -> Void
    ) async throws {
        let server = ScriptedServer(script)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        try await body(server, "http://127.0.0.1:\(listener.localAddress?.port ?? 0)")
        try await listener.close().get()
    }

    /// Takes requests whose body is `{}`.
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
            guard text.hasSuffix("\r\n\r\n{}") else { return }
            let number = server.requests.withLock { requests in
                requests.append(text)
                return requests.count - 1
            }
            text = ""
            server.script(number, context.channel)
        }
    }
}

extension Channel {
    func send(_ text: String) { writeAndFlush(ByteBuffer(string: text), promise: nil) }
}
