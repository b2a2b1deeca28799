// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// What `florin/echo` answers: the last user message, token by token.
struct EchoChat {
    let request: EchoRequest
    /// Seconds since 1970, for the answer's `created`.
    let created: Int64

    private let tokens: [String]
    private let isCut: Bool

    init(_ request: EchoRequest, created: Int64) {
        self.request = request
        self.created = created
        let all = EchoTokenizer.tokens(of: request.text)
        let limit = Int(clamping: request.outputTokensMax ?? .max)
        tokens = Array(all.prefix(limit))
        isCut = all.count > limit
    }

    /// The answer in one piece.
    var whole: [UInt8] {
        let message: JSON = ["role": "assistant", "content": .string(tokens.joined())]
        let choices = (0..<request.choices).map { index -> JSON in
            [
                "index": .number(JSONNumber(index)), "message": message, "logprobs": nil,
                "finish_reason": finishReason,
            ]
        }
        var answer = envelope("chat.completion", choices: choices)
        answer["usage"] = usage
        return JSON.object(answer).encoded()
    }

    /// The answer as server-sent events, each with its empty line.
    var events: [ByteBuffer] {
        var events: [ByteBuffer] = []
        for index in 0..<request.choices {
            events.append(chunk(index, ["role": "assistant", "content": ""], nil))
            events += tokens.map { chunk(index, ["content": .string($0)], nil) }
            events.append(chunk(index, [:], finishReason))
        }
        if request.includesUsage {
            var last = envelope("chat.completion.chunk", choices: [])
            last["usage"] = usage
            events.append(Self.event(last))
        }
        events.append(StreamMeter.done)
        return events
    }

    private func chunk(_ index: Int, _ delta: JSON, _ finish: JSON?) -> ByteBuffer {
        let choice: JSON = [
            "index": .number(JSONNumber(index)), "delta": delta, "finish_reason": finish ?? .null,
        ]
        return Self.event(envelope("chat.completion.chunk", choices: [choice]))
    }

    private var finishReason: JSON { isCut ? "length" : "stop" }

    private var usage: JSON {
        let output = Int64(tokens.count * request.choices)
        return [
            "prompt_tokens": .number(JSONNumber(request.promptTokens)),
            "completion_tokens": .number(JSONNumber(output)),
            "total_tokens": .number(JSONNumber(request.promptTokens + output)),
        ]
    }

    private func envelope(_ kind: String, choices: [JSON]) -> JSONObject {
        [
            "id": "chatcmpl-echo", "object": .string(kind),
            "created": .number(JSONNumber(created)), "model": .string(request.model),
            "choices": .array(choices),
        ]
    }

    private static func event(_ object: JSONObject) -> ByteBuffer {
        var bytes = Array("data: ".utf8)
        JSON.object(object).encode(into: &bytes)
        bytes += "\n\n".utf8
        return ByteBuffer(bytes: bytes)
    }
}
