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
struct LoopBoundHTTP: ServerChildChannel {
    let base: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        base.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        let loop = LoopExecutor(value.channel.eventLoop)
        await withTaskExecutorPreference(loop) { await base.handle(value: value, logger: logger) }
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
