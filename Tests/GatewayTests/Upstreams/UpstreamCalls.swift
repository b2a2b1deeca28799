// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Testing

@testable import Gateway

/// Calls of an upstream, and what comes of them.
enum UpstreamCalls {
    static func start(_ upstream: any Upstream) -> Exchange {
        let exchange = Exchange()
        upstream.start(
            UpstreamRequest(operation: .chat, headers: [:], body: ByteBuffer(string: "{}")),
            into: exchange)
        return exchange
    }

    /// Status, body and ending.
    static func words(of upstream: any Upstream) async -> [String] {
        let exchange = start(upstream)
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
        case .tooLarge, .stopping, .cancelled: "\(failure)"
        }
    }

    static func wait(until isTrue: () -> Bool) async throws {
        for _ in 0..<300 where !isTrue() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(isTrue())
    }
}
