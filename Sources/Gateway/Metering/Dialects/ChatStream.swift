// SPDX-License-Identifier: Apache-2.0

import HTTPEdge
import JSON
import NIOCore

/// OpenAI's chat and completions: chunks with choices, the usage in the last of them, `[DONE]`.
struct ChatStream: StreamDialect {
    private let subject: StreamSubject
    private let isChat: Bool
    private let hidesUsage: Bool

    /// The event that ends a stream.
    static let done = ByteBuffer(staticString: "data: [DONE]\n\n")

    init(_ subject: StreamSubject, isChat: Bool, hidesUsage: Bool) {
        self.subject = subject
        self.isChat = isChat
        self.hidesUsage = hidesUsage
    }

    private static let names = ["usage", "choices", "error", "service_tier"]

    mutating func read(
        _ text: UnsafeBufferPointer<UInt8>, into facts: inout StreamFacts
    ) -> EventVerdict {
        if text.elementsEqual("[DONE]".utf8) { return .end }
        // What is not JSON is the client's to judge.
        guard let members = JSONScanner.members(Self.names, of: text) else { return .pass }
        if let error = members[2], !text[error].isJSONNull { facts.hasFailed = true }
        if let tier = members[3], let name = text[tier].plainText { facts.serviceTier = name }
        var isBare = true
        if let choices = members[1] {
            let output = TokenEstimate.ofOutput(text, in: choices)
            facts.outputTokens += output.tokens
            facts.isFinished = facts.isFinished || output.isFinished
            isBare = !text[choices].contains(UInt8(ascii: "{"))
        }
        guard let range = members[0], !text[range].isJSONNull else { return .pass }
        facts.take(text[range], as: .chat)
        guard hidesUsage else { return .pass }
        if isBare { return .hide }
        let edited = JSONScanner.replacingMember(["usage"], of: text, with: .null)
        return edited.map { .replace($0) } ?? .pass
    }

    /// Every choice ends for its length.
    func endForLength(after facts: StreamFacts) -> ByteBuffer {
        let content: JSONObject = isChat ? ["delta": [:]] : ["text": ""]
        let choices = (0..<subject.choices).map { index -> JSON in
            var choice = content
            choice["index"] = .number(JSONNumber(index))
            choice["finish_reason"] = "length"
            return .object(choice)
        }
        var events = ByteBuffer()
        events.writeEvent(
            nil,
            [
                "id": "florin-cut", "object": isChat ? "chat.completion.chunk" : "text_completion",
                "created": .number(JSONNumber(subject.created)), "model": .string(subject.model),
                "choices": .array(choices),
            ])
        events.writeImmutableBuffer(Self.done)
        return events
    }

    func failure(_ error: APIError, requestID: String) -> ByteBuffer {
        var event = ByteBuffer()
        event.writeEvent(nil, ErrorShape.openAI.json(error, requestID: requestID))
        return event
    }
}
