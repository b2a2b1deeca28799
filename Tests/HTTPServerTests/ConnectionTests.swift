// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import HTTPTypes
import HummingbirdCore
import NIOCore
import ServiceLifecycle
import Testing

/// How connections live and end.
@Suite(.timeLimit(.minutes(1)))
struct ConnectionTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func text(_ text: String) -> Response {
        Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    @Test(
        "what is no HTTP is answered by a 400 and the end",
        arguments: [
            "NONSENSE\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            "GET / HTTP/1.1\r\nX-Long: \(String(repeating: "x", count: 100_000))\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ])
    func noHTTP(bytes: String) async throws {
        try await withServer(answer: { _ in Self.text("never") }) { stage in
            let client = try await stage.connect()
            try await client.send(bytes)
            let answer = await client.readToEnd()
            #expect(
                answer
                    == "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        }
    }

    @Test("what is broken behind a request takes nothing from its answer")
    func brokenBehind() async throws {
        try await withServer(answer: { _ in Self.text("hi") }) { stage in
            let client = try await stage.connect()
            try await client.send(Self.request + "NONSENSE\r\n\r\n")
            let answers = await client.readToEnd()
            #expect(answers.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answers.contains("hiHTTP/1.1 400 Bad Request\r\n"))
        }
    }

    @Test("a body that breaks off is told to its reader, and answered once")
    func brokenBody() async throws {
        try await withServer(answer: { request in
            do {
                for try await _ in request.body {}
                return Self.text("whole")
            } catch {
                return Response(status: .badRequest)
            }
        }) { stage in
            let client = try await stage.connect()
            try await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.split(separator: "HTTP/1.1 ").count == 1)
        }
    }

    @Test("a client that closes its side at once gets its answer")
    func halfClosed() async throws {
        try await withServer(answer: { _ in Self.text("hi") }) { stage in
            let client = try await stage.connect()
            try await client.send(Self.request)
            try await client.closeOutput()
            let answer = await client.readToEnd()
            #expect(answer.hasSuffix("\r\n\r\nhi"))
        }
    }

    @Test("whoever hangs up ends what runs for it", arguments: [true, false])
    func hangUp(isHalf: Bool) async throws {
        let (ends, end) = AsyncStream.makeStream(of: Bool.self)
        try await withServer(answer: { _ in
            // Longer than any test: only cancelling ends it.
            try? await Task.sleep(for: .seconds(600))
            end.yield(Task.isCancelled)
            return Self.text("late")
        }) { stage in
            let client = try await stage.connect()
            try await client.send(Self.request)
            if isHalf { try await client.closeOutput() } else { try await client.close() }
            var each = ends.makeAsyncIterator()
            #expect(await each.next() == true)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test("whoever takes nothing of an answer and hangs up ends it")
    func hangUpInAnswer() async throws {
        let (ends, end) = AsyncStream.makeStream(of: Bool.self)
        try await withServer(answer: { _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    do {
                        let piece = ByteBuffer(repeating: 0, count: 1 << 20)
                        while true { try await writer.write(piece) }
                    } catch {
                        end.yield(true)
                        throw error
                    }
                })
        }) { stage in
            let client = try await stage.connect()
            try await client.pause()
            try await client.send(Self.request)
            try await client.closeOutput()
            var each = ends.makeAsyncIterator()
            #expect(await each.next() == true)
        }
    }

    @Test("a connection on which nothing happens is closed")
    func idle() async throws {
        try await withServer(
            idleTimeout: .milliseconds(100), answer: { _ in Self.text("hi") }
        ) { stage in
            let silent = try await stage.connect()
            let stuck = try await stage.connect()
            try await stuck.send("GET / HTTP/1.1\r\nHos")
            #expect(await silent.readToEnd() == "")
            #expect(await stuck.readToEnd() == "")
        }
    }

    @Test("an answer may take longer than a connection may be idle")
    func slowAnswer() async throws {
        try await withServer(
            idleTimeout: .milliseconds(1_500),
            answer: { _ in
                try? await Task.sleep(for: .milliseconds(3_500))
                return Self.text("hi")
            }
        ) { stage in
            let client = try await stage.connect()
            try await client.send(Self.request)
            #expect(await client.read(upTo: "hi").hasSuffix("\r\n\r\nhi"))
        }
    }

    @Test("a server that stops ends its answers, and closes what is idle")
    func shutdown() async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let (goes, go) = AsyncStream.makeStream(of: Void.self)
        try await withServer(answer: { _ in
            ask.yield()
            for await _ in goes { break }
            return Self.text("hi")
        }) { stage in
            let idle = try await stage.connect()
            let busy = try await stage.connect()
            try await busy.send(Self.request)
            for await _ in asked { break }
            await stage.services.triggerGracefulShutdown()
            #expect(await idle.readToEnd() == "")
            go.yield()
            let answer = await busy.readToEnd()
            #expect(answer.contains("\r\nConnection: close\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nhi"))
        }
    }
}
