// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix

/// A provider at an `http` or `https` URL.
///
/// A call goes out on the event loop that its caller runs on, and what comes back stays there, so
/// that nothing of it has to be handed from thread to thread.
final class HTTPUpstream: Upstream {
    private let address: UpstreamAddress
    /// What is the same in each call.
    private let headers: [(name: String, value: String)]
    private let version: String?
    private let group = MultiThreadedEventLoopGroup.singleton
    private let pools: [ObjectIdentifier: UpstreamPool]
    let connections: UpstreamConnections

    /// - Throws: `NIOSSLError` when there can be no TLS with these settings.
    init(_ settings: UpstreamSettings) throws {
        address = settings.address
        headers = Self.headers(for: settings)
        version = settings.wireProtocol == .anthropic ? Self.anthropicVersion : nil
        let connector = try UpstreamConnector(settings)
        let connections = UpstreamConnections(max: settings.connectionsMax)
        self.connections = connections
        let pools = group.makeIterator().map { loop in
            UpstreamPool(connector, on: loop, connections, silence: settings.idleSeconds)
        }
        connections.serve(pools)
        self.pools = Dictionary(
            uniqueKeysWithValues: pools.map { (ObjectIdentifier($0.loop), $0) })
    }

    private static func headers(
        for settings: UpstreamSettings
    ) -> [(name: String, value: String)] {
        // Usage is read from the answer: it has to come as it is.
        var headers = [("Host", settings.address.authority), ("Accept-Encoding", "identity")]
        if let key = settings.key?.text {
            switch settings.wireProtocol {
            case .openai: headers.append(("Authorization", "Bearer \(key)"))
            case .anthropic: headers.append(("x-api-key", key))
            }
        }
        return headers + settings.headers.map { ($0.name, $0.value) }
    }

    /// For clients that name none: the only one that there has been for years.
    private static let anthropicVersion = "2023-06-01"

    func start(_ request: UpstreamRequest, into exchange: Exchange) {
        guard let pool = pools[ObjectIdentifier(group.any())] else {
            return exchange.fail(.unreachable("its event loop is gone"))
        }
        var head = HTTPRequestHead(
            version: .http1_1, method: request.method,
            uri: address.uri(of: request), headers: request.headers)
        for header in headers { head.headers.add(name: header.name, value: header.value) }
        if let version, !head.headers.contains(name: "anthropic-version") {
            head.headers.add(name: "anthropic-version", value: version)
        }
        if let length = request.bodyLength {
            head.headers.add(name: "Content-Length", value: String(length))
        }
        pool.start(
            UpstreamCall(
                head: head, body: request.body, exchange: exchange,
                isRepeatable: request.isRepeatable))
    }

    func shutdown() async throws {
        for pool in pools.values { try await pool.close() }
    }
}

/// A call on its way into a connection.
struct UpstreamCall: Sendable {
    let head: HTTPRequestHead
    let body: UpstreamBody
    let exchange: Exchange
    let isRepeatable: Bool
}
