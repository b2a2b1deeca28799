// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// How many connections to an upstream there may be, over all event loops, and the calls that wait
/// for one.
///
/// A call that waits gets whatever comes first: a connection that another call has done with, on
/// any loop, or the place of one that was closed.
final class UpstreamConnections: Sendable {
    private struct State {
        var openCount = 0
        var waiting: [WaitingCall] = []
        var pools: [UpstreamPool] = []
    }

    enum Place {
        /// The call may open a connection.
        case free
        /// It is told when there is one.
        case waiting
        /// So many wait already that it would wait in vain.
        case full
    }

    private let max: Int
    private let state = Mutex(State())
    /// Looked at after each call, so it takes no lock.
    private let waitingCount = Atomic<Int>(0)

    init(max: Int) {
        self.max = max
    }

    /// Those that connections are made by, one on each event loop.
    func serve(_ pools: [UpstreamPool]) { state.withLock { $0.pools = pools } }

    var hasWaiting: Bool { waitingCount.load(ordering: .relaxed) > 0 }

    /// Connections, and how many of them have a call.
    var counts: (open: Int, busy: Int) {
        let (open, pools) = state.withLock { ($0.openCount, $0.pools) }
        return (open, Swift.max(0, open - pools.reduce(0) { $0 + $1.idleCount }))
    }

    /// Takes a place for a new connection; without one the call waits.
    func take(orWait call: WaitingCall) -> Place {
        let (place, pools) = state.withLock { state -> (Place, [UpstreamPool]) in
            guard state.openCount >= max else {
                state.openCount += 1
                return (.free, [])
            }
            guard state.waiting.count < max else { return (.full, []) }
            state.waiting.append(call)
            waitingCount.store(state.waiting.count, ordering: .relaxed)
            return (.waiting, state.pools)
        }
        // One of them may have a connection that nobody uses.
        for pool in pools { pool.serveWaiting() }
        return place
    }

    /// Gives the place of a connection that is closed to the call that waits longest.
    func giveBack() {
        let next = state.withLock { state in
            let next = Self.next(in: &state)
            if next == nil { state.openCount -= 1 }
            waitingCount.store(state.waiting.count, ordering: .relaxed)
            return next
        }
        next?.hasPlace()
    }

    /// The call that waits longest, for a connection that is free.
    func nextWaiting() -> WaitingCall? {
        state.withLock { state in
            defer { waitingCount.store(state.waiting.count, ordering: .relaxed) }
            return Self.next(in: &state)
        }
    }

    private static func next(in state: inout State) -> WaitingCall? {
        state.waiting.isEmpty ? nil : state.waiting.removeFirst()
    }

    /// - Returns: Whether the call still waited.
    func remove(_ call: WaitingCall) -> Bool {
        state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0 === call }) else { return false }
            state.waiting.remove(at: index)
            waitingCount.store(state.waiting.count, ordering: .relaxed)
            return true
        }
    }
}

/// A call that waits for a connection, until its time is over or nobody wants it any more.
final class WaitingCall: ExchangeSource {
    let call: UpstreamCall
    private let pool: UpstreamPool
    private let connections: UpstreamConnections

    init(_ call: UpstreamCall, in pool: UpstreamPool, _ connections: UpstreamConnections) {
        self.call = call
        self.pool = pool
        self.connections = connections
    }

    /// There is a place for a new connection.
    func hasPlace() { pool.open(for: call) }

    func isLate() {
        guard connections.remove(self) else { return }
        call.exchange.fail(.busy)
    }

    func resume(_ exchange: Exchange) {}

    func stop(_ exchange: Exchange) { _ = connections.remove(self) }
}
