// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Synchronization

/// The connections to an upstream that live on one event loop.
///
/// SAFETY: what changes is touched on that loop only; whatever is called from elsewhere goes there.
final class UpstreamPool: @unchecked Sendable {
    let loop: any EventLoop
    private let connector: UpstreamConnector
    private let connections: UpstreamConnections
    /// Seconds that an upstream may say nothing.
    private let silence: TimeAmount
    /// The one that was used last is used next: it is the least likely to be closed over there.
    private var idle: [UpstreamConnection] = []
    private let idleShown = Atomic<Int>(0)
    private var isClosed = false

    init(
        _ connector: UpstreamConnector, on loop: any EventLoop,
        _ connections: UpstreamConnections, silence: Int64
    ) {
        self.connector = connector
        self.loop = loop
        self.connections = connections
        self.silence = .seconds(silence)
    }

    /// For those who look from elsewhere.
    var idleCount: Int { idleShown.load(ordering: .relaxed) }

    /// Sends a call on a connection that is free, or on a new one.
    func start(_ call: UpstreamCall) {
        guard loop.inEventLoop else { return loop.execute { self.start(call) } }
        guard let connection = takeIdle() else { return startOnNew(call) }
        connection.send(call)
    }

    /// Sends a call on a connection that nobody has used yet.
    func startOnNew(_ call: UpstreamCall) {
        guard !isClosed else { return call.exchange.fail(.stopping) }
        let waiting = WaitingCall(call, in: self, connections)
        switch connections.take(orWait: waiting) {
        case .free: open(for: call)
        case .full: call.exchange.fail(.busy)
        case .waiting:
            call.exchange.started(by: waiting)
            loop.scheduleTask(in: connector.timeout) { waiting.isLate() }
        }
    }

    /// Makes a connection, for which there is a place, and sends a call on it.
    func open(for call: UpstreamCall) {
        guard loop.inEventLoop else { return loop.execute { self.open(for: call) } }
        connector.connect(on: loop).flatMapThrowing(adopt).whenComplete { result in
            switch result {
            case .success(let connection): connection.send(call)
            case .failure(let error):
                self.connections.giveBack()
                call.exchange.fail(.unreachable(UpstreamConnector.sentence(error)))
            }
        }
    }

    private func adopt(_ channel: any Channel) throws -> UpstreamConnection {
        let wire = UpstreamWire()
        let connection = UpstreamConnection(channel, over: wire, of: self, silence: silence)
        try channel.pipeline.syncOperations.addHandlers([wire, connection])
        try connection.open()
        return connection
    }

    private func takeIdle() -> UpstreamConnection? {
        guard let connection = idle.popLast() else { return nil }
        idleShown.store(idle.count, ordering: .relaxed)
        return connection
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
        idleShown.store(idle.count, ordering: .relaxed)
        if connections.hasWaiting { serveWaiting() }
        return true
    }

    func forget(_ connection: UpstreamConnection) {
        idle.removeAll { $0 === connection }
        idleShown.store(idle.count, ordering: .relaxed)
        connections.giveBack()
    }

    /// Gives idle connections to calls that wait.
    ///
    /// Never at once: whoever asks for it may be in the middle of something.
    func serveWaiting() {
        loop.execute {
            while !self.idle.isEmpty, let waiting = self.connections.nextWaiting() {
                guard let connection = self.takeIdle() else { return }
                connection.send(waiting.call)
            }
        }
    }
}
