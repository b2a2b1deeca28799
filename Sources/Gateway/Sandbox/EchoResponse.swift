// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// `florin/echo` by OpenAI's responses.
struct EchoResponse {
    let request: EchoRequest
    /// Seconds since 1970.
    let created: Int64
    private let reply: EchoReply

    init(_ request: EchoRequest, created: Int64) {
        self.request = request
        self.created = created
        reply = EchoReply(to: request)
    }

    /// The answer in one piece.
    var whole: [UInt8] { JSON.object(finished).encoded() }

    /// The answer as server-sent events.
    var events: [ByteBuffer] {
        var script = Script()
        script.add("response.created", ["response": .object(begun)])
        script.add("response.in_progress", ["response": .object(begun)])
        let place: JSONObject = ["item_id": "msg_echo", "output_index": 0, "content_index": 0]
        script.add(
            "response.output_item.added",
            ["output_index": 0, "item": item(status: "in_progress", content: [])])
        script.add("response.content_part.added", place.adding("part", part("")))
        for token in reply.tokens {
            script.add("response.output_text.delta", place.adding("delta", .string(token)))
        }
        script.add("response.output_text.done", place.adding("text", .string(reply.text)))
        script.add("response.content_part.done", place.adding("part", part(reply.text)))
        script.add(
            "response.output_item.done",
            ["output_index": 0, "item": item(status: status, content: [part(reply.text)])])
        script.add("response.\(status)", ["response": .object(finished)])
        return script.events
    }

    private var status: String { reply.isCut ? "incomplete" : "completed" }

    private func part(_ text: String) -> JSON {
        ["type": "output_text", "text": .string(text), "annotations": [], "logprobs": []]
    }

    private func item(status: String, content: [JSON]) -> JSON {
        [
            "type": "message", "id": "msg_echo", "role": "assistant", "status": .string(status),
            "content": .array(content),
        ]
    }

    private var begun: JSONObject {
        [
            "id": "resp_echo", "object": "response", "created_at": .number(JSONNumber(created)),
            "status": "in_progress", "model": .string(request.model), "output": [],
            "error": nil, "incomplete_details": nil, "instructions": nil, "metadata": [:],
            "parallel_tool_calls": true, "temperature": nil, "tool_choice": "auto", "tools": [],
            "top_p": nil, "usage": nil,
        ]
    }

    private var finished: JSONObject {
        var response = begun
        response["status"] = .string(status)
        if reply.isCut { response["incomplete_details"] = ["reason": "max_output_tokens"] }
        response["output"] = [item(status: status, content: [part(reply.text)])]
        let output = Int64(reply.tokens.count)
        response["usage"] = [
            "input_tokens": .number(JSONNumber(request.promptTokens)),
            "input_tokens_details": ["cached_tokens": 0],
            "output_tokens": .number(JSONNumber(output)),
            "output_tokens_details": ["reasoning_tokens": 0],
            "total_tokens": .number(JSONNumber(request.promptTokens + output)),
        ]
        return response
    }

    /// Events, numbered as they are added.
    private struct Script {
        private(set) var events: [ByteBuffer] = []

        mutating func add(_ kind: String, _ members: JSONObject) {
            var data: JSONObject = [
                "type": .string(kind), "sequence_number": .number(JSONNumber(events.count)),
            ]
            for (name, value) in members.members { data[name] = .some(value) }
            var event = ByteBuffer()
            event.writeEvent(kind, .object(data))
            events.append(event)
        }
    }
}

extension JSONObject {
    fileprivate func adding(_ name: String, _ value: JSON) -> JSONObject {
        var object = self
        object[name] = .some(value)
        return object
    }
}
