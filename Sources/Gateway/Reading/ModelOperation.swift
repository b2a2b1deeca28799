// SPDX-License-Identifier: Apache-2.0

import Pricing

/// What can be asked of a model here.
enum ModelOperation: CaseIterable, Sendable {
    case chat
    case completion
    case embedding

    /// Behind the base URL, ours and the upstream's.
    var path: String {
        switch self {
        case .chat: "/chat/completions"
        case .completion: "/completions"
        case .embedding: "/embeddings"
        }
    }

    /// Which of a model's prices hold.
    var priced: Pricing.Operation {
        switch self {
        case .chat, .completion: .chat
        case .embedding: .embeddings
        }
    }

    var hasOutput: Bool { self != .embedding }

    /// The member without which there is nothing to do.
    var inputName: String {
        switch self {
        case .chat: "messages"
        case .completion: "prompt"
        case .embedding: "input"
        }
    }

    /// As descriptions and metrics call it.
    var name: String { priced.rawValue }

    /// The name of the route in `openapi.yaml`.
    var operationID: String {
        switch self {
        case .chat: "createChatCompletion"
        case .completion: "createCompletion"
        case .embedding: "createEmbedding"
        }
    }
}
