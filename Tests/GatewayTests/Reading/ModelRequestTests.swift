// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore
import Pricing
import Testing

@testable import Gateway

/// What is read of a request before it is passed on, and what is changed on the way.
struct ModelRequestTests {
    @Test("what decides the price is read, whatever stands around it")
    func read() throws {
        let request = try ModelRequest(
            .chat,
            body: ByteBuffer(
                string: """
                    { "unheard_of": {"model": "no"}, "stream": true, "n": 2, "model": "gpt-4o",
                      "max_tokens": 9, "max_completion_tokens": 7, "service_tier": "flex",
                      "stream_options": {"include_usage": true},
                      "messages": [ {"role":"user","content":"Hi"} ] }
                    """))
        #expect(request.model == "gpt-4o")
        #expect(request.isStreamed && request.wantsUsage)
        #expect(request.measure.output == CallMeasure.Output(choices: 2, tokensMax: 14))
        #expect(request.measure.dimensions == ["service_tier": "flex"])
        #expect(request.measure.inputTokens == 4)
    }

    @Test("members that are null are as good as absent")
    func null() throws {
        let request = try chat(
            #""stream":null,"n":null,"max_tokens":null,"stream_options":null,"service_tier":null"#)
        #expect(!request.isStreamed && !request.wantsUsage)
        #expect(request.measure.output?.tokensMax == nil && request.measure.output?.choices == 1)
    }

    @Test(
        "a field that is not what belongs there is named",
        arguments: [
            (#"{"messages":[1]}"#, "model"), (#"{"model":7,"messages":[1]}"#, "model"),
            (#"{"model":"","messages":[1]}"#, "model"), (#"{"model":"m"}"#, "messages"),
            (#"{"model":"m","messages":"hi"}"#, "messages"),
            (#"{"model":"m","messages":[ ]}"#, "messages"),
            (#"{"model":"m","messages":null}"#, "messages"),
            (#"{"model":"m","messages":[1],"stream":"yes"}"#, "stream"),
            (#"{"model":"m","messages":[1],"stream_options":[]}"#, "stream_options"),
            (#"{"model":"m","messages":[1],"max_tokens":-1}"#, "max_tokens"),
            (#"{"model":"m","messages":[1],"max_tokens":0}"#, "max_tokens"),
            (#"{"model":"m","messages":[1],"max_tokens":1e400}"#, "max_tokens"),
            (#"{"model":"m","messages":[1],"max_completion_tokens":"9"}"#, "max_completion_tokens"),
            (#"{"model":"m","messages":[1],"n":0}"#, "n"),
            (#"{"model":"m","messages":[1],"n":1.5}"#, "n"),
        ])
    func field(body: String, name: String) throws {
        let refusal = #expect(throws: RequestRefusal.self) {
            try ModelRequest(.chat, body: ByteBuffer(string: body))
        }
        guard case .field(name, _) = refusal else {
            Issue.record("\(String(describing: refusal)) does not name \(name)")
            return
        }
    }

    @Test(
        "what is no JSON object, or says something twice, is refused",
        arguments: [
            "", "[]", "7", "{", #"{"model":"a","model":"b","messages":[1]}"#,
            "{\"model\":\"\u{1}\"}",
            #"{"model":"m","messages":[1]} x"#,
        ])
    func malformed(body: String) {
        #expect(throws: RequestRefusal.self) {
            try ModelRequest(.chat, body: ByteBuffer(string: body))
        }
    }

    @Test(
        "embeddings take texts and tokens",
        arguments: [
            (#""a text""#, 2), (#"["a text","b"]"#, 3), ("[1,2,3]", 3), ("[[1,2],[3]]", 3),
        ])
    func embedding(input: String, tokens: Int64) throws {
        let body = ByteBuffer(string: #"{"model":"m","input":\#(input),"stream":true}"#)
        let request = try ModelRequest(.embedding, body: body)
        #expect(request.measure.inputTokens == tokens)
        #expect(!request.isStreamed)
        #expect(throws: RequestRefusal.self) {
            try ModelRequest(.embedding, body: ByteBuffer(string: #"{"model":"m","input":""}"#))
        }
    }

    @Test("a body without need of a change goes on byte for byte")
    func untouched() throws {
        let text = "{ \"messages\" : [ 1.50 ] ,\"model\":\"gpt-4o\", \"a\":\"\\u00e9\" }"
        let request = try ModelRequest(.chat, body: ByteBuffer(string: text))
        #expect(try json(of: request.upstreamBody(for: try model())) == text)
    }

    @Test(
        "a stream's usage is asked for, and only that is changed",
        arguments: [
            ("", #"{"include_usage":true}"#),
            (#""stream_options":{"x":1,"include_usage":false},"#, #"{"x":1,"include_usage":true}"#),
            (#""stream_options":null,"#, #"{"include_usage":true}"#),
        ])
    func includeUsage(options: String, expected: String) throws {
        let rest = #""model":"gpt-4o","messages":[1],"stream":true"#
        let request = try ModelRequest(.chat, body: ByteBuffer(string: "{\(options)\(rest)}"))
        let member = "\"stream_options\":\(expected)"
        #expect(
            try json(of: request.upstreamBody(for: try model()))
                == (options.isEmpty ? "{\(rest),\(member)}" : "{\(member),\(rest)}"))
    }

    @Test("the provider in front of a model's name is ours, unless the provider names it so")
    func prefix() throws {
        let request = try ModelRequest(
            .chat, body: ByteBuffer(string: #"{"model":"openai/gpt-4o","messages":[1]}"#))
        #expect(
            try json(of: request.upstreamBody(for: try model()))
                == #"{"model":"gpt-4o","messages":[1]}"#)
        let echo = try ModelRequest(
            .chat, body: ByteBuffer(string: #"{"model":"florin/echo","messages":[1]}"#))
        let sandbox = try BuiltinCatalog.book().model(named: "florin/echo")
        #expect(echo.upstreamName(of: sandbox) == "florin/echo")
    }

    private func chat(_ members: String) throws -> ModelRequest {
        try ModelRequest(
            .chat, body: ByteBuffer(string: "{\"model\":\"m\",\"messages\":[1],\(members)}"))
    }

    private func model() throws -> PricedModel {
        try BuiltinCatalog.book().model(named: "gpt-4o")
    }

    private func json(of body: UpstreamBody) -> String? {
        guard case .bytes(let bytes) = body else { return nil }
        return String(buffer: bytes)
    }
}
