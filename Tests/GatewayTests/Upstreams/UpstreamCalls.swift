// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Testing

@testable import Gateway

/// Calls of an upstream, and what comes of them.
enum UpstreamCalls {
    static let request = UpstreamRequest(
        path: "/chat/completions", headers: [:], body: .bytes(ByteBuffer(string: "{}")))

    /// Settings of an upstream at a server's URL.
    static func settings(
        _ url: String, _ change: (inout UpstreamSettings) -> Void = { _ in }
    ) throws -> UpstreamSettings {
        let address = try #require(UpstreamAddress(url + "/v1"))
        var settings = UpstreamSettings(name: "test", address: address)
        settings.key = UpstreamKey("secret")
        change(&settings)
        return settings
    }

    static func start(
        _ upstream: any Upstream, _ request: UpstreamRequest = request
    ) -> Exchange {
        let exchange = Exchange()
        upstream.start(request, into: exchange)
        return exchange
    }

    /// Status, body and ending.
    static func words(
        of upstream: any Upstream, _ request: UpstreamRequest = request
    ) async -> [String] {
        await words(of: start(upstream, request))
    }

    static func words(of exchange: Exchange) async -> [String] {
        var words: [String] = []
        var body = ""
        while true {
            switch await exchange.next() {
            case .head(let head): words.append("\(head.status)")
            case .bytes(let bytes): body += String(buffer: bytes)
            case .tick: break
            case .end: return words + (body.isEmpty ? [] : [body]) + ["end"]
            case .failure(let failure):
                return words + (body.isEmpty ? [] : [body]) + [name(of: failure)]
            }
        }
    }

    static func byteCount(of exchange: Exchange) async throws -> Int {
        var count = 0
        while true {
            switch await exchange.next() {
            case .bytes(let bytes): count += bytes.readableBytes
            case .end: return count
            case .failure(let failure): throw failure
            case .head, .tick: break
            }
        }
    }

    private static func name(of failure: UpstreamFailure) -> String {
        switch failure {
        case .unreachable: "unreachable"
        case .brokenOff: "broken off"
        case .silent: "silent"
        case .busy: "busy"
        case .tooLarge, .stopping, .cancelled: "\(failure)"
        }
    }

    static func wait(until isTrue: () -> Bool) async throws {
        for _ in 0..<300 where !isTrue() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(isTrue())
    }
}
