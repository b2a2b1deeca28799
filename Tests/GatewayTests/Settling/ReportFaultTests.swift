// SPDX-License-Identifier: Apache-2.0

import Billing
import Ledger
import Money
import NIOCore
import Pricing
import Testing

@testable import Gateway

/// Reports of usage that cannot be charged by: each is counted, its call charged all the same.
struct ReportFaultTests {
    private let chat = #"{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}"#

    /// Settles a call by an answer in one piece.
    private func settle(
        _ stage: GatewayStage, usage: String, model: String = "gpt-4o"
    ) async throws -> ChargeRecord {
        let call = try await stage.open(chat.replacing("gpt-4o", with: model))
        let answer = #"{"choices":[{"message":{"content":"Hello"}}],"usage":\#(usage)}"#
        let used = WholeAnswer.usage(in: ByteBuffer(string: answer), of: .chat)
        #expect(await call.settle(used) != nil)
        return try #require(try await stage.charges().last)
    }

    @Test("parts that are together more than their whole are charged as plain tokens")
    func plainTokens() async throws {
        try await withGateway { stage in
            let record = try await settle(
                stage,
                usage: """
                    {"prompt_tokens":100,"completion_tokens":10,
                     "prompt_tokens_details":{"cached_tokens":80,"audio_tokens":80}}
                    """)
            // 100 × 2.50 and 10 × 10 USD per million, and 20 %.
            #expect(record.charge.amount == Credits(nanocredits: 420_000))
            #expect(record.memo.pricing?.isEstimated == true)
            #expect(stage.refusedReports(because: "contradictory") == 1)
            #expect(stage.refusedReports(because: "unreadable") == 0)
        }
    }

    @Test(
        "what a report says that cannot be is counted by its reason",
        arguments: [
            (
                #"{"prompt_tokens":1,"completion_tokens":1,"#
                    + #""prompt_tokens_details":{"cached_tokens":2}}"#, "contradictory"
            ),
            (#"{"prompt_tokens":-1,"completion_tokens":1}"#, "unreadable"), ("{}", "unreadable"),
            (#"{"prompt_tokens":"1"}"#, "unreadable"), (#"["prompt_tokens"]"#, "unreadable"),
        ])
    func counted(usage: String, reason: String) async throws {
        try await withGateway { stage in
            let record = try await settle(stage, usage: usage)
            #expect(record.memo.pricing?.isEstimated == true)
            #expect(stage.refusedReports(because: reason) == 1)
        }
    }

    @Test("what is counted and has no price is charged as plain tokens", arguments: [false, true])
    func unpriced(isPriced: Bool) async throws {
        try await withGateway { stage in
            let image = isPriced ? "" : #","prompt_tokens_details":{"image_tokens":50}"#
            let record = try await settle(
                stage, usage: #"{"prompt_tokens":100,"completion_tokens":10\#(image)}"#)
            #expect(record.charge.amount == Credits(nanocredits: 420_000))
        }
    }

    @Test("no report, and one that was taken, are none of these", arguments: ["null", nil])
    func fine(usage: String?) async throws {
        try await withGateway { stage in
            let usage = usage ?? #"{"prompt_tokens":5,"completion_tokens":1}"#
            _ = try await settle(stage, usage: usage)
            for fault in ReportFault.allCases {
                #expect(stage.refusedReports(because: fault.rawValue) == 0)
            }
        }
    }

    @Test("the last report of a stream decides, also whether there is a fault")
    func stream() throws {
        let bad = #"data: {"choices":[],"usage":{"prompt_tokens":-1}}"# + "\n\n"
        let good =
            #"data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}"# + "\n\n"
        func fault(_ text: String) throws -> ReportFault? {
            var meter = StreamMeter(.chat(hidesUsage: true))
            _ = try meter.receive(ByteBuffer(string: text))
            return CallUsage(meter.facts).reportFault
        }
        #expect(try fault(good + bad) == .unreadable)
        #expect(try fault(bad + good) == nil)
    }
}
