// SPDX-License-Identifier: Apache-2.0

import Glibc
public import HummingbirdCore
public import Logging
public import NIOCore
import NIOHTTP1

/// HTTP/1 whose connections are served on the event loop that reads them.
///
/// A metered call waits four times for something that an event loop brings: its body, its hold,
/// the upstream, its capture. On Swift's own pool each of these is a change of threads there and
/// another one back, and they cost more than the work between them. There are as many event loops
/// as there are threads in that pool, so that nothing is lost but the choice of a free one; what
/// takes long (the database) has threads of its own.
///
/// A client that closes its side and gets no answer soon is taken to be gone, as nginx does: what
/// still runs for it is cancelled.
public struct LoopBoundHTTP: ServerChildChannel {
    public typealias Answer = @Sendable (Request) async -> Response

    private let loops: [ObjectIdentifier: ServingLoop]
    private let idleTimeout: TimeAmount
    private let answer: Answer

    /// - Parameters:
    ///   - group: Whose loops the server's channels run on.
    ///   - idleTimeout: How long a connection may say nothing.
    public init(
        on group: any EventLoopGroup, idleTimeout: TimeAmount, answer: @escaping Answer
    ) {
        self.idleTimeout = idleTimeout
        self.answer = answer
        loops = Dictionary(
            uniqueKeysWithValues: group.makeIterator().map {
                (ObjectIdentifier($0), ServingLoop($0))
            })
    }

    public func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<ClientConnection> {
        channel.eventLoop.makeCompletedFuture {
            let connection = ClientConnection(
                channel, on: loop(of: channel).executor, idleTimeout: idleTimeout)
            try channel.pipeline.syncOperations.addHandlers([
                connection, ByteToMessageHandler(HTTPRequestDecoder()),
                RequestAssembly(connection),
            ])
            return connection
        }
    }

    public func handle(value connection: ClientConnection, logger: Logger) async {
        let loop = loop(of: connection.channel)
        let serving = Task(executorPreference: loop.executor) {
            await serve(connection, on: loop)
        }
        connection.channel.eventLoop.execute { connection.onHangUp { serving.cancel() } }
        await withTaskCancellationHandler {
            await serving.value
        } onCancel: {
            serving.cancel()
            connection.abandon()
        }
    }

    private func loop(of channel: any Channel) -> ServingLoop {
        guard let loop = loops[ObjectIdentifier(channel.eventLoop)] else {
            preconditionFailure("the channel is on a loop of another group")
        }
        return loop
    }

    private func serve(_ connection: ClientConnection, on loop: ServingLoop) async {
        while let incoming = await connection.next() {
            let response = await answer(incoming.request)
            do {
                try await send(response, to: incoming, connection, on: loop)
            } catch {
                // The client is gone, or was not sent all, which it must not take for the whole.
                return connection.breakOff()
            }
            connection.hasAnswered(incoming)
        }
        connection.finish()
    }

    private func send(
        _ response: Response, to incoming: IncomingRequest, _ connection: ClientConnection,
        on loop: ServingLoop
    ) async throws {
        let framing = ResponseHead.framing(of: response, takesChunks: incoming.takesChunks)
        let isLast = connection.begin(answerTo: incoming, mustClose: framing == .close)
        let length = response.body.contentLength
        var head = connection.channel.allocator.buffer(capacity: 512 + min(length ?? 0, 16 << 10))
        ResponseHead.write(
            response, framing: framing, date: loop.date(),
            connection: isLast ? "close" : incoming.takesChunks ? nil : "keep-alive", into: &head)
        let writing = ResponseWriting(to: connection, head, framing: framing, length: length)
        if length == nil { loop.executor.loop.execute { writing.sendHead() } }
        try await response.body.write(writing)
        guard writing.isFinished else { throw ChannelError.eof }
    }
}

/// An event loop, and what its connections share.
///
/// SAFETY: what changes is touched on that loop only.
private final class ServingLoop: @unchecked Sendable {
    let executor: LoopExecutor
    private var clock = HTTPDate()

    init(_ loop: any EventLoop) {
        executor = LoopExecutor(loop)
    }

    func date() -> String { clock.text(at: time(nil)) }
}
