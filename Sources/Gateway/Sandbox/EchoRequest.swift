// SPDX-License-Identifier: Apache-2.0

import JSON

/// A chat as `florin/echo` reads it.
struct EchoRequest {
    let model: String
    /// The text of the last user message.
    let text: String
    let promptTokens: Int64
    let outputTokensMax: Int64?
    let choices: Int
    let isStreamed: Bool
    let includesUsage: Bool

    /// - Throws: ``EchoRefusal`` when a message is none.
    init(_ json: JSON) throws(EchoRefusal) {
        guard let messages = json["messages"]?.array, !messages.isEmpty else {
            throw EchoRefusal("messages", "must be a list of at least one message")
        }
        var promptTokens = EchoRequest.replyTokens
        var last: String?
        var lastOfUser: String?
        for (place, message) in messages.enumerated() {
            let text = try EchoRequest.text(of: message, at: "messages.\(place)")
            promptTokens += EchoRequest.messageTokens + EchoTokenizer.count(of: text)
            last = text
            if message["role"]?.string == "user" { lastOfUser = text }
        }
        self.promptTokens = promptTokens
        text = lastOfUser ?? last ?? ""
        model = json["model"]?.string ?? ""
        outputTokensMax = json["max_completion_tokens"]?.int64 ?? json["max_tokens"]?.int64
        choices = Int(clamping: json["n"]?.int64 ?? 1)
        isStreamed = json["stream"]?.bool ?? false
        includesUsage = json["stream_options"]?["include_usage"]?.bool ?? false
    }

    /// Around each message and before the reply stand three tokens, as with OpenAI's models.
    private static let messageTokens: Int64 = 3
    private static let replyTokens: Int64 = 3

    private static func text(of message: JSON, at path: String) throws(EchoRefusal) -> String {
        guard message.object != nil, message["role"]?.string != nil else {
            throw EchoRefusal(path, "must be an object with a role")
        }
        switch message["content"] {
        case .string(let text)?:
            return text
        case .array(let parts)?:
            return parts.compactMap { $0["text"]?.string }.joined(separator: "\n")
        case nil, .null?:
            // An assistant that called a tool may have said nothing.
            guard message["tool_calls"] != nil || message["function_call"] != nil else {
                throw EchoRefusal("\(path).content", "must be a text or a list of parts")
            }
            return ""
        default:
            throw EchoRefusal("\(path).content", "must be a text or a list of parts")
        }
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

    /// OpenAI's shape of an error.
    var json: JSON {
        [
            "error": [
                "message": .string(message), "type": "invalid_request_error",
                "param": .string(field), "code": "validation_error",
            ]
        ]
    }
}
