// SPDX-License-Identifier: Apache-2.0

extension JSON {
    /// Reads one JSON value by RFC 8259, strictly: what two programs could read differently is
    /// refused (repeated names, byte order marks, lone surrogates, text that is not UTF-8).
    ///
    /// - Throws: ``JSONRefusal``, with the place of the first thing that is wrong.
    public init(
        parsing bytes: some Collection<UInt8>, limits: JSONLimits = .request
    ) throws(JSONRefusal) {
        // The closure returns a result, as the standard library's would lose the type of the error.
        let result = withByteReader(over: bytes) { reader -> Result<JSON, JSONRefusal> in
            var parser = TreeParser(reader: reader, limits: limits)
            do throws(JSONRefusal) {
                return .success(try parser.document())
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }
}

/// Reads values into trees. It recurses, never deeper than `depthMax`.
private struct TreeParser {
    var reader: ByteReader
    let limits: JSONLimits

    private var depthMax: Int { limits.depthMax }

    mutating func document() throws(JSONRefusal) -> JSON {
        try reader.begin()
        let value = try value(depth: 0)
        try reader.end()
        return value
    }

    private mutating func value(depth: Int) throws(JSONRefusal) -> JSON {
        reader.skipWhiteSpace()
        switch reader.current {
        case .quote:
            _ = reader.take(.quote)
            return .string(reader.text(of: try reader.string()))
        case .openBrace:
            return .object(try object(depth: depth + 1))
        case .openBracket:
            return .array(try array(depth: depth + 1))
        case UInt8(ascii: "t"):
            try reader.word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try reader.word("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try reader.word("null")
            return .null
        case .minus, .zero ... .nine:
            let token = StringToken(range: try reader.number(), hasEscapes: false)
            return .number(JSONNumber(checked: reader.text(of: token)))
        default:
            throw reader.refusal(expected: "a value")
        }
    }

    private mutating func array(depth: Int) throws(JSONRefusal) -> [JSON] {
        guard depth <= depthMax else { throw .tooDeep(depthMax) }
        _ = reader.take(.openBracket)
        reader.skipWhiteSpace()
        var elements: [JSON] = []
        if reader.take(.closeBracket) { return elements }
        repeat {
            do throws(JSONRefusal) {
                elements.append(try value(depth: depth))
            } catch {
                throw error.inside(String(elements.count))
            }
            reader.skipWhiteSpace()
        } while reader.take(.comma)
        guard reader.take(.closeBracket) else {
            throw reader.refusal(expected: "a comma or a closing bracket")
        }
        return elements
    }

    private mutating func object(depth: Int) throws(JSONRefusal) -> JSONObject {
        guard depth <= depthMax else { throw .tooDeep(depthMax) }
        _ = reader.take(.openBrace)
        reader.skipWhiteSpace()
        var object = JSONObject()
        if reader.take(.closeBrace) { return object }
        var names = NamesSeen()
        repeat {
            let name = reader.text(of: try reader.name())
            guard limits.takesRepeatedNames || names.isNew(name, in: object) else {
                throw .duplicateName(name)
            }
            do throws(JSONRefusal) {
                object.append(name: name, value: try value(depth: depth))
            } catch {
                throw error.inside(name)
            }
            reader.skipWhiteSpace()
        } while reader.take(.comma)
        guard reader.take(.closeBrace) else {
            throw reader.refusal(expected: "a comma or a closing brace")
        }
        return object
    }
}

/// Finds repeated names: by looking through the members while they are few, by a set from then on,
/// so that an object of a hundred thousand names costs a hundred thousand steps.
private struct NamesSeen {
    private static let fewMax = 16

    private struct Name: Hashable {
        let text: String

        static func == (lhs: Name, rhs: Name) -> Bool { isSameName(lhs.text, rhs.text) }

        func hash(into hasher: inout Hasher) {
            // A string's own hash would normalise it first. What a string without contiguous bytes
            // gives, its length, is right too; ours all have them.
            hasher.combine(text.utf8.count)
            text.utf8.withContiguousStorageIfAvailable {
                hasher.combine(bytes: UnsafeRawBufferPointer($0))
            }
        }
    }

    private var names: Set<Name> = []

    mutating func isNew(_ name: String, in object: JSONObject) -> Bool {
        if object.count < NamesSeen.fewMax { return object.index(of: name) == nil }
        if names.isEmpty { names = Set(object.members.map { Name(text: $0.name) }) }
        return names.insert(Name(text: name)).inserted
    }
}
