// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// `florin/echo` by Anthropic's messages.
struct EchoMessage {
    let request: EchoRequest
    private let reply: EchoReply

    init(_ request: EchoRequest) {
        self.request = request
        reply = EchoReply(to: request)
    }

    /// The answer in one piece.
    var whole: [UInt8] {
        var message = begun
        message["content"] = [["type": "text", "text": .string(reply.text)]]
        message["stop_reason"] = .some(stopReason)
        message["usage"] = usage(output: reply.tokens.count)
        return JSON.object(message).encoded()
    }

    /// The answer to how many tokens a request has.
    var tokenCount: [UInt8] {
        let count: JSON = ["input_tokens": .number(JSONNumber(request.promptTokens))]
        return count.encoded()
    }

    /// The answer as server-sent events.
    var events: [ByteBuffer] {
        var events = [event("message_start", ["message": .object(begun)])]
        events.append(
            event(
                "content_block_start",
                ["index": 0, "content_block": ["type": "text", "text": ""]]))
        events += reply.tokens.map { token in
            event(
                "content_block_delta",
                ["index": 0, "delta": ["type": "text_delta", "text": .string(token)]])
        }
        events.append(event("content_block_stop", ["index": 0]))
        events.append(
            event(
                "message_delta",
                [
                    "delta": ["stop_reason": stopReason, "stop_sequence": nil],
                    "usage": ["output_tokens": .number(JSONNumber(reply.tokens.count))],
                ]))
        events.append(event("message_stop", [:]))
        return events
    }

    private var stopReason: JSON { reply.isCut ? "max_tokens" : "end_turn" }

    private var begun: JSONObject {
        [
            "id": "msg_echo", "type": "message", "role": "assistant",
            "model": .string(request.model), "content": [], "stop_reason": nil,
            "stop_sequence": nil, "usage": usage(output: 1),
        ]
    }

    private func usage(output: Int) -> JSON {
        [
            "input_tokens": .number(JSONNumber(request.promptTokens)),
            "output_tokens": .number(JSONNumber(output)),
        ]
    }

    private func event(_ kind: String, _ members: JSONObject) -> ByteBuffer {
        var data: JSONObject = ["type": .string(kind)]
        for (name, value) in members.members { data[name] = .some(value) }
        var event = ByteBuffer()
        event.writeEvent(kind, .object(data))
        return event
    }
}
