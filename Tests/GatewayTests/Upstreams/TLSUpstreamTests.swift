// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Gateway

/// Upstreams behind TLS.
struct TLSUpstreamTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    @Test("an upstream that one's own authority vouches for is called, and called again")
    func ownRoots() async throws {
        try await TestCertificate.withFile { file in
            try await ScriptedServer.run({ $1.send(Self.answer) }, isSecure: true) { server, url in
                let roots = try #require(TrustRoots(file: file))
                let upstream = try HTTPUpstream(
                    UpstreamCalls.settings(url) {
                        $0.trustRoots = roots
                        $0.connectionsMax = 1
                    })
                for _ in 0..<5 {
                    #expect(await UpstreamCalls.words(of: upstream) == ["200", "hi", "end"])
                }
                #expect(server.connections.withLock { $0 } == 1)
                let request = try #require(server.requests.withLock { $0.first })
                #expect(request.contains("\r\nHost: \(url.dropFirst("https://".count))\r\n"))
            }
        }
    }

    @Test("an address is looked for among those of the certificate")
    func address() async throws {
        try await TestCertificate.withFile { file in
            try await ScriptedServer.run({ $1.send(Self.answer) }, isSecure: true, host: "0.0.0.0")
            {
                _, url in
                let roots = try #require(TrustRoots(file: file))
                func settings(_ host: String) throws -> UpstreamSettings {
                    let there = url.replacing("localhost", with: host)
                    return try UpstreamCalls.settings(there) { $0.trustRoots = roots }
                }
                let known = try HTTPUpstream(settings("127.0.0.1"))
                #expect(await UpstreamCalls.words(of: known) == ["200", "hi", "end"])
                let another = try settings("127.0.0.2")
                #expect(
                    await another.connectionFailure() == "its certificate is for another name")
                let unknown = try HTTPUpstream(another)
                #expect(await UpstreamCalls.words(of: unknown) == ["unreachable"])
            }
        }
    }

    @Test("an upstream that nobody vouches for gets neither key nor request")
    func unknown() async throws {
        try await ScriptedServer.run({ $1.send(Self.answer) }, isSecure: true) { server, url in
            let settings = try UpstreamCalls.settings(url)
            let upstream = try HTTPUpstream(settings)
            #expect(await UpstreamCalls.words(of: upstream) == ["unreachable"])
            #expect(server.requests.withLock { $0.isEmpty })
            #expect(
                await settings.connectionFailure()
                    == "nobody who is trusted vouches for its certificate")
        }
    }

    @Test("whoever takes the connection and never finishes the handshake is unreachable in time")
    func handshake() async throws {
        try await ScriptedServer.run({ _, _ in }) { _, url in
            let settings = try UpstreamCalls.settings(url.replacing("http:", with: "https:")) {
                $0.connectSeconds = 1
            }
            let upstream = try HTTPUpstream(settings)
            #expect(await UpstreamCalls.words(of: upstream) == ["unreachable"])
            #expect(await settings.connectionFailure()?.contains("within 1 s") == true)
        }
    }

    @Test("a probe of an upstream that is well finds nothing, and asks for nothing")
    func probe() async throws {
        try await TestCertificate.withFile { file in
            try await ScriptedServer.run({ _, _ in }, isSecure: true) { server, url in
                let roots = try #require(TrustRoots(file: file))
                let settings = try UpstreamCalls.settings(url) { $0.trustRoots = roots }
                #expect(await settings.connectionFailure() == nil)
                #expect(server.requests.withLock { $0.isEmpty })
            }
        }
        #expect(try await UpstreamCalls.settings("http://127.0.0.1:1").connectionFailure() != nil)
    }

    @Test("roots are certificates in PEM, in a file that is there")
    func roots() {
        #expect(TrustRoots(file: "/nowhere/roots.pem") == nil)
        #expect(TrustRoots(file: #filePath) == nil)
    }
}
