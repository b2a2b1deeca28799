// SPDX-License-Identifier: Apache-2.0

import JSON
import NIOCore

/// The fields of a request that decide how large a call is, whether they came as JSON or as a form.
struct CallFields {
    private let values: [String: JSON]
    /// Form fields are texts, whatever they mean.
    private let isForm: Bool

    /// What any operation here looks at; everything else is between the client and the model.
    private static let names = [
        "prompt", "input", "instructions", "query", "documents", "n", "size", "quality", "style",
        "resolution", "partial_images", "stream", "stream_format", "response_format", "speed",
        "service_tier", "images", "input_fidelity", "seconds",
    ]

    /// The members of a JSON object that has been checked already.
    init(_ body: ByteBuffer) {
        let bytes = body.readableBytesView
        var values: [String: JSON] = [:]
        for (name, range) in zip(Self.names, JSONScanner.members(Self.names, of: bytes) ?? []) {
            guard let range else { continue }
            let start = bytes.startIndex
            values[name] = Self.json(bytes[start + range.lowerBound..<start + range.upperBound])
        }
        self.values = values
        isForm = false
    }

    /// The fields of a form.
    init(form fields: [String: String]) {
        values = fields.mapValues { .string($0) }
        isForm = true
    }

    private static func json(_ bytes: ByteBufferView) -> JSON? {
        do throws(JSONRefusal) {
            let json = try JSON(parsing: bytes)
            return json.isNull ? nil : json
        } catch {
            return nil
        }
    }

    subscript(name: String) -> JSON? { values[name] }

    /// A text that decides a price if it is one that prices know; anything else passes.
    func text(_ name: String) -> String? {
        guard let text = values[name]?.string, !text.isEmpty else { return nil }
        return text
    }

    /// - Throws: ``RequestRefusal/field(_:expected:)``, here and below.
    func requiredText(_ name: String, expected: String) throws(RequestRefusal) -> String {
        guard let text = text(name) else { throw .field(name, expected: expected) }
        return text
    }

    func integer(
        _ name: String, in bounds: ClosedRange<Int64>
    ) throws(RequestRefusal) -> Int64? {
        guard let value = values[name] else { return nil }
        let integer = isForm ? value.string.flatMap(Int64.init) : value.int64
        guard let integer, bounds.contains(integer) else {
            let (low, high) = (bounds.lowerBound, bounds.upperBound)
            throw .field(name, expected: "a whole number from \(low) to \(high)")
        }
        return integer
    }

    /// A whole number that may stand in quotes, as OpenAI's `seconds` does.
    func quotedInteger(
        _ name: String, in bounds: ClosedRange<Int64>
    ) throws(RequestRefusal) -> Int64? {
        guard let text = text(name) else { return try integer(name, in: bounds) }
        guard let integer = Int64(text), bounds.contains(integer) else {
            let (low, high) = (bounds.lowerBound, bounds.upperBound)
            throw .field(name, expected: "a whole number from \(low) to \(high)")
        }
        return integer
    }

    func bool(_ name: String) throws(RequestRefusal) -> Bool? {
        guard let value = values[name] else { return nil }
        let words = ["true": true, "false": false, "True": true, "False": false]
        guard let bool = isForm ? value.string.flatMap({ words[$0] }) : value.bool else {
            throw .field(name, expected: "true or false")
        }
        return bool
    }
}
