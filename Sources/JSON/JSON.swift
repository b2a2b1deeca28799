// SPDX-License-Identifier: Apache-2.0

public import Money

/// A JSON value that loses nothing: numbers stay the text that was on the wire, members keep their
/// order, and no object read from outside names a member twice.
///
/// There is no binary fraction in here, and no literal makes one: amounts go in by ``credits(_:)``
/// and come out by ``JSONNumber/decimal``.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSON])
    case object(JSONObject)

    /// An amount as API.md writes it: a number without exponent or trailing zeros.
    public static func credits(_ credits: Credits) -> JSON { .number(JSONNumber(credits)) }
}

extension JSON {
    /// Whether this is the value `null` (an absent member is nil instead).
    public var isNull: Bool { self == .null }

    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    public var number: JSONNumber? {
        if case .number(let number) = self { number } else { nil }
    }

    /// The number as an integer, nil when it is none (`1.5`, `"1"`); `1e3` and `2.0` are integers.
    public var int64: Int64? { number?.int64 }

    public var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    public var array: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    public var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The member of this name, nil when there is none or this is not an object.
    public subscript(_ name: String) -> JSON? {
        if case .object(let object) = self { object[name] } else { nil }
    }
}

extension JSON: ExpressibleByNilLiteral {
    public init(nilLiteral: ()) { self = .null }
}

extension JSON: ExpressibleByBooleanLiteral {
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSON: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
}

extension JSON: ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { self = .string(value) }
}

extension JSON: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
}

extension JSON: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(JSONObject(settingEach: elements))
    }
}
