// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// What a client asks of a model, as far as it decides the price.
///
/// The body is scanned, not parsed: everything else in it is between the client and the model.
struct ModelRequest: Sendable {
    let operation: ModelOperation
    let body: ByteBuffer
    /// As the client wrote it.
    let model: String
    private(set) var isStreamed = false
    /// The client wants to see the usage of a stream.
    private(set) var wantsUsage = false
    /// What the client limits each choice's output to.
    private(set) var outputTokensMax: Int64?
    private(set) var choices: Int64 = 1
    private(set) var serviceTier: String?
    /// Counted here, before the call; see ``TokenEstimate``.
    private(set) var inputTokens: Int64 = 0

    /// - Throws: ``RequestRefusal``, in the order of its cases.
    init(_ operation: ModelOperation, body: ByteBuffer) throws(RequestRefusal) {
        self.operation = operation
        self.body = body
        let members = try Members(body)
        model = try members.required(.model, expected: "the name of a model") { json in
            json.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        let input = try members.range(ofInputFor: operation)
        isStreamed = try members.bool(.stream) ?? false
        wantsUsage = try members.includesUsage()
        let limits = [
            try members.integer(.maxCompletionTokens, in: 1...Self.tokensMax),
            try members.integer(.maxTokens, in: 1...Self.tokensMax),
        ]
        outputTokensMax = limits.compactMap(\.self).min()
        choices = try members.integer(.choices, in: 1...Self.choicesMax) ?? 1
        serviceTier = members.text(.serviceTier)
        inputTokens = Self.inputTokens(of: members, input: input, in: body)
        if !operation.hasOutput { isStreamed = false }
    }

    /// Far more than any model writes, so that arithmetic on it cannot overflow.
    private static let tokensMax: Int64 = 1_000_000_000
    /// OpenAI's own bound.
    private static let choicesMax: Int64 = 128

    private static func inputTokens(
        of members: Members, input: Range<Int>, in body: ByteBuffer
    ) -> Int64 {
        let others = [Name.tools, .functions, .responseFormat]
        let ranges = [input] + others.compactMap { members.ranges[$0.rawValue] }
        return body.withUnsafeReadableBytes { raw in
            let bytes = raw.assumingMemoryBound(to: UInt8.self)
            return ranges.reduce(0) { $0 + TokenEstimate.ofInput(bytes, in: $1) }
        }
    }
}

/// Why a body asks nothing of a model.
enum RequestRefusal: Error, Hashable {
    /// Not JSON, or not an object, or a member is there twice.
    case malformed(String)
    /// A field is missing or is not what belongs there.
    case field(String, expected: String)
}

extension ModelRequest {
    /// The members that decide something here.
    fileprivate enum Name: Int, CaseIterable {
        case model, stream, streamOptions, maxTokens, maxCompletionTokens, choices, serviceTier
        case messages, prompt, input, tools, functions, responseFormat

        var text: String {
            switch self {
            case .model: "model"
            case .stream: "stream"
            case .streamOptions: "stream_options"
            case .maxTokens: "max_tokens"
            case .maxCompletionTokens: "max_completion_tokens"
            case .choices: "n"
            case .serviceTier: "service_tier"
            case .messages: "messages"
            case .prompt: "prompt"
            case .input: "input"
            case .tools: "tools"
            case .functions: "functions"
            case .responseFormat: "response_format"
            }
        }

        static let texts = allCases.map(\.text)
    }

    /// Where those members stand in a body.
    fileprivate struct Members {
        let body: ByteBuffer
        let ranges: [Range<Int>?]

        init(_ body: ByteBuffer) throws(RequestRefusal) {
            self.body = body
            guard let ranges = JSONScanner.members(Name.texts, of: body.readableBytesView) else {
                throw Self.refusal(of: body)
            }
            self.ranges = ranges
        }

        /// The scanner only says that something is wrong; the reader says what.
        private static func refusal(of body: ByteBuffer) -> RequestRefusal {
            do throws(JSONRefusal) {
                _ = try JSON(parsing: body.readableBytesView)
                return .malformed("The body must be a JSON object.")
            } catch {
                return .malformed(error.description)
            }
        }

        /// The member's value, nil when it is absent or null.
        private func value(_ name: Name) -> JSON? {
            guard let range = ranges[name.rawValue] else { return nil }
            let start = body.readableBytesView.startIndex
            let bytes = body.readableBytesView[start + range.lowerBound..<start + range.upperBound]
            do throws(JSONRefusal) {
                let json = try JSON(parsing: bytes)
                guard !json.isNull else { return nil }
                return json
            } catch {
                return nil
            }
        }

        func required<Value>(
            _ name: Name, expected: String, _ read: (JSON) -> Value?
        ) throws(RequestRefusal) -> Value {
            guard let value = value(name).flatMap(read) else {
                throw .field(name.text, expected: expected)
            }
            return value
        }

        func bool(_ name: Name) throws(RequestRefusal) -> Bool? {
            guard let value = value(name) else { return nil }
            guard let bool = value.bool else {
                throw .field(name.text, expected: "true or false")
            }
            return bool
        }

        func integer(
            _ name: Name, in bounds: ClosedRange<Int64>
        ) throws(RequestRefusal) -> Int64? {
            guard let value = value(name) else { return nil }
            guard let integer = value.int64, bounds.contains(integer) else {
                let (low, high) = (bounds.lowerBound, bounds.upperBound)
                throw .field(name.text, expected: "a whole number from \(low) to \(high)")
            }
            return integer
        }

        /// A text that decides a price if it is one that prices know; anything else passes.
        func text(_ name: Name) -> String? { value(name)?.string }

        func includesUsage() throws(RequestRefusal) -> Bool {
            guard let options = value(.streamOptions) else { return false }
            guard options.object != nil else {
                throw .field(Name.streamOptions.text, expected: "an object")
            }
            return options["include_usage"]?.bool ?? false
        }

        /// Where the input stands: something that is not empty, in a form that the operation takes.
        func range(ofInputFor operation: ModelOperation) throws(RequestRefusal) -> Range<Int> {
            let name: Name
            let expected: String
            switch operation {
            case .chat: (name, expected) = (.messages, "a list of at least one message")
            case .completion: (name, expected) = (.prompt, "a text, or a list of texts or tokens")
            case .embedding: (name, expected) = (.input, "a text, or a list of texts or tokens")
            }
            guard let range = ranges[name.rawValue],
                isList(range) || operation != .chat && isText(range)
            else { throw .field(name.text, expected: expected) }
            return range
        }

        private func byte(_ index: Int) -> UInt8? {
            body.getInteger(at: body.readerIndex + index)
        }

        private func isList(_ range: Range<Int>) -> Bool {
            guard byte(range.lowerBound) == UInt8(ascii: "[") else { return false }
            // The text is JSON: behind white space stands an element or the end of the list.
            let first = range.dropFirst().first { (byte($0) ?? 0) > UInt8(ascii: " ") }
            return first.flatMap(byte) != UInt8(ascii: "]")
        }

        private func isText(_ range: Range<Int>) -> Bool {
            byte(range.lowerBound) == UInt8(ascii: "\"") && range.count > 2
        }
    }
}
