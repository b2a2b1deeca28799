// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore
import Logging
import NIOCore

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
struct LoopBoundHTTP: ServerChildChannel {
    let base: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(HangUpNotice(), position: .first)
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        let loop = LoopExecutor(value.channel.eventLoop)
        await withTaskExecutorPreference(loop) {
            let serving = Task(executorPreference: loop) {
                await base.handle(value: value, logger: logger)
            }
            HangUpNotice.of(value.channel)?.onHangUp { serving.cancel() }
            await withTaskCancellationHandler {
                await serving.value
            } onCancel: {
                serving.cancel()
            }
        }
    }
}

/// Tells when a client has closed its side of a connection and is still not answered a while later.
///
/// SAFETY: what changes is touched on the channel's event loop only; ``onHangUp(_:)`` goes there.
private final class HangUpNotice: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = NIOAny

    private var hangUp: (@Sendable () -> Void)?
    private var isClosed = false

    /// Some clients close their side as soon as they have asked, and wait for the answer all the
    /// same; what is no call of a model has answered by then.
    private static let patience = TimeAmount.seconds(1)

    /// - Returns: Nil when the connection is gone already.
    static func of(_ channel: any Channel) -> HangUpNotice? {
        do {
            return try channel.pipeline.syncOperations.handler(type: HangUpNotice.self)
        } catch {
            return nil
        }
    }

    /// Must be called on the channel's event loop.
    func onHangUp(_ body: @escaping @Sendable () -> Void) {
        hangUp = body
        if isClosed { body() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            context.eventLoop.scheduleTask(in: Self.patience) { self.giveUp() }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        // Whoever reset the connection does not wait for anything.
        giveUp()
        context.fireChannelInactive()
    }

    private func giveUp() {
        isClosed = true
        hangUp?()
        hangUp = nil
    }
}

/// Runs tasks on an event loop.
private final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

extension HTTPServerBuilder {
    /// HTTP/1, each connection on its event loop.
    static func loopBound(_ configuration: HTTP1Channel.Configuration) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            LoopBoundHTTP(base: HTTP1Channel(responder: responder, configuration: configuration))
        }
    }
}
