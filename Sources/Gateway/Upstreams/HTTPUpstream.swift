// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1

/// A provider at any URL, with TLS if it says so, one key for all calls, and connections that are
/// used again.
final class HTTPUpstream: Upstream {
    private let client: HTTPClient
    private let key: String?
    /// Parsed once: a request is a copy with its own headers and body.
    private let templates: [ModelOperation: HTTPClient.Request]

    /// - Throws: ``UpstreamAddressRefusal`` when the URL is none.
    init(_ address: UpstreamAddress, timeouts: GatewayTimeouts) throws(UpstreamAddressRefusal) {
        var templates: [ModelOperation: HTTPClient.Request] = [:]
        do {
            for operation in ModelOperation.allCases {
                templates[operation] = try HTTPClient.Request(
                    url: address.base + operation.path, method: .POST)
            }
        } catch {
            throw UpstreamAddressRefusal(url: address.base)
        }
        self.templates = templates
        key = address.key
        client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: Self.configuration(timeouts))
    }

    private static func configuration(_ timeouts: GatewayTimeouts) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        // A redirect of a POST with a key in it is not followed anywhere.
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(timeouts.connectSeconds)
        configuration.timeout.read = .seconds(timeouts.idleSeconds)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connectionsMax
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        // A span is made and described for each call even where nobody collects them.
        configuration.tracing.tracer = nil
        return configuration
    }

    /// Each streamed answer keeps one; the credits of the callers are the real limit.
    private static let connectionsMax = 4_096

    func start(_ request: UpstreamRequest, into exchange: Exchange) {
        guard var call = templates[request.operation] else {
            return exchange.fail(.unreachable("no such operation"))
        }
        call.headers = request.headers
        if let key { call.headers.replaceOrAdd(name: "Authorization", value: "Bearer \(key)") }
        call.body = .byteBuffer(request.body)
        let feed = ExchangeFeed(exchange)
        let task = client.execute(request: call, delegate: feed)
        exchange.started(by: ClientCall(task: task, feed: feed))
    }

    func shutdown() async throws { try await client.shutdown() }
}

/// What an exchange knows of a call.
private final class ClientCall: ExchangeSource {
    private let task: HTTPClient.Task<Void>
    private let feed: ExchangeFeed

    init(task: HTTPClient.Task<Void>, feed: ExchangeFeed) {
        self.task = task
        self.feed = feed
    }

    func resume(_ exchange: Exchange) { task.eventLoop.execute { self.feed.resume() } }

    func stop(_ exchange: Exchange) { task.cancel() }
}

/// Takes an answer from the client's event loop into an exchange.
///
/// SAFETY: `room` is touched on the task's event loop only, where the client calls.
private final class ExchangeFeed: HTTPClientResponseDelegate, @unchecked Sendable {
    typealias Response = Void

    private let exchange: Exchange
    /// What the client waits for before it reads on.
    private var room: EventLoopPromise<Void>?

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    func didReceiveHead(
        task: HTTPClient.Task<Void>, _ head: HTTPResponseHead
    ) -> EventLoopFuture<Void> {
        exchange.receive(Exchange.Head(status: Int(head.status.code), headers: head.headers))
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(
        task: HTTPClient.Task<Void>, _ buffer: ByteBuffer
    ) -> EventLoopFuture<Void> {
        guard !exchange.receive(buffer) else { return task.eventLoop.makeSucceededVoidFuture() }
        let promise = task.eventLoop.makePromise(of: Void.self)
        room = promise
        return promise.futureResult
    }

    func resume() {
        let waiting = room
        // Before: the client goes on at once, and may have to wait again.
        room = nil
        waiting?.succeed()
    }

    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
        exchange.fail(UpstreamFailure(error))
        resume()
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) throws {
        exchange.finish()
    }
}

extension UpstreamFailure {
    fileprivate init(_ error: any Error) {
        switch error as? HTTPClientError {
        case .readTimeout: self = .silent
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout:
            self = .unreachable("it did not take the connection in time")
        case .cancelled: self = .cancelled
        case .remoteConnectionClosed: self = .brokenOff("it closed the connection")
        default: self = .brokenOff("\(error)")
        }
    }
}
