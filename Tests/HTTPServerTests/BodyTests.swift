// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization
import Testing

/// How the bodies of requests are read.
@Suite(.timeLimit(.minutes(1)))
struct BodyTests {
    private static func length(_ request: Request) async -> Response {
        do {
            var count = 0
            for try await part in request.body { count += part.readableBytes }
            return Response(
                status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: "<\(count)>")))
        } catch {
            return Response(status: .badRequest)
        }
    }

    private static func refusal(_: Request) async -> Response {
        Response(status: .unauthorized, body: ResponseBody(byteBuffer: ByteBuffer(string: "no")))
    }

    @Test("bodies are whole, however they come", arguments: [0, 1, 65_536, 65_537, 3_000_000])
    func length(count: Int) async throws {
        try await withServer(answer: Self.length) { stage in
            let client = try await stage.connect()
            let body = String(repeating: "x", count: count)
            try await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n" + body)
            #expect(await client.read(upTo: ">").hasSuffix("\r\n\r\n<\(count)>"))
            try await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + (count == 0 ? "" : "\(String(count, radix: 16))\r\n\(body)\r\n")
                    + "0\r\n\r\n")
            #expect(await client.read(upTo: ">").hasSuffix("\r\n\r\n<\(count)>"))
        }
    }

    @Test("a client that waits for a word gets it when its body is read")
    func expectation() async throws {
        try await withServer(answer: Self.length) { stage in
            let client = try await stage.connect()
            try await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n")
            #expect(await client.read(upTo: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("hi")
            #expect(await client.read(upTo: ">").hasSuffix("<2>"))
        }
    }

    @Test("and none when it is refused")
    func expectationRefused() async throws {
        try await withServer(answer: Self.refusal) { stage in
            let client = try await stage.connect()
            try await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            #expect(await client.read(upTo: "no").hasPrefix("HTTP/1.1 401 "))
        }
    }

    @Test("a word to go on never stands within an answer")
    func expectationInAnswer() async throws {
        try await withServer(answer: { request in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "before"))
                    for try await part in request.body { try await writer.write(part) }
                    try await writer.finish(nil)
                })
        }) { stage in
            let client = try await stage.connect()
            try await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            _ = await client.read(upTo: "before\r\n")
            try await client.send("hi")
            #expect(await client.read(upTo: "0\r\n\r\n") == "2\r\nhi\r\n0\r\n\r\n")
        }
    }

    @Test("whole URLs, as proxies are sent them, are paths and queries")
    func wholeURL() async throws {
        try await withServer(answer: { request in
            Response(
                status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: "\(request.uri)")))
        }) { stage in
            let client = try await stage.connect()
            for target in ["http://example.com/a/b?c=d", "/a/b?c=d"] {
                try await client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(await client.read(upTo: "c=d").hasSuffix("\r\n\r\n/a/b?c=d"))
            }
        }
    }

    @Test("a body that nobody reads is thrown away, and is no request")
    func unread() async throws {
        try await withServer(answer: Self.refusal) { stage in
            let client = try await stage.connect()
            let body = String(repeating: "GET / HTTP/1.1\r\n\r\n", count: 100_000)
            try await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
                    + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let answers = await client.readToEnd()
            #expect(answers.split(separator: "HTTP/1.1 401 ").count == 2)
        }
    }

    @Test("a body is not taken faster than it is read")
    func backPressure() async throws {
        let (goes, go) = AsyncStream.makeStream(of: Void.self)
        try await withServer(answer: { request in
            for await _ in goes { break }
            return await Self.length(request)
        }) { stage in
            let client = try await stage.connect()
            let count = 64 << 20
            let isSent = Mutex(false)
            let sending = Task {
                try await client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n"
                        + String(repeating: "x", count: count))
                isSent.withLock { $0 = true }
            }
            // Sockets take some megabytes; a server that takes all has it long before this.
            try await Task.sleep(for: .milliseconds(500))
            #expect(!isSent.withLock { $0 })
            go.yield()
            #expect(await client.read(upTo: ">").hasSuffix("<\(count)>"))
            try await sending.value
        }
    }
}
