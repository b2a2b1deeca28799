// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import JSON
import NIOCore
import Testing

@testable import Gateway

/// Anthropic's streams: what is read in them, and how they are ended.
struct MessagesStreamTests {
    private let start = event(
        "message_start",
        #""message":{"id":"msg_1","usage":{"input_tokens":10,"cache_read_input_tokens":30,"#
            + #""cache_creation_input_tokens":8,"cache_creation":{"ephemeral_1h_input_tokens":5},"#
            + #""output_tokens":1,"service_tier":"priority"}}"#)
    private let text =
        event("content_block_start", #""index":0,"content_block":{"type":"text"}"#)
        + event("content_block_delta", #""index":0,"delta":{"type":"text_delta","text":"Hello, "}"#)
        + event(
            "content_block_delta",
            #""index":0,"delta":{"type":"thinking_delta","thinking":"so far"}"#)
        + event(
            "content_block_delta", #""index":0,"delta":{"type":"signature_delta","signature":"x"}"#)
    private let end =
        event("content_block_stop", #""index":0"#)
        + event("message_delta", #""delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}"#)

    @Test("input is reported first and output last, and caches are parts of the input")
    func usage() throws {
        let (passed, meter) = try read(start + text + end + stop)
        var expected = ReportedUsage(input: 48, output: 7)
        (expected.cachedInput, expected.cacheWrite, expected.cacheWrite1h) = (30, 3, 5)
        #expect(meter.facts.usage == expected)
        #expect(meter.facts.serviceTier == "priority")
        #expect(meter.facts.isFinished && meter.isDone && !meter.facts.hasFailed)
        #expect(passed == start + text + end)
        #expect(meter.lastEvent.map { String(buffer: $0) } == stop)
    }

    @Test("text, thoughts and arguments are counted as they come, signatures are not")
    func counted() throws {
        // "Hello", ",", " " and "so", " far".
        #expect(try read(start + text).meter.facts.outputTokens == 5)
    }

    @Test("a stream that breaks off keeps what was said of its input")
    func brokenOff() throws {
        let meter = try read(start + text).meter
        let usage = CallUsage(
            reported: meter.facts.usage, outputTokens: meter.facts.outputTokens,
            isInterrupted: true)
        #expect(usage.believable == nil)
        let estimated = usage.estimated(input: 999)
        #expect(estimated.input == 48 && estimated.cachedInput == 30 && estimated.output == 5)
    }

    @Test("an answer is cut as if its limit were reached, its open block closed")
    func cut() throws {
        let meter = try read(start + text).meter
        let events = String(buffer: meter.dialect.endForLength(after: meter.facts))
        #expect(events.contains("event: content_block_stop\n"))
        #expect(events.contains(#""stop_reason":"max_tokens""#))
        #expect(events.hasSuffix(stop))
        let closed = try read(start + text + event("content_block_stop", #""index":0"#)).meter
        let rest = String(buffer: closed.dialect.endForLength(after: closed.facts))
        #expect(!rest.contains("content_block_stop"))
    }

    @Test("an error of the upstream's is seen, and one of ours has Anthropic's shape")
    func failure() throws {
        let failed = try read(event("error", #""error":{"type":"overloaded_error"}"#)).meter
        #expect(failed.facts.hasFailed && !failed.isDone)
        let error = APIError(UpstreamFailure.silent, hasBegun: true)
        let text = String(buffer: failed.dialect.failure(error, requestID: "req_1"))
        #expect(text.hasPrefix("event: error\ndata: {"))
        #expect(text.contains(#""type":"api_error""#))
    }

    private func read(_ stream: String) throws -> (passed: String, meter: StreamMeter) {
        var meter = StreamMeter(.messages)
        let passed = try meter.receive(ByteBuffer(string: stream))
        return (String(buffer: passed), meter)
    }
}

private let stop = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"

private func event(_ kind: String, _ members: String) -> String {
    "event: \(kind)\ndata: {\"type\":\"\(kind)\",\(members)}\n\n"
}
