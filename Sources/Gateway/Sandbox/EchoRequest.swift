// SPDX-License-Identifier: Apache-2.0

import JSON

/// A question as `florin/echo` reads it, whichever API it comes by.
struct EchoRequest {
    let model: String
    /// The text of the last user message.
    let text: String
    let promptTokens: Int64
    let outputTokensMax: Int64?
    let choices: Int
    let isStreamed: Bool
    let includesUsage: Bool

    /// A chat.
    ///
    /// - Throws: ``EchoRefusal`` when a message is none.
    init(_ json: JSON) throws(EchoRefusal) {
        try self.init(
            json, Conversation(json["messages"], at: "messages"),
            outputTokensMax: json["max_completion_tokens"]?.int64 ?? json["max_tokens"]?.int64)
    }

    /// A request of OpenAI's responses: a text or a list of items.
    ///
    /// - Throws: ``EchoRefusal`` when an item is none.
    init(response json: JSON) throws(EchoRefusal) {
        var conversation: Conversation
        if let text = json["input"]?.string {
            conversation = Conversation(text)
        } else {
            conversation = try Conversation(json["input"], at: "input")
        }
        conversation.add(instructions: json["instructions"]?.string)
        self.init(json, conversation, outputTokensMax: json["max_output_tokens"]?.int64)
    }

    /// A request of Anthropic's messages.
    ///
    /// - Throws: ``EchoRefusal`` when a message is none.
    init(message json: JSON) throws(EchoRefusal) {
        var conversation = try Conversation(json["messages"], at: "messages")
        conversation.add(instructions: Conversation.text(of: json["system"]))
        self.init(json, conversation, outputTokensMax: json["max_tokens"]?.int64)
    }

    private init(_ json: JSON, _ conversation: Conversation, outputTokensMax: Int64?) {
        model = json["model"]?.string ?? ""
        text = conversation.last
        promptTokens = conversation.tokens
        self.outputTokensMax = outputTokensMax
        choices = Int(clamping: json["n"]?.int64 ?? 1)
        isStreamed = json["stream"]?.bool ?? false
        includesUsage = json["stream_options"]?["include_usage"]?.bool ?? false
    }
}

/// What was said so far.
private struct Conversation {
    private(set) var tokens = replyTokens
    private var lastOfAll = ""
    private var lastOfUser: String?

    var last: String { lastOfUser ?? lastOfAll }

    /// Around each message and before the reply stand three tokens, as with OpenAI's models.
    private static let messageTokens: Int64 = 3
    private static let replyTokens: Int64 = 3

    /// One message of the user's.
    init(_ text: String) {
        add(text, isOfUser: true)
    }

    /// - Parameter path: The member that the messages stand in, for a refusal.
    init(_ json: JSON?, at path: String) throws(EchoRefusal) {
        guard let messages = json?.array, !messages.isEmpty else {
            throw EchoRefusal(path, "must be a list of at least one message")
        }
        for (place, message) in messages.enumerated() {
            let text = try Self.text(of: message, at: "\(path).\(place)")
            add(text, isOfUser: message["role"]?.string == "user")
        }
    }

    mutating func add(instructions text: String?) {
        guard let text, !text.isEmpty else { return }
        tokens += Self.messageTokens + EchoTokenizer.count(of: text)
    }

    private mutating func add(_ text: String, isOfUser: Bool) {
        tokens += Self.messageTokens + EchoTokenizer.count(of: text)
        lastOfAll = text
        if isOfUser { lastOfUser = text }
    }

    /// A text, or the texts of a list of parts; nil for anything else.
    static func text(of content: JSON?) -> String? {
        switch content {
        case .string(let text)?: text
        case .array(let parts)?: parts.compactMap { $0["text"]?.string }.joined(separator: "\n")
        default: nil
        }
    }

    private static func text(of message: JSON, at path: String) throws(EchoRefusal) -> String {
        guard message.object != nil else {
            throw EchoRefusal(path, "must be an object with a role")
        }
        // What tools were asked and what they said are items of their own in some APIs.
        guard message["role"]?.string != nil else {
            guard message["type"]?.string != nil else {
                throw EchoRefusal(path, "must be an object with a role")
            }
            return text(of: message["output"]) ?? ""
        }
        if let text = text(of: message["content"]) { return text }
        // An assistant that called a tool may have said nothing.
        let isCall = message["tool_calls"] != nil || message["function_call"] != nil
        guard isCall, message["content"]?.isNull ?? true else {
            throw EchoRefusal("\(path).content", "must be a text or a list of parts")
        }
        return ""
    }
}

/// A request that the sandbox cannot serve, as its 400 says it.
struct EchoRefusal: Error, Hashable {
    let field: String
    let message: String

    init(_ field: String, _ expected: String) {
        self.field = field
        message = "\(field) \(expected)."
    }

    init(_ refusal: RequestRefusal) {
        switch refusal {
        case .malformed(let sentence): (field, message) = ("body", sentence)
        case .field(let name, let expected):
            (field, message) = (name, "\(name) must be \(expected).")
        }
    }

    /// The error as the API has it that was asked.
    func json(for operation: ModelOperation) -> JSON {
        switch operation {
        case .message, .messageTokenCount:
            [
                "type": "error",
                "error": ["type": "invalid_request_error", "message": .string(message)],
            ]
        default:
            [
                "error": [
                    "message": .string(message), "type": "invalid_request_error",
                    "param": .string(field), "code": "validation_error",
                ]
            ]
        }
    }
}
