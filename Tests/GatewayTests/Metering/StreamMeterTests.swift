// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Gateway

/// Reading the usage out of a stream as it passes.
struct StreamMeterTests {
    @Test(
        "cut into two pieces anywhere, a stream passes whole and says the same",
        arguments: [
            "\n", "\r\n", "\r",
        ])
    func cutAnywhere(lineEnd: String) throws {
        let stream = Array(recorded(lineEnd: lineEnd).utf8)
        let whole = try passed([stream], hidesUsage: false)
        #expect(whole.bytes == Array(stream.dropLast(doneEvent(lineEnd).utf8.count)))
        #expect(whole.meter.facts.usage == ReportedUsage(input: 12, output: 3))
        for cut in 1..<stream.count {
            let parts = try passed(
                [Array(stream[..<cut]), Array(stream[cut...])], hidesUsage: false)
            #expect(parts.bytes == whole.bytes, "cut at \(cut)")
            #expect(parts.meter.facts.usage == whole.meter.facts.usage, "cut at \(cut)")
            #expect(
                parts.meter.facts.outputTokens == whole.meter.facts.outputTokens, "cut at \(cut)")
            #expect(parts.meter.isDone && parts.meter.facts.isFinished, "cut at \(cut)")
        }
    }

    @Test("byte by byte, a stream passes whole")
    func byteByByte() throws {
        let stream = Array(recorded(lineEnd: "\r\n").utf8)
        let parts = try passed(stream.map { [$0] }, hidesUsage: false)
        #expect(parts.bytes == Array(stream.dropLast(doneEvent("\r\n").utf8.count)))
        #expect(parts.meter.facts.usage == ReportedUsage(input: 12, output: 3))
    }

    @Test(
        "usage that the client did not ask for is read and not passed on",
        arguments: ["\n", "\r\n"])
    func hidden(lineEnd: String) throws {
        let stream = Array(recorded(lineEnd: lineEnd).utf8)
        for cut in [1, 50, stream.count - 40] {
            let parts = try passed(
                [Array(stream[..<cut]), Array(stream[cut...])], hidesUsage: true)
            let text = String(decoding: parts.bytes, as: UTF8.self)
            #expect(!text.contains("prompt_tokens"))
            #expect(text.contains("Hello") && text.contains("finish_reason\":\"stop\""))
            #expect(parts.meter.facts.usage == ReportedUsage(input: 12, output: 3))
        }
    }

    @Test("usage beside choices is set to null where it is not wanted")
    func rewritten() throws {
        let event = chunk(#""choices":[{"delta":{"content":"a"}}],"usage":\#(usage)"#)
        let parts = try passed([Array(event.utf8)], hidesUsage: true)
        let expected = chunk(#""choices":[{"delta":{"content":"a"}}],"usage":null"#)
        #expect(String(decoding: parts.bytes, as: UTF8.self) == expected)
        #expect(parts.meter.facts.usage == ReportedUsage(input: 12, output: 3))
    }

    @Test("the null usage of other chunks passes as it is")
    func nullUsage() throws {
        let event = chunk(#""choices":[{"delta":{"content":"a"}}],"usage":null"#)
        let parts = try passed([Array(event.utf8)], hidesUsage: true)
        #expect(String(decoding: parts.bytes, as: UTF8.self) == event)
        #expect(parts.meter.facts.usage == nil)
    }

    @Test("[DONE] is held back, and what comes behind it is not passed on")
    func done() throws {
        let stream = chunk(#""choices":[]"#) + "data: [DONE]\n\n" + chunk(#""choices":[1]"#)
        let parts = try passed([Array(stream.utf8)], hidesUsage: false)
        #expect(String(decoding: parts.bytes, as: UTF8.self) == chunk(#""choices":[]"#))
        #expect(parts.meter.isDone)
    }

    @Test("comments, other fields and what is not JSON pass untouched")
    func foreign() throws {
        let stream = ": keep-alive\n\nevent: ping\nid: 7\n\ndata: {not json\n\ndata:\n\n\n\n"
        let parts = try passed([Array(stream.utf8)], hidesUsage: true)
        #expect(String(decoding: parts.bytes, as: UTF8.self) == stream)
        #expect(parts.meter.facts.usage == nil && !parts.meter.facts.hasFailed)
    }

    @Test("an event of several data lines is read as one, with or without the space")
    func severalLines() throws {
        let stream = "data: {\"choices\":[],\ndata:\"usage\":\(usage)}\n\n"
        let shown = try passed([Array(stream.utf8)], hidesUsage: false)
        #expect(String(decoding: shown.bytes, as: UTF8.self) == stream)
        #expect(shown.meter.facts.usage == ReportedUsage(input: 12, output: 3))
        let hidden = try passed([Array(stream.utf8)], hidesUsage: true)
        #expect(hidden.bytes.isEmpty)
    }

    @Test("the last event counts even without its empty line")
    func noEmptyLine() throws {
        let event = chunk(#""choices":[],"usage":\#(usage)"#)
        let parts = try passed([Array(event.dropLast(2).utf8)], hidesUsage: false)
        #expect(String(decoding: parts.bytes, as: UTF8.self) == event)
        #expect(parts.meter.facts.usage == ReportedUsage(input: 12, output: 3))
    }

    @Test("of several reports the last one counts, also when it cannot be believed")
    func severalReports() throws {
        let first = chunk(#""choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}"#)
        let second = chunk(#""choices":[],"usage":\#(usage)"#)
        let wrong = chunk(#""choices":[],"usage":{"prompt_tokens":-1,"completion_tokens":1}"#)
        let cumulative = try passed([Array((first + second).utf8)], hidesUsage: false)
        #expect(cumulative.meter.facts.usage == ReportedUsage(input: 12, output: 3))
        let spoilt = try passed([Array((first + wrong).utf8)], hidesUsage: false)
        #expect(spoilt.meter.facts.usage == nil)
    }

    @Test("an error event is noticed and passed on")
    func error() throws {
        let event = #"data: {"error":{"message":"fell over"}}"# + "\n\n"
        let parts = try passed([Array(event.utf8)], hidesUsage: true)
        #expect(String(decoding: parts.bytes, as: UTF8.self) == event)
        #expect(parts.meter.facts.hasFailed)
        let none = try passed([Array(chunk(#""choices":[],"error":null"#).utf8)], hidesUsage: true)
        #expect(!none.meter.facts.hasFailed)
    }

    @Test(
        "everything that a model writes is counted, and nothing else",
        arguments: [
            (#"{"delta":{"content":"Hello, world"}}"#, 3),
            (#"{"delta":{"reasoning_content":"Hello world"}}"#, 2),
            (#"{"delta":{"tool_calls":[{"function":{"name":"f","arguments":"{\"a\":1}"}}]}}"#, 7),
            (#"{"delta":{"role":"assistant","content":""},"finish_reason":null}"#, 0),
            (#"{"text":"Hello"}"#, 1),
            (#"{"delta":{"content":"日本"}},{"delta":{"content":"\u65e5\u672c"}}"#, 4),
        ])
    func counted(choice: String, tokens: Int64) throws {
        let parts = try passed([Array(chunk(#""choices":[\#(choice)]"#).utf8)], hidesUsage: true)
        #expect(parts.meter.facts.outputTokens == tokens)
    }

    @Test("the tier that served a stream is kept")
    func serviceTier() throws {
        let event = chunk(#""choices":[],"service_tier":"flex""#)
        #expect(try passed([Array(event.utf8)], hidesUsage: true).meter.facts.serviceTier == "flex")
    }

    @Test("what has been passed on is forgotten, though pieces never end where events do")
    func forgets() throws {
        var meter = StreamMeter(.chat(hidesUsage: false))
        let events = Array(String(repeating: chunk(#""choices":[]"#), count: 100).utf8)
        let cut = events.count - 5
        var passed = [try meter.receive(ByteBuffer(bytes: events[..<cut]))]
        let piece = ByteBuffer(bytes: events[cut...] + events[..<cut])
        for _ in 0..<200 { passed.append(try meter.receive(piece)) }
        // Held by a slow client, too, they are no more than what came.
        #expect(passed.allSatisfy { $0.storageCapacity <= 4 * events.count })
        #expect(passed.reduce(0) { $0 + $1.readableBytes } > 200 * cut)
    }

    @Test("an event that does not end is not waited for without limit")
    func tooLong() throws {
        var meter = StreamMeter(.chat(hidesUsage: true))
        let megabyte = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<8 { _ = try meter.receive(megabyte) }
        #expect(throws: StreamFault.eventTooLong) { try meter.receive(megabyte) }
    }
}

extension StreamMeterTests {
    private var usage: String { #"{"prompt_tokens":12,"completion_tokens":3}"# }

    private func chunk(_ members: String) -> String { "data: {\"id\":\"c\",\(members)}\n\n" }

    private func doneEvent(_ lineEnd: String) -> String { "data: [DONE]\(lineEnd)\(lineEnd)" }

    /// A stream as OpenAI sends it, with a comment in front as OpenRouter does.
    private func recorded(lineEnd: String) -> String {
        let text = """
            : PROCESSING

            data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

            data: {"id":"c","choices":[{"index":0,"delta":{"content":"Hello"}}],"usage":null}

            data: {"id":"c","choices":[{"index":0,"delta":{"content":" wörld\\n"}}],"usage":null}

            data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"id":"c","choices":[],"usage":\(usage)}

            data: [DONE]


            """
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: lineEnd)
    }

    private func passed(
        _ pieces: [[UInt8]], hidesUsage: Bool
    ) throws -> (bytes: [UInt8], meter: StreamMeter) {
        var meter = StreamMeter(.chat(hidesUsage: hidesUsage))
        var bytes: [UInt8] = []
        for piece in pieces {
            bytes += Array(buffer: try meter.receive(ByteBuffer(bytes: piece)))
        }
        bytes += Array(buffer: try meter.end())
        return (bytes, meter)
    }
}
