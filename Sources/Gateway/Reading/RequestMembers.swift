// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// Where the members of a request stand that decide something here.
///
/// The body is scanned, not parsed: everything else in it is between the client and the model.
struct RequestMembers {
    let body: ByteBuffer
    private let ranges: [Range<Int>?]

    enum Name: Int, CaseIterable {
        case model, stream, streamOptions, background, serviceTier, choices, speed, inferenceGeo
        case maxTokens, maxCompletionTokens, maxOutputTokens
        case messages, prompt, input, system, instructions, tools, functions, responseFormat, text

        var spelling: String {
            switch self {
            case .model: "model"
            case .stream: "stream"
            case .streamOptions: "stream_options"
            case .background: "background"
            case .serviceTier: "service_tier"
            case .choices: "n"
            case .speed: "speed"
            case .inferenceGeo: "inference_geo"
            case .maxTokens: "max_tokens"
            case .maxCompletionTokens: "max_completion_tokens"
            case .maxOutputTokens: "max_output_tokens"
            case .messages: "messages"
            case .prompt: "prompt"
            case .input: "input"
            case .system: "system"
            case .instructions: "instructions"
            case .tools: "tools"
            case .functions: "functions"
            case .responseFormat: "response_format"
            case .text: "text"
            }
        }

        fileprivate static let spellings = allCases.map(\.spelling)
    }

    /// - Throws: ``RequestRefusal/malformed(_:)``.
    init(_ body: ByteBuffer) throws(RequestRefusal) {
        self.body = body
        guard let ranges = JSONScanner.members(Name.spellings, of: body.readableBytesView) else {
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

    func range(of name: Name) -> Range<Int>? { ranges[name.rawValue] }
}

// MARK: Values

extension RequestMembers {
    /// The member's value, nil when it is absent or null.
    private func value(_ name: Name) -> JSON? {
        guard let range = range(of: name) else { return nil }
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

    /// The name of the model.
    ///
    /// - Parameter standard: What an absent name means; nil where it may not be absent.
    func model(otherwise standard: String? = nil) throws(RequestRefusal) -> String {
        if let standard, value(.model) == nil { return standard }
        guard let model = value(.model)?.string, !model.isEmpty else {
            throw .field(Name.model.spelling, expected: "the name of a model")
        }
        return model
    }

    func bool(_ name: Name) throws(RequestRefusal) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let bool = value.bool else {
            throw .field(name.spelling, expected: "true or false")
        }
        return bool
    }

    func integer(
        _ name: Name, in bounds: ClosedRange<Int64>
    ) throws(RequestRefusal) -> Int64? {
        guard let value = value(name) else { return nil }
        guard let integer = value.int64, bounds.contains(integer) else {
            let (low, high) = (bounds.lowerBound, bounds.upperBound)
            throw .field(name.spelling, expected: "a whole number from \(low) to \(high)")
        }
        return integer
    }

    /// A text that decides a price if it is one that prices know; anything else passes.
    func string(_ name: Name) -> String? { value(name)?.string }

    /// Whether the client wants to see the usage of a stream.
    func includesUsage() throws(RequestRefusal) -> Bool {
        guard let options = value(.streamOptions) else { return false }
        guard options.object != nil else {
            throw .field(Name.streamOptions.spelling, expected: "an object")
        }
        return options["include_usage"]?.bool ?? false
    }
}

// MARK: Input

extension RequestMembers {
    /// Requires something that is not empty.
    func requireList(_ name: Name, expected: String) throws(RequestRefusal) {
        guard let range = range(of: name), isList(range) else {
            throw .field(name.spelling, expected: expected)
        }
    }

    /// Requires a text or a list that is not empty.
    func requireTextOrList(_ name: Name, expected: String) throws(RequestRefusal) {
        guard let range = range(of: name), isList(range) || isText(range) else {
            throw .field(name.spelling, expected: expected)
        }
    }

    /// The tokens of some members together; see ``TokenEstimate``.
    func tokens(in names: [Name]) -> Int64 {
        body.withUnsafeReadableBytes { raw in
            let bytes = raw.assumingMemoryBound(to: UInt8.self)
            return names.reduce(0) { sum, name in
                sum + (range(of: name).map { TokenEstimate.ofInput(bytes, in: $0) } ?? 0)
            }
        }
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
