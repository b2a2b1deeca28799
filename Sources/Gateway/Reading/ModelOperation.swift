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
    case moderation
    case rerank
    case image
    case imageEdit
    case imageVariation
    case speech
    case transcription
    case translation
    case video

    /// Behind the base URL, ours and the upstream's.
    var path: String {
        switch self {
        case .chat: "/chat/completions"
        case .completion: "/completions"
        case .response: "/responses"
        case .message: "/messages"
        case .messageTokenCount: "/messages/count_tokens"
        case .embedding: "/embeddings"
        case .moderation: "/moderations"
        case .rerank: "/rerank"
        case .image: "/images/generations"
        case .imageEdit: "/images/edits"
        case .imageVariation: "/images/variations"
        case .speech: "/audio/speech"
        case .transcription: "/audio/transcriptions"
        case .translation: "/audio/translations"
        case .video: "/videos"
        }
    }

    /// Which of a model's prices hold.
    var priced: Pricing.Operation {
        switch self {
        case .chat, .completion, .response, .message, .messageTokenCount: .chat
        case .embedding: .embeddings
        case .moderation: .moderation
        case .rerank: .rerank
        case .image, .imageEdit, .imageVariation: .image
        case .speech: .speech
        case .transcription, .translation: .transcription
        case .video: .video
        }
    }

    /// Whether the model writes text as long as it likes, so that a hold has to grow with it.
    var hasOutput: Bool {
        switch self {
        case .chat, .completion, .response, .message: true
        case .messageTokenCount, .embedding, .moderation, .rerank, .image, .imageEdit,
            .imageVariation, .speech, .transcription, .translation, .video:
            false
        }
    }

    /// Whether the request may be a form with files.
    var takesForm: Bool {
        switch self {
        case .imageEdit, .imageVariation, .transcription, .translation, .video: true
        default: false
        }
    }

    /// Whether the request must be one.
    var requiresForm: Bool { takesForm && self != .imageEdit && self != .video }

    /// Whether it makes pictures.
    var makesPictures: Bool { priced == .image }

    /// Whether the answer may be a file, which is passed on as it comes.
    var answersWithFile: Bool { self == .speech }

    /// What serves a request that names no model, by OpenAI's documentation; nil where that is
    /// refused because the answer decides the price.
    var standardModel: String? { self == .moderation ? "omni-moderation-latest" : nil }

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
        case .moderation: "createModeration"
        case .rerank: "createRerank"
        case .image: "createImage"
        case .imageEdit: "createImageEdit"
        case .imageVariation: "createImageVariation"
        case .speech: "createSpeech"
        case .transcription: "createTranscription"
        case .translation: "createTranslation"
        case .video: "createVideo"
        }
    }
}
