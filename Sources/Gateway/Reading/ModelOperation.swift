// SPDX-License-Identifier: Apache-2.0

import Pricing

/// What can be asked of a model here.
enum ModelOperation: CaseIterable, Sendable {
    case chat
    case completion
    case response
    case message
    case messageTokenCount
    case embedding

    /// Behind the base URL, ours and the upstream's.
    var path: String {
        switch self {
        case .chat: "/chat/completions"
        case .completion: "/completions"
        case .response: "/responses"
        case .message: "/messages"
        case .messageTokenCount: "/messages/count_tokens"
        case .embedding: "/embeddings"
        }
    }

    /// Which of a model's prices hold.
    var priced: Pricing.Operation {
        switch self {
        case .chat, .completion, .response, .message, .messageTokenCount: .chat
        case .embedding: .embeddings
        }
    }

    /// Whether the model writes tokens that have to be paid.
    var hasOutput: Bool {
        switch self {
        case .chat, .completion, .response, .message: true
        case .messageTokenCount, .embedding: false
        }
    }

    /// Whether it is Anthropic's API, else it is OpenAI's.
    var isAnthropic: Bool { self == .message || self == .messageTokenCount }

    /// Whether it costs anything: no provider takes money for counting.
    var isCharged: Bool { self != .messageTokenCount }

    /// As descriptions and metrics call it.
    var name: String { priced.rawValue }

    /// The name of the route in `openapi.yaml`.
    var operationID: String {
        switch self {
        case .chat: "createChatCompletion"
        case .completion: "createCompletion"
        case .response: "createResponse"
        case .message: "createMessage"
        case .messageTokenCount: "countMessageTokens"
        case .embedding: "createEmbedding"
        }
    }
}
