// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import JSON
import NIOCore

/// OpenAI's responses: typed and numbered events, the whole response with its usage in the last.
struct ResponsesStream: StreamDialect {
    private let subject: StreamSubject
    private var sequenceNumber: Int64 = 0
    /// The response as it was when it began, to end it with.
    private var response: [UInt8] = []

    init(_ subject: StreamSubject) {
        self.subject = subject
    }

    private static let names = ["type", "sequence_number", "response", "delta"]
    /// A response repeats its instructions and tools; larger ones are ended without them.
    private static let responseBytesMax = 64 << 10

    mutating func read(
        _ text: UnsafeBufferPointer<UInt8>, into facts: inout StreamFacts
    ) -> EventVerdict {
        guard let members = JSONScanner.members(Self.names, of: text),
            let kind = members[0].flatMap({ text[$0].plainText })
        else { return .pass }
        if let number = members[1].flatMap({ Self.integer(text[$0]) }) { sequenceNumber = number }
        switch kind {
        case "response.created":
            if let range = members[2], range.count <= Self.responseBytesMax {
                response = Array(text[range])
            }
        case "response.completed", "response.incomplete", "response.failed":
            facts.hasFailed = kind == "response.failed"
            facts.isFinished = true
            if let range = members[2] { Self.readEnd(text, in: range, into: &facts) }
            return .end
        case "error":
            facts.hasFailed = true
        default:
            // Sound is not text, and its transcript comes in events of its own.
            guard kind.hasSuffix(".delta"), kind != "response.audio.delta" else { break }
            if let delta = members[3] {
                facts.outputTokens += TokenEstimate.ofText(text, in: delta)
            }
        }
        return .pass
    }

    /// Reads the finished response.
    private static func readEnd(
        _ text: UnsafeBufferPointer<UInt8>, in range: Range<Int>, into facts: inout StreamFacts
    ) {
        let response = UnsafeBufferPointer(rebasing: text[range])
        guard let answer = WholeAnswer.response(response) else { return }
        facts.usage = answer.reported
        facts.reportFault = answer.reportFault
        if let tier = answer.serviceTier { facts.serviceTier = tier }
    }

    private static func integer(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        Int64(String(decoding: bytes.prefix(20), as: UTF8.self))
    }

    func endForLength(after facts: StreamFacts) -> ByteBuffer {
        var response = begun
        response["status"] = "incomplete"
        response["incomplete_details"] = ["reason": "max_output_tokens"]
        var events = ByteBuffer()
        events.writeEvent(
            "response.incomplete",
            [
                "type": "response.incomplete",
                "sequence_number": .number(JSONNumber(sequenceNumber + 1)),
                "response": .object(response),
            ])
        return events
    }

    private var begun: JSONObject {
        do throws(JSONRefusal) {
            if let object = try JSON(parsing: response).object { return object }
        } catch {
            // Nothing was kept: what follows says what every response does.
        }
        return [
            "id": "florin-cut", "object": "response",
            "created_at": .number(JSONNumber(subject.created)), "model": .string(subject.model),
            "output": [], "parallel_tool_calls": true, "tool_choice": "auto", "tools": [],
        ]
    }

    func failure(_ error: APIError, requestID: String) -> ByteBuffer {
        var event = ByteBuffer()
        event.writeEvent(
            "error",
            [
                "type": "error", "code": .string(error.code.rawValue),
                "message": .string(error.message), "param": nil,
                "sequence_number": .number(JSONNumber(sequenceNumber + 1)),
                "request_id": .string(requestID),
            ])
        return event
    }
}
