// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import JSON
import NIOCore

/// Anthropic's messages: named events, the input's usage in the first, the output's in the last but
/// one.
struct MessagesStream: StreamDialect {
    private let subject: StreamSubject
    /// The reports so far, the later ones over the earlier.
    private var usage = JSONObject()
    /// The block that is being written.
    private var openBlock: Int64?

    init(_ subject: StreamSubject) {
        self.subject = subject
    }

    private static let names = ["type", "message", "delta", "usage", "index"]

    mutating func read(
        _ text: UnsafeBufferPointer<UInt8>, into facts: inout StreamFacts
    ) -> EventVerdict {
        guard let members = JSONScanner.members(Self.names, of: text),
            let kind = members[0].flatMap({ text[$0].plainText })
        else { return .pass }
        switch kind {
        case "message_start":
            guard let message = members[1] else { break }
            let inner = UnsafeBufferPointer(rebasing: text[message])
            if let range = JSONScanner.member(["usage"], of: inner) {
                merge(inner[range], into: &facts)
            }
        case "content_block_start":
            openBlock = members[4].flatMap { Int64(String(decoding: text[$0], as: UTF8.self)) }
        case "content_block_delta":
            guard let delta = members[2] else { break }
            facts.outputTokens += TokenEstimate.ofOutput(text, in: delta).tokens
        case "content_block_stop":
            openBlock = nil
        case "message_delta":
            facts.isFinished = true
            if let range = members[3] { merge(text[range], into: &facts) }
        case "message_stop":
            return .end
        case "error":
            facts.hasFailed = true
        default:
            break
        }
        return .pass
    }

    private mutating func merge(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>, into facts: inout StreamFacts
    ) {
        let report: JSONObject
        do throws(JSONRefusal) {
            guard let object = try JSON(parsing: bytes).object else { return }
            report = object
        } catch {
            return
        }
        for (name, value) in report.members where !value.isNull { usage[name] = .some(value) }
        facts.take(.object(usage), as: .messages)
        facts.serviceTier = usage["service_tier"]?.string ?? facts.serviceTier
    }

    func endForLength(after facts: StreamFacts) -> ByteBuffer {
        var events = ByteBuffer()
        if let openBlock {
            events.writeEvent(
                "content_block_stop",
                ["type": "content_block_stop", "index": .number(JSONNumber(openBlock))])
        }
        events.writeEvent(
            "message_delta",
            [
                "type": "message_delta",
                "delta": ["stop_reason": "max_tokens", "stop_sequence": nil],
                "usage": ["output_tokens": .number(JSONNumber(facts.outputTokens))],
            ])
        events.writeEvent("message_stop", ["type": "message_stop"])
        return events
    }

    func failure(_ error: APIError, requestID: String) -> ByteBuffer {
        var event = ByteBuffer()
        event.writeEvent("error", ErrorShape.anthropic.json(error, requestID: requestID))
        return event
    }
}
