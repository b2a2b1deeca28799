// SPDX-License-Identifier: Apache-2.0

public import JSON
public import Money
public import Vocabulary

/// Reads the members of a request's object. Each refusal is a 400 that names the field and says
/// what belongs there; `null` counts as absent; members that nobody asks for are ignored.
public struct Fields: Sendable {
    public let object: JSONObject
    /// Where the object stands in the body, with a dot at the end; empty at the top.
    private let prefix: String

    /// - Parameter path: Where the object stands in the body; nil at the top.
    public init(_ json: JSON, at path: String? = nil) throws(APIError) {
        guard let object = json.object else {
            throw .invalid(path ?? "The body", expected: "a JSON object")
        }
        self.object = object
        prefix = path.map { "\($0)." } ?? ""
    }

    /// Whether the member is there and not null.
    public func has(_ name: String) -> Bool { present(name) != nil }

    /// The member as it came; nil when it is absent or null.
    public func present(_ name: String) -> JSON? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    /// The 400 for a member of this object.
    public func invalid(_ name: String, expected: String) -> APIError {
        .invalid(prefix + name, expected: expected)
    }

    /// Reads an optional member; nil from `read` is a refusal.
    public func optional<Value>(
        _ name: String, expected: String, _ read: (JSON) -> Value?
    ) throws(APIError) -> Value? {
        guard let json = present(name) else { return nil }
        guard let value = read(json) else { throw invalid(name, expected: expected) }
        return value
    }

    /// Reads a member that must be there.
    public func required<Value>(
        _ name: String, expected: String, _ read: (JSON) -> Value?
    ) throws(APIError) -> Value {
        guard let value = try optional(name, expected: expected, read) else {
            throw invalid(name, expected: expected)
        }
        return value
    }
}

extension Fields {
    /// An amount of credits: a number, or a string as `-?[0-9]+(\.[0-9]{1,9})?`.
    public func credits(_ name: String, _ range: AmountRange) throws(APIError) -> Credits {
        try required(name, expected: range.expected, range.read)
    }

    public func optionalCredits(_ name: String, _ range: AmountRange) throws(APIError) -> Credits? {
        try optional(name, expected: range.expected, range.read)
    }

    /// A text; its length counts Unicode scalars, and it has no control characters.
    public func string(
        _ name: String, lengths: ClosedRange<Int> = 1...200
    ) throws(APIError) -> String {
        try required(name, expected: textExpected(lengths)) { textWithin($0, lengths) }
    }

    public func optionalString(
        _ name: String, lengths: ClosedRange<Int> = 1...200
    ) throws(APIError) -> String? {
        try optional(name, expected: textExpected(lengths)) { textWithin($0, lengths) }
    }

    public func integer(_ name: String, in range: ClosedRange<Int64>) throws(APIError) -> Int64 {
        try required(name, expected: integerExpected(range)) { integerWithin($0, range) }
    }

    public func optionalInteger(
        _ name: String, in range: ClosedRange<Int64>
    ) throws(APIError) -> Int64? {
        try optional(name, expected: integerExpected(range)) { integerWithin($0, range) }
    }

    public func bool(_ name: String) throws(APIError) -> Bool {
        try required(name, expected: "true or false", \.bool)
    }

    public func optionalBool(_ name: String) throws(APIError) -> Bool? {
        try optional(name, expected: "true or false", \.bool)
    }
}

extension Fields {
    /// One of an enum's words.
    public func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, of kind: Choice.Type = Choice.self
    ) throws(APIError) -> Choice {
        try required(name, expected: oneOf(kind)) { $0.string.flatMap(Choice.init(rawValue:)) }
    }

    public func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, of kind: Choice.Type = Choice.self
    ) throws(APIError) -> Choice? {
        try optional(name, expected: oneOf(kind)) { $0.string.flatMap(Choice.init(rawValue:)) }
    }

    public func id<Kind: IDKind>(_ name: String, of: Kind.Type = Kind.self) throws(APIError)
        -> ID<Kind>
    {
        try required(name, expected: idExpected(Kind.self)) { $0.string.flatMap { ID($0) } }
    }

    public func optionalID<Kind: IDKind>(_ name: String, of: Kind.Type = Kind.self)
        throws(APIError) -> ID<Kind>?
    {
        try optional(name, expected: idExpected(Kind.self)) { $0.string.flatMap { ID($0) } }
    }

    public func instant(_ name: String) throws(APIError) -> Instant {
        try required(name, expected: instantExpected) {
            $0.string.flatMap { Instant(iso8601: $0) }
        }
    }

    public func optionalInstant(_ name: String) throws(APIError) -> Instant? {
        try optional(name, expected: instantExpected) {
            $0.string.flatMap { Instant(iso8601: $0) }
        }
    }

    /// An object within this one.
    public func fields(_ name: String) throws(APIError) -> Fields {
        try Fields(present(name) ?? .null, at: prefix + name)
    }

    public func optionalFields(_ name: String) throws(APIError) -> Fields? {
        guard let json = present(name) else { return nil }
        return try Fields(json, at: prefix + name)
    }

    /// The objects of an array, each with its place in the names of its refusals.
    public func list(_ name: String, counts: ClosedRange<Int>) throws(APIError) -> [Fields] {
        let expected = "an array of \(counts.lowerBound) to \(counts.upperBound) objects"
        let elements = try required(name, expected: expected) { json in
            json.array.flatMap { counts.contains($0.count) ? $0 : nil }
        }
        var list: [Fields] = []
        for (place, element) in elements.enumerated() {
            list.append(try Fields(element, at: "\(prefix)\(name).\(place)"))
        }
        return list
    }

    /// What the caller wants to find again on what it makes: at most 50 members and 16 KiB.
    public func metadata(_ name: String = "metadata") throws(APIError) -> JSONObject? {
        try optional(name, expected: "an object of at most 50 members and 16 KiB") { json in
            guard let object = json.object, object.count <= 50, json.encoded().count <= 16_384
            else { return nil }
            return object
        }
    }
}
