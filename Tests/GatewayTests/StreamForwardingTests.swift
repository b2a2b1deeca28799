// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import Ledger
import Money
import NIOCore
import Testing

@testable import Gateway

/// However a stream ends, it is settled once, and the client is told as its protocol says.
struct StreamForwardingTests {
    private let body = #"{"model":"florin/echo","stream":true,"messages":[{"role":"user"}]}"#
    private let hello = "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n"
    private let finish = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    private let usage =
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":50}}\n\n"
    private let done = "data: [DONE]\n\n"

    @Test("a whole stream is charged before its last byte, and says so behind it")
    func whole() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            let client = Client()
            try await stage.forward(call, hello, to: client) { exchange in
                exchange.receive(ByteBuffer(string: finish + usage + done))
                exchange.finish()
            }
            let record = try #require(try await stage.charges().first)
            let comment = ": florin X-Florin-Charge=\(record.charge.id) X-Florin-Cost=0.00024 "
            #expect(client.text.hasPrefix(hello + finish + done + comment))
            #expect(client.trailers?[.xFlorinCost] == "0.00024")
            #expect(record.memo.pricing?.isEstimated == false)
            #expect(try await stage.charges().count == 1)
        }
    }

    @Test("a stream that ends without [DONE] but with a reason to is whole")
    func withoutDone() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            let client = Client()
            try await stage.forward(call, hello + finish + usage, to: client) { $0.finish() }
            #expect(!client.text.contains("[DONE]") && !client.text.contains("error"))
            #expect(try await stage.charges().first?.memo.pricing?.isEstimated == false)
        }
    }

    @Test(
        "an upstream that breaks off is an error event, and what came is charged",
        arguments: [
            UpstreamFailure.brokenOff("reset"), .silent, .stopping,
        ])
    func broken(failure: UpstreamFailure) async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            let client = Client()
            try await stage.forward(call, hello, to: client) { $0.fail(failure) }
            #expect(client.text.hasPrefix(hello + "data: {\"error\":{\"message\":"))
            #expect(!client.text.contains("[DONE]"))
            #expect(client.isFinished)
            let charges = try await stage.charges()
            #expect(charges.count == 1)
            #expect(charges.first?.memo.pricing?.isEstimated == true)
        }
    }

    @Test("an end in the middle is a failure, an error event of the upstream's is passed on")
    func endsEarly() async throws {
        try await withGateway { stage in
            let early = Client()
            let first = try await stage.open(body)
            try await stage.forward(first, hello, to: early) { $0.finish() }
            #expect(early.text.contains("provider_error"))
            let told = Client()
            let second = try await stage.open(body)
            let event = "data: {\"error\":{\"message\":\"fell over\"}}\n\n"
            try await stage.forward(second, hello + event, to: told) { $0.finish() }
            #expect(told.text.hasPrefix(hello + event + ": florin"))
            #expect(try await stage.charges().count == 2)
        }
    }

    @Test("a stream that is an error and nothing else costs nothing")
    func onlyAnError() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            let client = Client()
            let event = "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"
            try await stage.forward(call, event, to: client) { $0.finish() }
            #expect(client.text == event && client.trailers == nil)
            #expect(try await stage.charges().isEmpty)
            #expect(try await stage.standing().held == .zero)
        }
    }

    @Test("a client that hangs up is charged what was produced, and the upstream is stopped")
    func hangUp() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            let client = Client(writesMax: 1)
            await #expect(throws: Client.Gone.self) {
                try await stage.forward(call, hello, to: client) { exchange in
                    exchange.receive(ByteBuffer(string: hello))
                }
            }
            let charges = try await stage.charges()
            #expect(charges.count == 1)
            #expect(charges.first?.memo.pricing?.isEstimated == true)
            guard case .failure(.cancelled) = await call.exchange.next() else {
                Issue.record("the exchange should be over")
                return
            }
            #expect(try await stage.standing().held == .zero)
        }
    }

    @Test("a stream that outgrows the credits is cut for its length, and nothing is uncollected")
    func cut() async throws {
        try await withGateway(credits: "0.006") { stage in
            let call = try await stage.open(body)
            let client = Client()
            let words = String(repeating: " word", count: 100)
            let chunk = "data: {\"choices\":[{\"delta\":{\"content\":\"\(words)\"}}]}\n\n"
            try await stage.forward(call, hello, to: client) { exchange in
                for _ in 0..<100 { exchange.receive(ByteBuffer(string: chunk)) }
            }
            #expect(client.text.contains("\"finish_reason\":\"length\""))
            #expect(client.text.contains(": insufficient_credits required="))
            #expect(client.text.contains(done))
            let charge = try #require(try await stage.charges().first?.charge)
            #expect(charge.uncollected == .zero)
            #expect(try await stage.standing().available >= .zero)
        }
    }

    @Test("however much comes at once, the hold grows before more of it is passed on")
    func atOnce() async throws {
        try await withGateway(credits: "0.006") { stage in
            let call = try await stage.open(body)
            let client = Client()
            let words = String(repeating: " word", count: 100)
            let chunk = "data: {\"choices\":[{\"delta\":{\"content\":\"\(words)\"}}]}\n\n"
            let all = hello + String(repeating: chunk, count: 100)
            try await stage.forward(call, all, to: client) { _ in }
            #expect(client.text.contains("\"finish_reason\":\"length\""))
            let charge = try #require(try await stage.charges().first?.charge)
            #expect(charge.uncollected == .zero)
        }
    }

    @Test("silence is broken by a comment, which notices a client that is gone")
    func heartbeat() async throws {
        try await withGateway { stage in
            let call = try await stage.open(body)
            let client = Client(writesMax: 1)
            await #expect(throws: Client.Gone.self) {
                try await stage.forward(call, hello, to: client) { exchange in
                    stage.wait(seconds: 5)
                    exchange.tick()
                }
            }
            #expect(try await stage.charges().count == 1)
        }
    }
}

extension GatewayStage {
    /// Forwards a stream to a client while `feed` plays the upstream.
    fileprivate func forward(
        _ call: MeteredCall, _ first: String, to client: Client,
        _ feed: @Sendable @escaping (Exchange) -> Void
    ) async throws {
        call.noteBegun()
        var forwarding = StreamForwarding(
            call, hidesUsage: true, requestID: "req_1", house: house, configuration: configuration)
        var writer: any ResponseBodyWriter = client
        async let fed: Void = feed(call.exchange)
        try await forwarding.run(from: ByteBuffer(string: first), to: &writer)
        await fed
    }
}
