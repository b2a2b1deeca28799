// SPDX-License-Identifier: Apache-2.0

public import Hummingbird
public import Vocabulary

/// Reads the parameters behind the `?`. Each refusal is a 400 that names the parameter; an empty
/// one counts as absent; parameters that nobody asks for are ignored.
public struct Query: Sendable {
    private let parameters: [String: String]

    /// Of a parameter that is there twice, the first counts.
    public init(_ request: Request) {
        let pairs = (request.uri.query ?? "").split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (percentDecoded(parts[0]), parts.count > 1 ? percentDecoded(parts[1]) : "")
        }
        parameters = Dictionary(pairs) { first, _ in first }
    }

    /// How many elements a list may have: 1–200, 50 unless said.
    public func limit() throws(APIError) -> Int {
        Int(try integer("limit", in: 1...200) ?? 50)
    }

    public func text(
        _ name: String, lengths: ClosedRange<Int> = 1...200
    ) throws(APIError) -> String? {
        try optional(name, expected: textExpected(lengths)) { isText($0, lengths) ? $0 : nil }
    }

    public func integer(_ name: String, in range: ClosedRange<Int64>) throws(APIError) -> Int64? {
        try optional(name, expected: integerExpected(range)) { text in
            Int64(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    public func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, of kind: Choice.Type = Choice.self
    ) throws(APIError) -> Choice? {
        try optional(name, expected: oneOf(kind)) { Choice(rawValue: $0) }
    }

    public func id<Kind: IDKind>(
        _ name: String, of: Kind.Type = Kind.self
    ) throws(APIError) -> ID<Kind>? {
        try optional(name, expected: idExpected(Kind.self)) { ID<Kind>($0) }
    }

    public func instant(_ name: String) throws(APIError) -> Instant? {
        try optional(name, expected: instantExpected) { Instant(iso8601: $0) }
    }

    /// Where the page starts: the position that ``Cursor/text(for:)`` was made of, nil on the
    /// first.
    public func cursor() throws(APIError) -> String? {
        try optional("cursor", expected: Cursor.expected) { Cursor.position(in: $0) }
    }

    /// ``cursor()`` of a list in the order of its ids.
    public func cursor<Kind: IDKind>(of: Kind.Type = Kind.self) throws(APIError) -> ID<Kind>? {
        try optional("cursor", expected: Cursor.expected) { text in
            Cursor.position(in: text).flatMap { ID<Kind>($0) }
        }
    }

    /// ``cursor()`` of a list in the order of a number.
    public func numericCursor() throws(APIError) -> Int64? {
        try optional("cursor", expected: Cursor.expected) { text in
            Cursor.position(in: text).flatMap { Int64($0) }
        }
    }

    private func optional<Value>(
        _ name: String, expected: String, _ read: (String) -> Value?
    ) throws(APIError) -> Value? {
        guard let text = parameters[name], !text.isEmpty else { return nil }
        guard let value = read(text) else { throw .invalid(name, expected: expected) }
        return value
    }
}
