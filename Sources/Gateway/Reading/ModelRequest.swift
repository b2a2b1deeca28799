// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What a client asks of a model, as far as it decides the price.
struct ModelRequest: Sendable {
    let operation: ModelOperation
    let body: Body
    /// As the client wrote it.
    let model: String
    let isStreamed: Bool
    /// The client wants to see the usage of a stream.
    let wantsUsage: Bool
    let measure: CallMeasure

    /// - Throws: ``RequestRefusal``, in the order of its cases.
    init(_ operation: ModelOperation, body: ByteBuffer) throws(RequestRefusal) {
        self.operation = operation
        self.body = .json(body)
        let members = try RequestMembers(body)
        model = try members.model(otherwise: operation.standardModel)
        if let counting = try operation.counting(CallFields(body)) {
            isStreamed = counting.isStreamed
            wantsUsage = true
            measure = counting.measure
            return
        }
        try operation.requireInput(of: members)
        isStreamed = try members.bool(.stream) ?? false && operation.hasOutput
        // Only OpenAI's older streams leave the usage out unless it is asked for.
        wantsUsage = try operation.asksForUsage ? members.includesUsage() : true
        measure = try CallMeasure(operation, members)
    }
}

extension ModelRequest {
    /// As it came.
    enum Body: Sendable {
        case json(ByteBuffer)
        case form(Upload)
    }

    /// A form with files.
    ///
    /// - Parameter heard: How long the recording is that is sent; nil when none is.
    init(
        _ operation: ModelOperation, form: Upload, heard: SoundLength?
    ) throws(RequestRefusal) {
        self.operation = operation
        body = .form(form)
        let fields = CallFields(form: form.texts)
        model = try fields.requiredText("model", expected: "the name of a model")
        let counting = try operation.counting(fields, form, heard: heard)
        isStreamed = counting.isStreamed
        measure = counting.measure
        wantsUsage = true
    }
}

/// Why a body asks nothing of a model.
enum RequestRefusal: Error, Hashable {
    /// Not JSON, or not an object, or a member is there twice.
    case malformed(String)
    /// A field is missing or is not what belongs there.
    case field(String, expected: String)
}

extension ModelOperation {
    /// Whether streams report their usage only on request.
    var asksForUsage: Bool { self == .chat || self == .completion }

    /// Requires the member without which there is nothing to do.
    fileprivate func requireInput(of members: RequestMembers) throws(RequestRefusal) {
        let texts = "a text, or a list of texts or tokens"
        switch self {
        case .chat, .message, .messageTokenCount:
            try members.requireList(.messages, expected: "a list of at least one message")
        case .completion: try members.requireTextOrList(.prompt, expected: texts)
        case .embedding: try members.requireTextOrList(.input, expected: texts)
        case .response:
            // A stored prompt may bring the input with it.
            if members.range(of: .prompt) == nil {
                try members.requireTextOrList(.input, expected: "a text or a list of items")
            }
            // Its answer comes when nobody is here to charge it.
            guard try members.bool(.background) != true else {
                throw .field(
                    RequestMembers.Name.background.spelling,
                    expected: "false: answers in the background cannot be charged here")
            }
        case .moderation, .rerank, .image, .imageEdit, .imageVariation, .speech, .transcription,
            .translation, .video:
            break
        }
    }

    /// What a model reads of a request.
    fileprivate var inputNames: [RequestMembers.Name] {
        switch self {
        case .chat: [.messages, .tools, .functions, .responseFormat]
        case .completion: [.prompt]
        case .response: [.input, .prompt, .instructions, .tools, .text]
        case .message, .messageTokenCount: [.messages, .system, .tools]
        case .embedding: [.input]
        case .moderation, .rerank, .image, .imageEdit, .imageVariation, .speech, .transcription,
            .translation, .video:
            []
        }
    }

    /// What a price may depend on besides the model.
    fileprivate func dimensions(of members: RequestMembers) -> [String: String] {
        var dimensions: [String: String] = [:]
        if let tier = members.string(.serviceTier).flatMap(ServiceTier.priced) {
            dimensions[ServiceTier.dimension] = tier
        }
        guard self == .message else { return dimensions }
        if let speed = members.string(.speed), speed != "standard" { dimensions["speed"] = speed }
        if let place = members.string(.inferenceGeo), place != "global" {
            dimensions["region"] = place
        }
        return dimensions
    }

    /// The members by which a client limits each choice's output.
    fileprivate var limitNames: [RequestMembers.Name] {
        switch self {
        case .chat: [.maxCompletionTokens, .maxTokens]
        case .completion, .message: [.maxTokens]
        case .response: [.maxOutputTokens]
        case .messageTokenCount, .embedding, .moderation, .rerank, .image, .imageEdit,
            .imageVariation, .speech, .transcription, .translation, .video:
            []
        }
    }
}

extension CallMeasure {
    /// Far more than any model writes, so that arithmetic on it cannot overflow.
    private static let tokensMax: Int64 = 1_000_000_000
    /// OpenAI's own bound.
    private static let choicesMax: Int64 = 128

    /// - Throws: ``RequestRefusal/field(_:expected:)``.
    fileprivate init(
        _ operation: ModelOperation, _ members: RequestMembers
    ) throws(RequestRefusal) {
        inputTokens = members.tokens(in: operation.inputNames)
        inputCeiling = TokenEstimate.ceiling(
            ofInput: inputTokens, bytes: members.body.readableBytes)
        dimensions = operation.dimensions(of: members)
        guard operation.hasOutput else { return }
        var limit: Int64?
        for name in operation.limitNames {
            guard let stated = try members.integer(name, in: 1...Self.tokensMax) else { continue }
            limit = min(stated, limit ?? stated)
        }
        // Other APIs have no such member, or mean something else by it.
        let choices =
            operation.asksForUsage
            ? try members.integer(.choices, in: 1...Self.choicesMax) ?? 1 : 1
        output = Output(choices: choices, tokensMax: limit.map { $0 * choices })
    }
}
