// SPDX-License-Identifier: Apache-2.0

import Billing
import Money
import NIOCore
import Pricing
import Testing
import Vocabulary

@testable import Gateway

/// Calls that are counted: what they are held for, and what they are charged.
struct CountedCallTests {
    @Test(
        "a picture by the piece is held for at its size and quality",
        arguments: [
            (#""size":"1024x1024","quality":"standard""#, "0.048"),
            (#""size":"1024x1792","quality":"hd""#, "0.144"),
            (#""size":"1792x1024""#, "0.096"), (#""quality":"hd""#, "0.096"),
            // The model may choose: the dearest of its prices.
            (#""size":"auto","quality":"auto""#, "0.144"), (#""n":3"#, "0.144"),
        ])
    func heldByPicture(fields: String, expected: String) async throws {
        try await withGateway { stage in
            let call = try await stage.open(
                #"{"model":"dall-e-3","prompt":"a coin",\#(fields)}"#, .image)
            #expect(try await stage.standing().held == Credits(text: expected))
            await call.release()
            #expect(try await stage.standing().held == .zero)
        }
    }

    @Test("a picture by tokens is held for by its prompt and the tokens of its size and quality")
    func heldByTokens() async throws {
        try await withGateway { stage in
            let call = try await stage.open(
                #"""
                {"model":"gpt-image-1","prompt":"a coin","size":"1024x1536","quality":"medium",
                 "partial_images":2}
                """#, .image)
            // Two tokens and half as many and 32 for a template; 1.5 × 1,056, and 100 for each on
            // the way.
            let dollars = try Credits(text: "0.000210").adding(Credits(text: "0.085632"))
            #expect(try await stage.standing().held == dollars)
            await call.release()
        }
    }

    @Test("what the request left open is charged as the answer says")
    func answered() async throws {
        try await withGateway { stage in
            let call = try await stage.open(
                #"{"model":"dall-e-3","prompt":"a coin","size":"auto","quality":"auto","n":2}"#,
                .image)
            let answer = #"{"data":[{"url":"a"}],"size":"1792x1024","quality":"standard"}"#
            let usage = WholeAnswer.usage(in: ByteBuffer(string: answer), of: .image)
            #expect(try await cost(of: call, usage) == Credits(text: "0.096"))
            let charge = try #require(try await stage.charges().first)
            #expect(charge.memo.pricing?.isEstimated == false)
        }
    }

    @Test("usage of nothing but zeros reports nothing: the pictures are counted")
    func zeros() async throws {
        try await withGateway { stage in
            let call = try await stage.open(
                #"{"model":"dall-e-2","prompt":"a coin","size":"512x512"}"#, .image)
            let answer = """
                {"data":[{"b64_json":"eA=="}],"usage":{"input_tokens":0,"output_tokens":0}}
                """
            let usage = WholeAnswer.usage(in: ByteBuffer(string: answer), of: .image)
            #expect(try await cost(of: call, usage) == Credits(text: "0.0216"))
        }
    }

    @Test("all output of a picture is taken for picture unless the report divides it")
    func undivided() async throws {
        try await withGateway { stage in
            // Text of its answers costs 10 a million, pictures 32.
            let call = try await stage.open(
                #"{"model":"gpt-image-1.5","prompt":"a coin","size":"auto"}"#, .image)
            let answer = #"{"data":[{"url":"a"}],"usage":{"input_tokens":10,"output_tokens":1000}}"#
            let usage = WholeAnswer.usage(in: ByteBuffer(string: answer), of: .image)
            #expect(try await cost(of: call, usage) == Credits(text: "0.03846"))
        }
    }

    @Test("speech is charged by its characters, whatever came of it")
    func speech() async throws {
        try await withGateway { stage in
            let call = try await stage.open(
                #"{"model":"tts-1","input":"Grüße 👋","voice":"alloy"}"#, .speech)
            // Seven characters at 15 a million, and 20 %.
            #expect(try await stage.standing().held == Credits(text: "0.000126"))
            var usage = CallUsage(outputTokens: 0, isInterrupted: true)
            usage.counted = [SoundFormat.mp3.length(ofBytes: 16)]
            #expect(try await cost(of: call, usage) == Credits(text: "0.000126"))
        }
    }

    @Test("speech by tokens is charged by the sound that came, estimated")
    func speechByTokens() async throws {
        try await withGateway { stage in
            let call = try await stage.open(
                #"{"model":"gpt-4o-mini-tts","input":"Hello","voice":"alloy"}"#, .speech)
            var usage = CallUsage(outputTokens: 0)
            usage.counted = [SoundFormat.pcm.length(ofBytes: 48_000 * 60)]
            // One token of 2.50 a million, 1,250 of 12, and 20 %.
            #expect(try await cost(of: call, usage) == Credits(text: "0.018003"))
            let charge = try #require(try await stage.charges().first)
            #expect(charge.memo.pricing?.isEstimated == true)
        }
    }

    @Test(
        "a ranking is one search for every hundred documents, or what the provider bills",
        arguments: [
            (1, #"{"results":[]}"#, "0.0024"), (100, #"{"results":[]}"#, "0.0024"),
            (101, #"{"results":[]}"#, "0.0048"),
            (1, #"{"meta":{"billed_units":{"search_units":3.0}}}"#, "0.0072"),
        ])
    func rerank(documents: Int, answer: String, expected: String) async throws {
        try await withGateway { stage in
            let list = Array(repeating: #""a""#, count: documents).joined(separator: ",")
            let call = try await stage.open(
                #"{"model":"rerank-v3.5","query":"q","documents":[\#(list)]}"#, .rerank)
            let usage = WholeAnswer.usage(in: ByteBuffer(string: answer), of: .rerank)
            #expect(try await cost(of: call, usage) == Credits(text: expected))
        }
    }

    @Test("a report that contradicts itself leaves a picture to be charged by its counts")
    func contradiction() async throws {
        try await withGateway { stage in
            let call = try await stage.open(
                #"{"model":"gpt-image-1","prompt":"a coin","size":"1024x1024","quality":"low"}"#,
                .image)
            let answer = """
                {"data":[{"b64_json":"a"}],"usage":{"input_tokens":10,"output_tokens":272,
                 "input_tokens_details":{"cached_tokens":8,"image_tokens":8}}}
                """
            let usage = WholeAnswer.usage(in: ByteBuffer(string: answer), of: .image)
            // 272 tokens of 40 USD a million and two of 5, and 20 %.
            #expect(try await cost(of: call, usage) == Credits(text: "0.013068"))
            let charge = try #require(try await stage.charges().first)
            #expect(charge.memo.pricing?.isEstimated == true)
            #expect(stage.refusedReports(because: "contradictory") == 1)
        }
    }

    @Test("a model without a price for what it is to make is refused")
    func unpriced() async throws {
        try await withGateway { stage in
            await #expect(throws: PricingRefusal.self) {
                try await stage.open(#"{"model":"tts-1","prompt":"a coin"}"#, .image)
            }
            let holds = try await stage.openHolds()
            #expect(holds.isEmpty)
        }
    }

    private func cost(of call: MeteredCall, _ usage: CallUsage) async throws -> Credits {
        try #require(await call.settle(usage)).cost
    }
}
