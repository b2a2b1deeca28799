// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore
import Testing

@testable import Gateway

/// The sandbox models' answers.
struct EchoTests {
    @Test("a chat answers the last user message and counts what it read and wrote")
    func chat() throws {
        let answer = try whole(
            """
            {"model":"florin/echo","messages":[{"role":"system","content":"You repeat."},
             {"role":"user","content":[{"type":"text","text":"Hello, world"}]}]}
            """)
        #expect(answer["choices"]?.array?.first?["message"]?["content"] == "Hello, world")
        #expect(answer["choices"]?.array?.first?["finish_reason"] == "stop")
        // "You", " repeat", "." and "Hello", ",", " world", three around each, three before.
        #expect(answer["usage"]?["prompt_tokens"] == 15)
        #expect(answer["usage"]?["completion_tokens"] == 3)
        #expect(answer["usage"]?["total_tokens"] == 18)
    }

    @Test("an answer is cut at its limit and says so")
    func limit() throws {
        let answer = try whole(
            #"{"messages":[{"role":"user","content":"a b c d"}],"max_tokens":3,"n":2}"#)
        let choices = try #require(answer["choices"]?.array)
        #expect(choices.count == 2)
        #expect(choices[1]["message"]?["content"] == "a b c")
        #expect(choices[1]["finish_reason"] == "length")
        #expect(answer["usage"]?["completion_tokens"] == 6)
    }

    @Test("a stream says the same as the whole, token by token, and its meter reads the usage")
    func stream() throws {
        let body = """
            {"messages":[{"role":"user","content":"Hello, world"}],"stream":true,
             "stream_options":{"include_usage":true}}
            """
        let json = try JSON(parsing: Array(body.utf8))
        let events = EchoChat(try EchoRequest(json), created: 0).events
        var meter = StreamMeter(.chat(hidesUsage: false))
        for event in events { _ = try meter.receive(event) }
        #expect(meter.isDone && meter.facts.isFinished)
        #expect(meter.facts.usage == ReportedUsage(input: 9, output: 3))
        #expect(meter.facts.outputTokens == 3)
        // A role, three tokens, a reason to end, the usage, [DONE].
        #expect(events.count == 7)
    }

    @Test("by the responses API it says the same, and its stream reads as its whole")
    func response() throws {
        let json = try JSON(
            parsing: Array(#"{"input":"Hello, world","instructions":"Repeat."}"#.utf8))
        let response = EchoResponse(try EchoRequest(response: json), created: 0)
        let usage = WholeAnswer.usage(in: ByteBuffer(bytes: response.whole), of: .response)
        // "Hello", ",", " world" and "Repeat", ".", three around each, three before.
        #expect(usage.reported == ReportedUsage(input: 14, output: 3))
        #expect(usage.outputTokens == 3)
        var meter = StreamMeter(.responses)
        for event in response.events { _ = try meter.receive(event) }
        #expect(meter.isDone && meter.facts.usage == usage.reported)
        #expect(meter.facts.outputTokens == 3)
    }

    @Test("by the messages API it says the same, and its stream reads as its whole")
    func message() throws {
        let body = """
            {"system":[{"type":"text","text":"Repeat."}],"max_tokens":2,
             "messages":[{"role":"user","content":"Hello, world"}]}
            """
        let message = EchoMessage(
            try EchoRequest(message: try JSON(parsing: Array(body.utf8))))
        let whole = try JSON(parsing: message.whole)
        #expect(whole["content"]?.array?.first?["text"] == "Hello,")
        #expect(whole["stop_reason"] == "max_tokens")
        let usage = WholeAnswer.usage(in: ByteBuffer(bytes: message.whole), of: .message)
        #expect(usage.reported == ReportedUsage(input: 14, output: 2))
        var meter = StreamMeter(.messages)
        for event in message.events { _ = try meter.receive(event) }
        #expect(meter.isDone && meter.facts.usage == usage.reported)
        #expect(try JSON(parsing: message.tokenCount) == ["input_tokens": 14])
    }

    @Test(
        "a message that is none is refused with its place",
        arguments: [
            ("[7]", "messages.0"), (#"[{"content":"x"}]"#, "messages.0"),
            (#"[{"role":"user"}]"#, "messages.0.content"),
            (#"[{"role":"user","content":7}]"#, "messages.0.content"),
        ])
    func refusal(messages: String, field: String) throws {
        let json = try JSON(parsing: Array("{\"messages\":\(messages)}".utf8))
        let refusal = #expect(throws: EchoRefusal.self) { try EchoRequest(json) }
        #expect(refusal?.field == field)
    }

    @Test("an embedding is a unit vector that depends on its text alone")
    func embedding() throws {
        let one = try embedded(#"{"model":"m","input":["one","two","one"]}"#)
        let data = try #require(one["data"]?.array)
        #expect(data.count == 3)
        #expect(data[0]["embedding"] == data[2]["embedding"])
        #expect(data[0]["embedding"] != data[1]["embedding"])
        let vector = try #require(data[0]["embedding"]?.array).map {
            try #require(Float($0.number?.text ?? ""))
        }
        #expect(vector.count == 64)
        let length = vector.reduce(0) { $0 + $1 * $1 }
        #expect(abs(length - 1) < 0.0001)
        #expect(one["usage"]?["prompt_tokens"] == 3)
    }

    @Test("base 64 holds the same numbers, four bytes each, the lowest first")
    func base64() throws {
        let plain = try embedded(#"{"input":"one","dimensions":2}"#)
        let packed = try embedded(#"{"input":"one","dimensions":2,"encoding_format":"base64"}"#)
        let numbers = try #require(plain["data"]?.array?[0]["embedding"]?.array).map {
            try #require(Float($0.number?.text ?? ""))
        }
        let bytes = numbers.flatMap { number in
            (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) }
        }
        #expect(packed["data"]?.array?[0]["embedding"]?.string == Base64.text(of: bytes))
    }

    @Test(
        "base 64 is RFC 4648's",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"),
        ])
    func alphabet(text: String, expected: String) {
        #expect(Base64.text(of: Array(text.utf8)) == expected)
    }

    @Test(
        "inputs that are none are refused",
        arguments: [
            "{}", #"{"input":[]}"#, #"{"input":""}"#, #"{"input":[""]}"#, #"{"input":[{}]}"#,
            #"{"input":"a","dimensions":0}"#, #"{"input":"a","dimensions":4097}"#,
            #"{"input":"a","encoding_format":"hex"}"#, #"{"input":[1.5]}"#,
        ])
    func embeddingRefusal(body: String) throws {
        let json = try JSON(parsing: Array(body.utf8))
        #expect(throws: EchoRefusal.self) { try EchoEmbedding(json) }
    }

    private func whole(_ body: String) throws -> JSON {
        let json = try JSON(parsing: Array(body.utf8))
        return try JSON(parsing: EchoChat(try EchoRequest(json), created: 0).whole)
    }

    private func embedded(_ body: String) throws -> JSON {
        try JSON(parsing: EchoEmbedding(try JSON(parsing: Array(body.utf8))).answer)
    }
}
