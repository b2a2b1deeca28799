// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

@testable import Gateway

/// What an upstream gets.
struct UpstreamRequestTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    @Test("the key goes out as the upstream's protocol has it, and headers of one's own with it")
    func headers() async throws {
        let openai = try await request { _ in }
        #expect(openai.contains("\r\nAuthorization: Bearer secret\r\n"))
        #expect(openai.contains("\r\nAccept-Encoding: identity\r\n"))
        #expect(!openai.contains("anthropic-version"))
        let own = try #require(UpstreamHeader(name: "X-Own", value: "1"))
        let anthropic = try await request {
            $0.wireProtocol = .anthropic
            $0.headers = [own]
        }
        #expect(anthropic.contains("\r\nx-api-key: secret\r\n"))
        #expect(anthropic.contains("\r\nanthropic-version: 2023-06-01\r\n"))
        #expect(anthropic.contains("\r\nX-Own: 1\r\n") && !anthropic.contains("Authorization"))
    }

    @Test("the version that a client names is the version that is asked for")
    func version() async throws {
        let request = try await request(
            UpstreamRequest(path: "/messages", headers: ["anthropic-version": "2030-01-01"])
        ) { $0.wireProtocol = .anthropic }
        #expect(request.contains("\r\nanthropic-version: 2030-01-01\r\n"))
        #expect(!request.contains("2023-06-01"))
    }

    @Test("what has no body is sent without one")
    func get() async throws {
        let request = try await request(
            UpstreamRequest(method: .GET, path: "/videos/1", headers: [:])
        ) { _ in }
        #expect(request.hasPrefix("GET /v1/videos/1 HTTP/1.1\r\n"))
        #expect(!request.contains("Content-Length") && request.hasSuffix("\r\n\r\n"))
    }

    @Test("a body from a file goes out with what stands around it")
    func file() async throws {
        let text = String(repeating: "0123456789", count: 100_000)
        try await withFile(text) { file in
            let body = FileBody(
                file: file, range: 5..<999_995, prefix: ByteBuffer(string: "<"),
                suffix: ByteBuffer(string: ">"))
            let request = try await request(
                UpstreamRequest(path: "/audio", headers: [:], body: .file(body))
            ) { _ in }
            #expect(request.contains("\r\nContent-Length: 999992\r\n"))
            #expect(request.hasSuffix("\r\n\r\n<" + text.dropFirst(5).dropLast(5) + ">"))
        }
    }

    @Test("a file is read no faster than the network takes it")
    func pace() async throws {
        let size = Int64(1 << 20)
        try await withFile(String(repeating: "x", count: 1 << 20)) { file in
            let loop = MultiThreadedEventLoopGroup.singleton.any()
            let written = Mutex<[(bytes: Int, promise: EventLoopPromise<Void>)]>([])
            let sent = loop.flatSubmit {
                FileSending.run(FileBody(file: file, range: 0..<size), on: loop) { piece in
                    let promise = loop.makePromise(of: Void.self)
                    written.withLock { $0.append((piece.readableBytes, promise)) }
                    return promise.futureResult
                }
            }
            // Eight pieces, and the empty end.
            for count in 1...9 {
                try await UpstreamCalls.wait { written.withLock { $0.count } >= count }
                try await Task.sleep(for: .milliseconds(20))
                #expect(written.withLock { $0.count } == count, "nothing before that one has left")
                written.withLock { $0[count - 1].promise }.succeed()
            }
            try await sent.get()
            #expect(written.withLock { $0.reduce(0) { $0 + Int64($1.bytes) } } == size)
        }
    }

    @Test("a file that is shorter than it was said to be breaks the call off")
    func shortFile() async throws {
        try await withFile("short") { file in
            try await ScriptedServer.run({ $1.send(Self.answer) }) { server, url in
                let upstream = try HTTPUpstream(UpstreamCalls.settings(url))
                let request = UpstreamRequest(
                    path: "/audio", headers: [:], body: .file(FileBody(file: file, range: 0..<9)))
                #expect(await UpstreamCalls.words(of: upstream, request) == ["broken off"])
                try await UpstreamCalls.wait { server.closed.withLock { $0 } == 1 }
            }
        }
    }

    @Test("an upstream that refuses an upload in the middle is heard, and its connection closed")
    func refusedUpload() async throws {
        let refusal = "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno"
        try await withFile(String(repeating: "x", count: 20 << 20)) { file in
            try await ScriptedServer.run(
                { number, channel in if number == 0 { channel.send(refusal) } },
                answersHeads: true
            ) { server, url in
                let upstream = try HTTPUpstream(UpstreamCalls.settings(url))
                let request = UpstreamRequest(
                    path: "/audio", headers: [:],
                    body: .file(FileBody(file: file, range: 0..<(20 << 20))))
                #expect(await UpstreamCalls.words(of: upstream, request) == ["413", "no", "end"])
                try await UpstreamCalls.wait { server.closed.withLock { $0 } == 1 }
            }
        }
    }

    /// The text of a request as a server gets it.
    private func request(
        _ request: UpstreamRequest = UpstreamCalls.request,
        _ change: (inout UpstreamSettings) -> Void
    ) async throws -> String {
        let text = Mutex("")
        try await ScriptedServer.run({ $1.send(Self.answer) }) { server, url in
            let upstream = try HTTPUpstream(UpstreamCalls.settings(url, change))
            #expect(await UpstreamCalls.words(of: upstream, request) == ["200", "hi", "end"])
            let received = try #require(server.requests.withLock { $0.first })
            text.withLock { $0 = received }
        }
        return text.withLock { $0 }
    }

    /// A file that is open and has no name any more, as uploads are spooled.
    private func withFile(_ text: String, _ body: (SpooledFile) async throws -> Void) async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
        try Data(text.utf8).write(to: url)
        let descriptor = open(url.path, O_RDONLY)
        try #require(descriptor >= 0)
        let file = SpooledFile(descriptor: descriptor)
        try FileManager.default.removeItem(at: url)
        try await body(file)
    }
}
