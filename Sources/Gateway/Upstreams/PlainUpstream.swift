// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix

/// A provider at an `http` URL: a model server or a proxy in one's own network.
///
/// A call goes out on the event loop that its caller runs on, and what comes back stays there, so
/// that nothing of it has to be handed from thread to thread.
final class PlainUpstream: Upstream {
    private let address: UpstreamAddress.Plain
    private let authorization: String?
    private let group = MultiThreadedEventLoopGroup.singleton
    private let pools: [ObjectIdentifier: UpstreamPool]

    init(_ address: UpstreamAddress.Plain, key: String?, timeouts: GatewayTimeouts) {
        self.address = address
        authorization = key.map { "Bearer \($0)" }
        pools = Dictionary(
            uniqueKeysWithValues: group.makeIterator().map { loop in
                (ObjectIdentifier(loop), UpstreamPool(address, on: loop, timeouts: timeouts))
            })
    }

    func start(_ request: UpstreamRequest, into exchange: Exchange) {
        guard let pool = pools[ObjectIdentifier(group.any())] else {
            return exchange.fail(.unreachable("its event loop is gone"))
        }
        var head = HTTPRequestHead(
            version: .http1_1, method: .POST, uri: address.path + request.operation.path,
            headers: request.headers)
        head.headers.add(name: "Host", value: address.authority)
        head.headers.add(name: "Content-Length", value: String(request.body.readableBytes))
        if let authorization { head.headers.add(name: "Authorization", value: authorization) }
        pool.start(UpstreamCall(head: head, body: request.body, exchange: exchange))
    }

    func shutdown() async throws {
        for pool in pools.values { try await pool.close() }
    }
}

/// A call on its way into a connection.
struct UpstreamCall: Sendable {
    let head: HTTPRequestHead
    let body: ByteBuffer
    let exchange: Exchange
}
