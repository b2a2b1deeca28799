// SPDX-License-Identifier: Apache-2.0

import JSON
import Pricing

/// How large a call is that is counted, and how its answer comes.
struct CountedRequest {
    var measure = CallMeasure()
    var isStreamed = false
}

extension ModelOperation {
    /// What the request of a call states that is not measured in its text alone; nil for those that
    /// are.
    ///
    /// - Throws: ``RequestRefusal/field(_:expected:)``.
    func counting(_ fields: @autoclosure () -> CallFields) throws(RequestRefusal) -> CountedRequest?
    {
        switch self {
        case .moderation: try Self.moderation(fields())
        case .rerank: try Self.rerank(fields())
        case .image: try Self.image(fields())
        case .imageEdit: try Self.edit(fields())
        case .imageVariation, .transcription, .translation:
            throw .field("file", expected: "a form with a file: multipart/form-data")
        case .speech: try Self.speech(fields())
        case .video: try Self.video(fields())
        case .chat, .completion, .response, .message, .messageTokenCount, .embedding: nil
        }
    }

    private static func moderation(_ fields: CallFields) throws(RequestRefusal) -> CountedRequest {
        guard let input = fields["input"], !input.isEmptyInput else {
            throw .field("input", expected: "a text, or a list of texts, or of texts and pictures")
        }
        return CountedRequest(CallCounts(inputTokens: input.tokens), fields)
    }

    private static func rerank(_ fields: CallFields) throws(RequestRefusal) -> CountedRequest {
        let query = try fields.requiredText("query", expected: "a text to search for")
        guard let documents = fields["documents"]?.array, !documents.isEmpty else {
            throw .field("documents", expected: "a list of at least one text or object")
        }
        // The query is read with each document anew.
        let tokens = JSON.string(query).tokens * Int64(documents.count)
        return CountedRequest(
            CallCounts(
                inputTokens: documents.reduce(tokens) { $0 + $1.tokens },
                searches: (Int64(documents.count) + documentsOfSearch - 1) / documentsOfSearch),
            fields)
    }

    /// Cohere: "a single search unit is a query with up to 100 documents".
    private static let documentsOfSearch: Int64 = 100

    private static func image(_ fields: CallFields) throws(RequestRefusal) -> CountedRequest {
        let prompt = try fields.requiredText("prompt", expected: "a text that says what to draw")
        var request = try pictures(fields)
        request.measure.counts?.inputTokens = JSON.string(prompt).tokens
        return request
    }

    /// The pictures are named by where they lie.
    private static func edit(_ fields: CallFields) throws(RequestRefusal) -> CountedRequest {
        guard let images = fields["images"]?.array, !images.isEmpty else {
            throw .field("images", expected: "a list of at least one picture, or a form with files")
        }
        var request = try image(fields)
        request.measure.counts?.inputImages = Int64(images.count)
        request.measure.counts?.hasFineInput = fields.text("input_fidelity") != "low"
        return request
    }

    /// What all that make pictures have in common.
    static func pictures(_ fields: CallFields) throws(RequestRefusal) -> CountedRequest {
        let images = try fields.integer("n", in: 1...imagesMax) ?? 1
        let partial = try fields.integer("partial_images", in: 0...partialImagesMax) ?? 0
        var request = CountedRequest(
            CallCounts(images: images, partialImages: partial * images), fields)
        request.isStreamed = try fields.bool("stream") ?? false
        for (name, standard) in [("size", "1024x1024"), ("quality", "standard")] {
            switch fields.text(name) {
            case let value? where value != "auto": request.measure.dimensions[name] = value
            case let value:
                request.measure.openDimensions.append(
                    .init(name: name, standard: value == nil ? standard : nil))
            }
        }
        for name in ["style", "resolution"] {
            request.measure.dimensions[name] = fields.text(name)
        }
        return request
    }

    /// Far more than any provider takes at once.
    private static let imagesMax: Int64 = 128
    private static let partialImagesMax: Int64 = 16

    private static func speech(_ fields: CallFields) throws(RequestRefusal) -> CountedRequest {
        let input = try fields.requiredText("input", expected: "a text to speak")
        let speed = (fields["speed"]?.billionths ?? 1_000_000_000) / 10_000_000
        var counts = CallCounts(characters: Int64(input.unicodeScalars.count))
        counts.inputTokens = JSON.string(input).tokens + (fields["instructions"]?.tokens ?? 0)
        counts.speech = SpeechLength.estimate(
            ofBytes: Int64(input.utf8.count), percent: max(25, min(400, speed)))
        counts.soundFormat = SoundFormat(fields.text("response_format"))
        var request = CountedRequest(counts, fields)
        request.isStreamed = fields.text("stream_format") == "sse"
        return request
    }
}

extension CountedRequest {
    init(_ counts: CallCounts, _ fields: CallFields) {
        measure.counts = counts
        measure.inputTokens = counts.inputTokens
        if let tier = fields.text("service_tier").flatMap(ServiceTier.priced) {
            measure.dimensions[ServiceTier.dimension] = tier
        }
    }
}

extension JSON {
    /// The tokens of the texts in it; see ``TokenEstimate``.
    var tokens: Int64 {
        let bytes = encoded()
        return bytes.withUnsafeBufferPointer { TokenEstimate.ofInput($0, in: 0..<$0.count) }
    }

    fileprivate var isEmptyInput: Bool {
        switch self {
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        default: true
        }
    }
}
