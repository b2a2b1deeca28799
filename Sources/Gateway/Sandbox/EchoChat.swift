// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// What `florin/echo` answers: the last user message, token by token.
struct EchoChat {
    let request: EchoRequest
    /// Seconds since 1970, for the answer's `created`.
    let created: Int64

    private let reply: EchoReply

    init(_ request: EchoRequest, created: Int64) {
        self.request = request
        self.created = created
        reply = EchoReply(to: request)
    }

    /// The answer in one piece.
    var whole: [UInt8] {
        let message: JSON = ["role": "assistant", "content": .string(reply.text)]
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
            events += reply.tokens.map { chunk(index, ["content": .string($0)], nil) }
            events.append(chunk(index, [:], finishReason))
        }
        if request.includesUsage {
            var last = envelope("chat.completion.chunk", choices: [])
            last["usage"] = usage
            events.append(Self.event(last))
        }
        events.append(ChatStream.done)
        return events
    }

    private func chunk(_ index: Int, _ delta: JSON, _ finish: JSON?) -> ByteBuffer {
        let choice: JSON = [
            "index": .number(JSONNumber(index)), "delta": delta, "finish_reason": finish ?? .null,
        ]
        return Self.event(envelope("chat.completion.chunk", choices: [choice]))
    }

    private var finishReason: JSON { reply.isCut ? "length" : "stop" }

    private var usage: JSON {
        let output = Int64(reply.tokens.count * request.choices)
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
        var event = ByteBuffer()
        event.writeEvent(nil, .object(object))
        return event
    }
}
