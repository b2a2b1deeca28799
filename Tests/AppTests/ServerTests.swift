// SPDX-License-Identifier: Apache-2.0

import App
import Foundation
import ServiceLifecycle
import Synchronization
import Testing

@Suite struct ServerTests {
    @Test("a server starts, is ready, and ends when it is told to")
    func lifecycle() async throws {
        try await withTemporaryFolder { folder in
            let notes = Notes()
            try await start(in: folder, notes) {}
            #expect(notes.urls.count == 1 && notes.secrets.count == 1)
        }
    }

    @Test("an operator's key is made once, and not at all when one is configured")
    func operatorKey() async throws {
        try await withTemporaryFolder { folder in
            let notes = Notes()
            let configured = ["FLORIN_OPERATOR_KEY": "flr_chosen_by_the_operator"]
            try await start(in: folder, notes, configured) {}
            #expect(notes.secrets.isEmpty)
            try await start(in: folder, notes, configured) {}
            try await start(in: folder, notes) {}
            #expect(notes.secrets.isEmpty, "the configured one still works")
        }
        try await withTemporaryFolder { folder in
            let notes = Notes()
            try await start(in: folder, notes) {}
            try await start(in: folder, notes) {}
            #expect(notes.secrets.count == 1)
        }
    }

    @Test("a second server on the same file is refused and told why; commands are not")
    func secondServer() async throws {
        try await withTemporaryFolder { folder in
            try await start(in: folder, Notes()) {
                let failure = await #expect(throws: CommandFailure.self) {
                    _ = try await buildServer(
                        try configuration(in: folder), notices: Notes().notices())
                }
                #expect(failure?.description.contains("florin.db") == true)
                let commands = Commands(try configuration(in: folder))
                let made = try await commands.createOrganization(
                    name: "Beside", email: nil, signupGrant: nil, scopes: [])
                #expect(made.isSuccess)
            }
            // Once the first has ended, the file is free again.
            try await start(in: folder, Notes()) {}
        }
    }

    /// Starts a server, waits until it is ready, runs `body`, and ends the server gracefully.
    private func start(
        in folder: String, _ notes: Notes, _ settings: [String: String] = [:],
        _ body: () async throws -> Void
    ) async throws {
        let port = try freePort()
        let settings = settings.merging(["FLORIN_PORT": "\(port)", "LOG_LEVEL": "critical"]) { $1 }
        let (ready, continuation) = AsyncStream<Void>.makeStream()
        let group = try await buildServer(
            try configuration(in: folder, settings),
            notices: notes.notices { continuation.yield() })
        async let end: Void = run(group) { continuation.finish() }
        var iterator = ready.makeAsyncIterator()
        // Nil when it ended before it was ready: somebody else took the port.
        if await iterator.next() != nil {
            try await body()
            await group.triggerGracefulShutdown()
        }
        try await end
    }

    private func run(_ group: ServiceGroup, atEnd: @Sendable () -> Void) async throws {
        defer { atEnd() }
        try await group.run()
    }

    private func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isBound)
        return UInt16(bigEndian: address.sin_port)
    }
}

/// What servers told at their start.
private final class Notes: Sendable {
    private let state = Mutex<(urls: [String], secrets: [String])>(([], []))

    var urls: [String] { state.withLock { $0.urls } }
    var secrets: [String] { state.withLock { $0.secrets } }

    func notices(isReady: @escaping @Sendable () -> Void = {}) -> ServerNotices {
        ServerNotices(
            isReady: { url in
                self.state.withLock { $0.urls.append(url) }
                isReady()
            },
            hasMadeOperatorKey: { secret in
                self.state.withLock { $0.secrets.append(secret) }
            })
    }
}
