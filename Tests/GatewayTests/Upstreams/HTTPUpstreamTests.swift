// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Gateway

/// The client of upstreams, against a server on a real socket.
struct HTTPUpstreamTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    @Test("a call goes out whole, its answer comes back, and the connection is used again")
    func keepAlive() async throws {
        try await ScriptedServer.run({ $1.send(Self.answer) }) { server, url in
            let upstream = try makeUpstream(url)
            for _ in 0..<20 {
                #expect(await UpstreamCalls.words(of: upstream) == ["200", "hi", "end"])
            }
            let loops = Array(MultiThreadedEventLoopGroup.singleton.makeIterator()).count
            #expect(server.connections.withLock { $0 } <= loops)
            let request = try #require(server.requests.withLock { $0.first })
            #expect(request.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
            #expect(request.contains("\r\nHost: \(url.dropFirst(7))\r\n"))
            #expect(request.contains("\r\nAuthorization: Bearer secret\r\n"))
            #expect(request.contains("\r\nContent-Length: 2\r\n"))
            try await upstream.shutdown()
        }
    }

    @Test("an answer in chunks comes as it is, behind a provisional one")
    func chunks() async throws {
        let answer =
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
        try await ScriptedServer.run({ $1.send(answer) }) { _, url in
            let upstream = try makeUpstream(url)
            #expect(await UpstreamCalls.words(of: upstream) == ["200", "abc", "end"])
        }
    }

    @Test("a connection that is to be closed is not used again")
    func closing() async throws {
        let answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi"
        try await ScriptedServer.run({ $1.send(answer) }) { server, url in
            let upstream = try makeUpstream(url)
            for _ in 0..<3 {
                #expect(await UpstreamCalls.words(of: upstream) == ["200", "hi", "end"])
            }
            #expect(server.connections.withLock { $0 } == 3)
        }
    }

    @Test("a connection that is closed over there while it is idle is not used again")
    func closedWhileIdle() async throws {
        try await ScriptedServer.run({ _, channel in
            channel.send(Self.answer)
            channel.close(promise: nil)
        }) { server, url in
            let upstream = try makeUpstream(url)
            for _ in 0..<3 {
                #expect(await UpstreamCalls.words(of: upstream) == ["200", "hi", "end"])
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(server.connections.withLock { $0 } == 3)
        }
    }

    @Test("an answer that ends with its connection ends there")
    func untilTheEnd() async throws {
        try await ScriptedServer.run({ _, channel in
            channel.send("HTTP/1.1 200 OK\r\n\r\nhi")
            channel.close(promise: nil)
        }) { _, url in
            let upstream = try makeUpstream(url)
            #expect(await UpstreamCalls.words(of: upstream) == ["200", "hi", "end"])
        }
    }

    @Test(
        "what is broken off is told so, once the bytes before it have come",
        arguments: [
            ("", []), ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", ["200", "hi"]),
            ("garbage\r\n\r\n", []),
        ])
    func broken(answer: String, before: [String]) async throws {
        try await ScriptedServer.run({ _, channel in
            channel.send(answer)
            channel.close(promise: nil)
        }) { _, url in
            let upstream = try makeUpstream(url)
            #expect(await UpstreamCalls.words(of: upstream) == before + ["broken off"])
        }
    }

    @Test("an upstream that says nothing for too long is silent, and the connection is closed")
    func silent() async throws {
        try await ScriptedServer.run({ _, _ in }) { server, url in
            let upstream = try makeUpstream(url, idleSeconds: 1)
            #expect(await UpstreamCalls.words(of: upstream) == ["silent"])
            try await UpstreamCalls.wait { server.closed.withLock { $0 } == 1 }
        }
    }

    @Test("nobody there is unreachable")
    func unreachable() async throws {
        let upstream = try makeUpstream("http://127.0.0.1:1")
        #expect(await UpstreamCalls.words(of: upstream) == ["unreachable"])
    }

    @Test("a call that is cancelled closes its connection, and no other")
    func cancelled() async throws {
        try await ScriptedServer.run({ number, channel in
            if number > 0 { channel.send(Self.answer) }
        }) { server, url in
            let upstream = try makeUpstream(url)
            let exchange = UpstreamCalls.start(upstream)
            try await UpstreamCalls.wait { server.requests.withLock { $0.count } == 1 }
            exchange.cancel()
            try await UpstreamCalls.wait { server.closed.withLock { $0 } == 1 }
            #expect(await UpstreamCalls.words(of: upstream) == ["200", "hi", "end"])
            #expect(server.closed.withLock { $0 } == 1)
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
            let exchange = UpstreamCalls.start(try makeUpstream(url))
            try await Task.sleep(for: .milliseconds(300))
            #expect(!written.withLock { $0 })
            #expect(try await UpstreamCalls.byteCount(of: exchange) == size)
        }
    }

    @Test("an answer that is packed though nobody asked for that is unpacked, and ends")
    func packed() async throws {
        // gzip of "hi there, hi there, hi there".
        let packed: [UInt8] = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 200, 84, 40, 201, 72, 45, 74, 213, 81, 200, 192,
            96, 1, 0, 49, 135, 127, 124, 28, 0, 0, 0,
        ]
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)"
        try await ScriptedServer.run({ _, channel in
            channel.send(head + "\r\n\r\n")
            channel.writeAndFlush(ByteBuffer(bytes: packed), promise: nil)
        }) { _, url in
            let upstream = try makeUpstream(url)
            for _ in 0..<2 {
                let words = await UpstreamCalls.words(of: upstream)
                #expect(words == ["200", "hi there, hi there, hi there", "end"])
            }
        }
    }

    @Test(
        "an answer that cannot be read is none",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 200_000) + "\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nhi",
        ])
    func unreadable(answer: String) async throws {
        try await ScriptedServer.run({ $1.send(answer) }) { server, url in
            let upstream = try makeUpstream(url)
            #expect(await UpstreamCalls.words(of: upstream) == ["broken off"])
            try await UpstreamCalls.wait { server.closed.withLock { $0 } == 1 }
        }
    }

    @Test(
        "chunks come in all the forms that they may have, and in no others",
        arguments: [
            ("2;ext=1\r\nab\r\n0\r\n\r\n", ["200", "ab", "end"]),
            ("00002\r\nab\r\n0\r\nX-Trailer: 1\r\n\r\n", ["200", "ab", "end"]),
            ("0\r\n\r\n", ["200", "end"]),
            ("2\r\nabc\r\n0\r\n\r\n", ["200", "ab", "broken off"]),
            ("zz\r\n", ["200", "broken off"]),
        ])
    func chunkForms(chunks: String, words: [String]) async throws {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        try await ScriptedServer.run({ $1.send(head + chunks) }) { _, url in
            let upstream = try makeUpstream(url)
            #expect(await UpstreamCalls.words(of: upstream) == words)
        }
    }

    @Test("bytes behind an answer belong to nobody: the connection is closed")
    func surplus() async throws {
        try await ScriptedServer.run({ $1.send(Self.answer + "HTTP/1.1 200 OK\r\n\r\n") }) {
            server, url in
            let upstream = try makeUpstream(url)
            #expect(await UpstreamCalls.words(of: upstream) == ["200", "hi", "end"])
            try await UpstreamCalls.wait { server.closed.withLock { $0 } == 1 }
        }
    }

    private func makeUpstream(_ url: String, idleSeconds: Int64 = 10) throws -> HTTPUpstream {
        try HTTPUpstream(UpstreamCalls.settings(url) { $0.idleSeconds = idleSeconds })
    }
}
