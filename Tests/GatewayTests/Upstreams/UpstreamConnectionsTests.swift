// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Gateway

/// How calls share connections.
struct UpstreamConnectionsTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    @Test("with one connection calls go one after the other, whichever thread they come from")
    func one() async throws {
        try await ScriptedServer.run({ $1.send(Self.answer) }) { server, url in
            let upstream = try makeUpstream(url) { $0.connectionsMax = 1 }
            let exchanges = [UpstreamCalls.start(upstream), UpstreamCalls.start(upstream)]
            for exchange in exchanges {
                #expect(await UpstreamCalls.words(of: exchange) == ["200", "hi", "end"])
            }
            for _ in 0..<20 {
                #expect(await UpstreamCalls.words(of: upstream) == ["200", "hi", "end"])
            }
            #expect(server.connections.withLock { $0 } == 1)
            #expect(upstream.connections.counts == (open: 1, busy: 0))
        }
    }

    @Test("a call that finds no connection in time is told so")
    func late() async throws {
        try await ScriptedServer.run({ _, _ in }) { server, url in
            let upstream = try makeUpstream(url) {
                $0.connectionsMax = 1
                $0.connectSeconds = 1
            }
            let running = UpstreamCalls.start(upstream)
            try await UpstreamCalls.wait { server.requests.withLock { $0.count } == 1 }
            #expect(upstream.connections.counts == (open: 1, busy: 1))
            let began = ContinuousClock.now
            #expect(await UpstreamCalls.words(of: upstream) == ["busy"])
            #expect(ContinuousClock.now - began >= .seconds(1))
            running.cancel()
        }
    }

    @Test("as many calls wait as there may be connections; one more is told so at once")
    func full() async throws {
        try await ScriptedServer.run({ _, _ in }) { server, url in
            let upstream = try makeUpstream(url) {
                $0.connectionsMax = 1
                $0.connectSeconds = 300
            }
            let running = UpstreamCalls.start(upstream)
            try await UpstreamCalls.wait { server.requests.withLock { $0.count } == 1 }
            let waiting = UpstreamCalls.start(upstream)
            try await UpstreamCalls.wait { upstream.connections.hasWaiting }
            #expect(await UpstreamCalls.words(of: upstream) == ["busy"])
            waiting.cancel()
            running.cancel()
        }
    }

    @Test("the place of a connection that is closed goes to the call that waits")
    func placeOfClosed() async throws {
        try await ScriptedServer.run({ number, channel in
            if number > 0 { channel.send(Self.answer) }
        }) { server, url in
            let upstream = try makeUpstream(url) { $0.connectionsMax = 1 }
            let running = UpstreamCalls.start(upstream)
            try await UpstreamCalls.wait { server.requests.withLock { $0.count } == 1 }
            let forgotten = UpstreamCalls.start(upstream)
            forgotten.cancel()
            let waiting = UpstreamCalls.start(upstream)
            running.cancel()
            #expect(await UpstreamCalls.words(of: waiting) == ["200", "hi", "end"])
            #expect(server.requests.withLock { $0.count } == 2, "nobody sends what was cancelled")
        }
    }

    @Test("a call that meets a connection as it is closed over there is sent again on a new one")
    func race() async throws {
        try await ScriptedServer.run({ number, channel in
            if number == 1 { channel.close(promise: nil) } else { channel.send(Self.answer) }
        }) { server, url in
            let upstream = try makeUpstream(url) { $0.connectionsMax = 1 }
            for _ in 0..<2 {
                #expect(await UpstreamCalls.words(of: upstream) == ["200", "hi", "end"])
            }
            #expect(server.connections.withLock { $0 } == 2)
            #expect(server.requests.withLock { $0.count } == 3)
        }
    }

    @Test("what must not be done twice is not sent again, and nothing is on a new connection")
    func noRace() async throws {
        try await ScriptedServer.run({ number, channel in
            if number > 0 { channel.close(promise: nil) } else { channel.send(Self.answer) }
        }) { server, url in
            let upstream = try makeUpstream(url) { $0.connectionsMax = 1 }
            #expect(await UpstreamCalls.words(of: upstream) == ["200", "hi", "end"])
            var request = UpstreamCalls.request
            request.isRepeatable = false
            #expect(await UpstreamCalls.words(of: upstream, request) == ["broken off"])
            #expect(await UpstreamCalls.words(of: upstream) == ["broken off"])
            #expect(server.requests.withLock { $0.count } == 3)
        }
    }

    private func makeUpstream(
        _ url: String, _ change: (inout UpstreamSettings) -> Void
    ) throws -> HTTPUpstream {
        try HTTPUpstream(UpstreamCalls.settings(url, change))
    }
}
