// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix

/// The connections to an upstream that live on one event loop.
///
/// SAFETY: what changes is touched on that loop only; ``start(_:)`` and ``close()`` go there.
final class UpstreamPool: @unchecked Sendable {
    private let address: UpstreamAddress.Plain
    private let loop: any EventLoop
    private let timeouts: GatewayTimeouts
    /// The one that was used last is used next: it is the least likely to be closed over there.
    private var idle: [UpstreamConnection] = []
    private var openCount = 0
    private var isClosed = false

    /// Each call that runs has one; the credits of the callers are the real limit.
    private static let connectionsMax = 4_096

    init(_ address: UpstreamAddress.Plain, on loop: any EventLoop, timeouts: GatewayTimeouts) {
        self.address = address
        self.loop = loop
        self.timeouts = timeouts
    }

    /// Sends a call on a connection that is free, or on a new one.
    func start(_ call: UpstreamCall) {
        guard loop.inEventLoop else { return loop.execute { self.start(call) } }
        if let connection = idle.popLast() { return connection.send(call) }
        guard !isClosed, openCount < Self.connectionsMax else {
            return call.exchange.fail(.unreachable("too many calls run already"))
        }
        openCount += 1
        connect().whenComplete { result in
            switch result {
            case .success(let connection): connection.send(call)
            case .failure(let error):
                self.openCount -= 1
                call.exchange.fail(.unreachable("\(error)"))
            }
        }
    }

    private func connect() -> EventLoopFuture<UpstreamConnection> {
        let silence = TimeAmount.seconds(timeouts.idleSeconds)
        return ClientBootstrap(group: loop)
            .connectTimeout(.seconds(timeouts.connectSeconds))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        HTTPRequestEncoder(), ByteToMessageHandler(HTTPResponseDecoder()),
                        UpstreamConnection(channel, of: self, silence: silence),
                    ])
                }
            }
            .connect(host: address.host, port: address.port)
            .flatMapThrowing { channel in
                let connection = try channel.pipeline.syncOperations.handler(
                    type: UpstreamConnection.self)
                try connection.open()
                return connection
            }
    }

    /// Ends what is idle, and what runs as it ends.
    func close() async throws {
        try await loop.submit {
            self.isClosed = true
            for connection in self.idle { connection.close() }
        }.get()
    }
}

/// What a connection tells its pool, on their loop.
extension UpstreamPool {
    /// - Returns: False when the connection is not wanted any more.
    func takeBack(_ connection: UpstreamConnection) -> Bool {
        guard !isClosed else { return false }
        idle.append(connection)
        return true
    }

    func forget(_ connection: UpstreamConnection) {
        openCount -= 1
        idle.removeAll { $0 === connection }
    }
}
