// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// A real HTTP server that publishes what a test wants, on a port of its own.
struct Publisher {
    typealias Answer = @Sendable (Request) async throws -> Response

    let port: Int

    func url(_ path: String = "/list") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Runs a publisher for as long as `body` runs.
    @discardableResult
    static func with<Result: Sendable>(
        _ answer: @escaping Answer, _ body: @Sendable (Publisher) async throws -> Result
    ) async throws -> Result {
        var logger = Logger(label: "publisher")
        logger.logLevel = .critical
        let (ports, announce) = AsyncStream<Int>.makeStream()
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                try await answer(request)
            },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { announce.yield($0.localAddress?.port ?? 0) }, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            return try await body(Publisher(port: iterator.next() ?? 0))
        }
    }
}

extension Response {
    static func bytes(
        _ bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static func text(
        _ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        bytes(Array(text.utf8), status: status, headers: headers)
    }

    /// A body without a stated length that goes on for ever.
    static func endless(_ piece: String, pause: Duration) -> Response {
        Response(
            status: .ok,
            body: ResponseBody { writer in
                while !Task.isCancelled {
                    try await writer.write(ByteBuffer(string: piece))
                    try await Task.sleep(for: pause)
                }
                try await writer.finish(nil)
            })
    }
}
