// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import Testing

/// Runs a body with a server of its own, and stops the server as an operator does.
func withServer(
    idleTimeout: TimeAmount = .seconds(60), answer: @escaping LoopBoundHTTP.Answer,
    _ body: (_ stage: Stage) async throws -> Void
) async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let server = LoopBoundHTTP(on: group, idleTimeout: idleTimeout, answer: answer).server(
        configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, eventLoopGroup: group,
        logger: quiet)
    let services = ServiceGroup(
        configuration: ServiceGroupConfiguration(services: [server], logger: quiet))
    try await withThrowingDiscardingTaskGroup { tasks in
        tasks.addTask { try await services.run() }
        var each = ports.makeAsyncIterator()
        let stage = Stage(port: try #require(await each.next()), services: services)
        do {
            try await body(stage)
        } catch {
            await services.triggerGracefulShutdown()
            throw error
        }
        await services.triggerGracefulShutdown()
    }
}

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

struct Stage {
    let port: Int
    let services: ServiceGroup

    func connect() async throws -> RawClient {
        let client = RawClient()
        _ = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RawClient.Reader(client))
                    client.channel.withLock { $0 = channel }
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return client
    }
}

/// A client that says what it is told to, to the byte.
final class RawClient: Sendable {
    let channel = Mutex<(any Channel)?>(nil)
    private let bytes: AsyncStream<String>
    private let received: AsyncStream<String>.Continuation
    private let text = Mutex("")
    /// How often something came.
    let pieces = Mutex(0)

    init() {
        (bytes, received) = AsyncStream.makeStream()
    }

    private func open() throws -> any Channel { try #require(channel.withLock { $0 }) }

    func send(_ text: String) async throws {
        try await open().writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// Reads nothing from now on.
    func pause() async throws { try await open().setOption(.autoRead, value: false).get() }

    func closeOutput() async throws { try await open().close(mode: .output).get() }

    func close() async throws { try await open().close().get() }

    /// Waits until what has come ends with a text, and takes it.
    ///
    /// - Returns: All that came; what came before the end of the connection if that is first.
    func read(upTo end: String) async -> String {
        for await piece in bytes {
            let isAll = text.withLock { text in
                text += piece
                return text.hasSuffix(end)
            }
            if isAll { break }
        }
        return text.withLock { text in
            defer { text = "" }
            return text
        }
    }

    /// Waits for the end of the connection.
    func readToEnd() async -> String {
        for await piece in bytes { text.withLock { $0 += piece } }
        return text.withLock { $0 }
    }

    final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let client: RawClient

        init(_ client: RawClient) {
            self.client = client
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            client.pieces.withLock { $0 += 1 }
            client.received.yield(String(buffer: unwrapInboundIn(data)))
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .inputClosed? = event as? ChannelEvent { client.received.finish() }
        }

        func channelInactive(context: ChannelHandlerContext) { client.received.finish() }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}

extension String {
    /// Without the header that is never the same.
    var undated: String {
        split(separator: "\r\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("Date: ") }.joined(separator: "\r\n")
    }
}
