// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Gateway

/// What an answer that came in one piece says that it used.
struct WholeAnswerTests {
    @Test(
        "a stream that came as one piece is read as a stream, not charged as text",
        arguments: ["", ": welcome\n\n", "id: 1\n"])
    func stream(beginning: String) {
        let events = """
            data: {"choices":[{"delta":{"content":"Hello"}}]}

            data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

            data: {"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":50}}

            data: [DONE]


            """
        let usage = WholeAnswer.usage(in: ByteBuffer(string: beginning + events), of: .chat)
        #expect(usage.believable == ReportedUsage(input: 100, output: 50))
        #expect(usage.outputTokens == 1)
        #expect(usage.isAnswer)
    }

    @Test("a stream that breaks off in one piece is estimated")
    func brokenStream() {
        let event = #"data: {"choices":[{"delta":{"content":"Hello"}}]}"#
        let usage = WholeAnswer.usage(in: ByteBuffer(string: event), of: .chat)
        #expect(usage.isInterrupted)
        #expect(usage.outputTokens == 1)
    }

    @Test("a stream of an error only is a refusal")
    func refusedStream() {
        let event = #"data: {"error":{"message":"overloaded"}}"#
        #expect(WholeAnswer.usage(in: ByteBuffer(string: event), of: .chat).isRefusal)
    }

    @Test(
        "what is neither JSON nor events is no answer",
        arguments: ["<!doctype html><title>Sign in</title>", "", "[1]", "\u{1F}\u{8B}\u{8}"],
        [ModelOperation.chat, .response, .message, .messageTokenCount, .embedding])
    func noAnswer(body: String, operation: ModelOperation) {
        #expect(!WholeAnswer.usage(in: ByteBuffer(string: body), of: operation).isAnswer)
    }
}
