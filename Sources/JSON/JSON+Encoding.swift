// SPDX-License-Identifier: Apache-2.0

import Money

extension JSON {
    /// The value as JSON text without white space.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    /// ``encoded()`` as a string.
    public var text: String { String(decoding: encoded(), as: UTF8.self) }

    /// Appends the value as JSON text without white space.
    public func encode(into bytes: inout [UInt8]) {
        encode(into: &bytes, style: .asWritten)
    }

    /// The bytes that all spellings of the same value share, to compare requests by: names in the
    /// order of their bytes, `0.10` and `1e-1` as `0.1`, no escape that is not needed.
    ///
    /// Numbers beyond ``Money/ExactDecimal`` keep their text.
    public var canonical: [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes, style: .canonical)
        return bytes
    }

    fileprivate enum Style { case asWritten, canonical }

    fileprivate func encode(into bytes: inout [UInt8], style: Style) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(true): bytes.append(contentsOf: "true".utf8)
        case .bool(false): bytes.append(contentsOf: "false".utf8)
        case .number(let number):
            let text = style == .canonical ? number.canonicalText : number.text
            bytes.append(contentsOf: text.utf8)
        case .string(let string): encodeString(string, into: &bytes)
        case .array(let elements): encodeArray(elements, into: &bytes, style: style)
        case .object(let object): encodeObject(object, into: &bytes, style: style)
        }
    }
}

private func encodeArray(_ elements: [JSON], into bytes: inout [UInt8], style: JSON.Style) {
    bytes.append(.openBracket)
    var isFirst = true
    for element in elements {
        if !isFirst { bytes.append(.comma) }
        isFirst = false
        element.encode(into: &bytes, style: style)
    }
    bytes.append(.closeBracket)
}

private func encodeObject(_ object: JSONObject, into bytes: inout [UInt8], style: JSON.Style) {
    var members = object.members
    if style == .canonical {
        members.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
    bytes.append(.openBrace)
    var isFirst = true
    for (name, value) in members {
        if !isFirst { bytes.append(.comma) }
        isFirst = false
        encodeString(name, into: &bytes)
        bytes.append(.colon)
        value.encode(into: &bytes, style: style)
    }
    bytes.append(.closeBrace)
}

/// Appends a string in quotes; escaped are quotes, backslashes and control characters, no others.
func encodeString(_ string: String, into bytes: inout [UInt8]) {
    bytes.append(.quote)
    let isDone: Void? = string.utf8.withContiguousStorageIfAvailable { utf8 in
        encodeText(utf8, into: &bytes)
    }
    if isDone == nil { Array(string.utf8).withUnsafeBufferPointer { encodeText($0, into: &bytes) } }
    bytes.append(.quote)
}

private func encodeText(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
    var start = 0
    for (offset, byte) in text.enumerated()
    where byte < .space || byte == .quote || byte == .backslash {
        bytes.append(contentsOf: text[start..<offset])
        start = offset + 1
        bytes.append(.backslash)
        switch byte {
        case .quote, .backslash: bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case .lineFeed: bytes.append(UInt8(ascii: "n"))
        case .carriageReturn: bytes.append(UInt8(ascii: "r"))
        case .tab: bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(byte < 0x10 ? .zero : .zero + 1)
            bytes.append(hexadecimalDigits[Int(byte & 15)])
        }
    }
    bytes.append(contentsOf: text[start...])
}

private let hexadecimalDigits = Array("0123456789abcdef".utf8)

extension JSONNumber {
    /// The one text of all numbers of this value.
    fileprivate var canonicalText: String {
        do {
            return try decimal.description
        } catch {
            return text
        }
    }
}
