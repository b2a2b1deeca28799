// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import JSON
import NIOCore
import Testing

@testable import Gateway

/// OpenAI's streams of responses: what is read in them, and how they are ended.
struct ResponsesStreamTests {
    private let begun =
        event(
            "response.created", 0, #""response":{"id":"resp_1","status":"in_progress","output":[]}"#
        )
        + event("response.output_text.delta", 1, #""delta":"Hello, ""#)
        + event("response.function_call_arguments.delta", 2, #""delta":"{\"a\":1}""#)
        + event("response.output_text.done", 3, #""text":"Hello, all of this is known""#)

    @Test("the usage stands in the last event, which is held back")
    func usage() throws {
        let last = event(
            "response.completed", 4,
            #""response":{"usage":{"input_tokens":20,"input_tokens_details":{"cached_tokens":5},"#
                + #""output_tokens":9,"output_tokens_details":{"reasoning_tokens":4}},"#
                + #""service_tier":"flex","output":[{"type":"web_search_call","#
                + #""action":{"type":"search"}},{"type":"web_search_call","#
                + #""action":{"type":"open_page"}}]}"#)
        let (passed, meter) = try read(begun + last)
        var expected = ReportedUsage(input: 20, output: 9)
        (expected.cachedInput, expected.reasoning, expected.webSearches) = (5, 4, 1)
        #expect(meter.facts.usage == expected)
        #expect(meter.facts.serviceTier == "flex")
        #expect(meter.isDone && meter.facts.isFinished && !meter.facts.hasFailed)
        #expect(passed == begun)
        #expect(meter.lastEvent.map { String(buffer: $0) } == last)
    }

    @Test("what comes piece by piece is counted, what repeats it is not")
    func counted() throws {
        let expected = "Hello, ".tokenCount + "{\"a\":1}".tokenCount
        #expect(try read(begun).meter.facts.outputTokens == expected)
        let sound = event("response.audio.delta", 4, #""delta":"UklGRiQ""#)
        #expect(try read(begun + sound).meter.facts.outputTokens == expected)
    }

    @Test("an answer that fails says so in its last event")
    func failed() throws {
        let last = event("response.failed", 4, #""response":{"error":{"code":"x"},"usage":null}"#)
        let meter = try read(begun + last).meter
        #expect(meter.isDone && meter.facts.hasFailed)
        #expect(meter.facts.usage == nil)
    }

    @Test("an answer is cut as the response that it was, incomplete for its length")
    func cut() throws {
        let meter = try read(begun).meter
        let text = String(buffer: meter.dialect.endForLength(after: meter.facts))
        #expect(text.hasPrefix("event: response.incomplete\ndata: "))
        let data = try JSON(parsing: Array(text.dropFirst(33).dropLast(2).utf8))
        #expect(data["sequence_number"] == 4)
        #expect(data["response"]?["id"] == "resp_1")
        #expect(data["response"]?["status"] == "incomplete")
        #expect(data["response"]?["incomplete_details"]?["reason"] == "max_output_tokens")
    }

    @Test("an error of ours has the shape that their clients read")
    func failure() throws {
        let meter = try read(begun).meter
        let error = APIError(UpstreamFailure.silent, hasBegun: true)
        let text = String(buffer: meter.dialect.failure(error, requestID: "req_1"))
        #expect(
            text.hasPrefix("event: error\ndata: {\"type\":\"error\",\"code\":\"provider_error\""))
        #expect(text.contains(#""sequence_number":4"#))
    }

    private func read(_ stream: String) throws -> (passed: String, meter: StreamMeter) {
        var meter = StreamMeter(.responses)
        let passed = try meter.receive(ByteBuffer(string: stream))
        return (String(buffer: passed), meter)
    }
}

extension String {
    fileprivate var tokenCount: Int64 { TokenBoundaries.count(of: utf8) }
}

private func event(_ kind: String, _ number: Int, _ members: String) -> String {
    "event: \(kind)\ndata: {\"type\":\"\(kind)\",\"sequence_number\":\(number),\(members)}\n\n"
}
