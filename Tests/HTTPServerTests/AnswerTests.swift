// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization
import Testing

/// What clients get, to the byte.
@Suite(.timeLimit(.minutes(1)))
struct AnswerTests {
    private static func echo(_ request: Request) async -> Response {
        do {
            let body = try await request.body.collect(upTo: 1 << 24)
            return Response(
                status: .ok, headers: [.contentType: "text/plain"],
                body: ResponseBody(byteBuffer: body))
        } catch {
            return Response(status: .badRequest)
        }
    }

    @Test("a request is answered in one piece, and the connection takes the next one")
    func keepAlive() async throws {
        try await withServer(answer: Self.echo) { stage in
            let client = try await stage.connect()
            for round in 1...3 {
                try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
                let answer = await client.read(upTo: "hi")
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2"
                #expect(answer.undated == head + "\r\n\r\nhi")
                #expect(client.pieces.withLock { $0 } == round)
            }
        }
    }

    @Test("requests that are sent ahead are answered in their order")
    func pipelining() async throws {
        try await withServer(answer: Self.echo) { stage in
            let client = try await stage.connect()
            let requests = (0..<40).map { number in
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n<\(10 + number % 90)"
            }
            try await client.send(
                requests.joined() + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let bodies = await client.readToEnd().split(separator: "\r\n")
                .filter { $0.hasPrefix("<") }.map { $0.prefix(3) }
            #expect(bodies == (0..<40).map { "<\(10 + $0 % 90)" })
        }
    }

    @Test("an answer of unknown length comes in chunks, with trailers behind it")
    func chunks() async throws {
        try await withServer(answer: Self.stream) { stage in
            let client = try await stage.connect()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = await client.read(upTo: "\r\n\r\n" + Self.chunks)
            #expect(
                answer.undated
                    == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Self.chunks)
        }
    }

    private static let chunks = "3\r\none\r\n5000\r\n" + large + "\r\n0\r\nX-Cost: 5\r\n\r\n"
    private static let large = String(repeating: "a", count: 0x5000)

    private static func stream(_: Request) async -> Response {
        Response(
            status: .ok,
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "one"))
                try await writer.write(ByteBuffer(string: large))
                let cost = HTTPField.Name("X-Cost").map { [HTTPField(name: $0, value: "5")] } ?? []
                try await writer.finish(HTTPFields(cost))
            })
    }

    @Test("to a client of HTTP/1.0 it ends with the connection")
    func oldClient() async throws {
        try await withServer(answer: Self.stream) { stage in
            let client = try await stage.connect()
            try await client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(
                await client.readToEnd().undated
                    == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\none" + Self.large)
        }
    }

    @Test("an old client that asks for it may ask again")
    func oldClientStays() async throws {
        try await withServer(answer: Self.echo) { stage in
            let client = try await stage.connect()
            for _ in 0..<2 {
                try await client.send(
                    "POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi")
                #expect(await client.read(upTo: "hi").contains("\r\nConnection: keep-alive\r\n"))
            }
            try await client.send("POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi")
            #expect(await client.readToEnd().contains("\r\nConnection: close\r\n"))
        }
    }

    @Test("the head of a body that does not begin at once is sent at once")
    func headFirst() async throws {
        let (words, word) = AsyncStream.makeStream(of: ByteBuffer.self)
        try await withServer(answer: { _ in
            Response(status: .ok, body: ResponseBody(asyncSequence: words))
        }) { stage in
            let client = try await stage.connect()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(await client.read(upTo: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
            word.yield(ByteBuffer(string: "late"))
            word.finish()
            #expect(await client.readToEnd() == "4\r\nlate\r\n0\r\n\r\n")
        }
    }

    @Test("what has no body says no length")
    func noContent() async throws {
        try await withServer(answer: { _ in Response(status: .noContent) }) { stage in
            let client = try await stage.connect()
            try await client.send("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(
                await client.read(upTo: "\r\n\r\n").undated == "HTTP/1.1 204 No Content\r\n\r\n")
        }
    }

    @Test("a body that breaks off is not taken for the whole: the connection ends without its end")
    func brokenAnswer() async throws {
        try await withServer(answer: { _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "half"))
                    throw ChannelError.eof
                })
        }) { stage in
            let client = try await stage.connect()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await client.readToEnd().hasSuffix("\r\n\r\n4\r\nhalf\r\n"))
        }
    }
}
