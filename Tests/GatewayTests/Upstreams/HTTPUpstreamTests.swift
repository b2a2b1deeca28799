// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization
import Testing

@testable import Gateway

/// The client of upstreams with TLS, here without it: what it makes of an answer is the same.
struct HTTPUpstreamTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    @Test("what comes passes, and what is broken off is told so")
    func answers() async throws {
        try await ScriptedServer.run({ number, channel in
            channel.send(number == 0 ? Self.answer : "")
            if number > 0 { channel.close(promise: nil) }
        }) { server, url in
            let upstream = try makeUpstream(url)
            #expect(await UpstreamCalls.words(of: upstream) == ["200", "hi", "end"])
            #expect(await UpstreamCalls.words(of: upstream) == ["broken off"])
            let request = try #require(server.requests.withLock { $0.first })
            #expect(request.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
            try await upstream.shutdown()
        }
    }

    @Test("a call that is cancelled closes its connection")
    func cancelled() async throws {
        try await ScriptedServer.run({ _, _ in }) { server, url in
            let upstream = try makeUpstream(url)
            let exchange = UpstreamCalls.start(upstream)
            try await UpstreamCalls.wait { server.requests.withLock { $0.count } == 1 }
            exchange.cancel()
            try await UpstreamCalls.wait { server.closed.withLock { $0 } == 1 }
            try await upstream.shutdown()
        }
    }

    @Test("a slow reader makes the upstream wait, and gets all of it")
    func backPressure() async throws {
        let size = 16 << 20
        let written = Mutex(false)
        try await ScriptedServer.run({ _, channel in
            channel.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            channel.writeAndFlush(ByteBuffer(repeating: 7, count: size))
                .whenSuccess { written.withLock { $0 = true } }
        }) { _, url in
            let upstream = try makeUpstream(url)
            let exchange = UpstreamCalls.start(upstream)
            try await Task.sleep(for: .milliseconds(300))
            #expect(!written.withLock { $0 })
            #expect(try await UpstreamCalls.byteCount(of: exchange) == size)
            try await upstream.shutdown()
        }
    }

    private func makeUpstream(_ url: String) throws -> HTTPUpstream {
        try HTTPUpstream(UpstreamAddress(url: url + "/v1", key: nil), timeouts: GatewayTimeouts())
    }
}
