// SPDX-License-Identifier: Apache-2.0

/// Writes JSON text piece by piece, without a tree of values: for what is written at every charge
/// and read by hand.
///
/// What is written must be one value; the caller sees to it that no object has a name twice.
public struct JSONWriter {
    private var bytes: [UInt8] = []
    /// Whether a comma stands before what comes next.
    private var needsComma = false

    /// - Parameter capacity: Bytes that the text is likely to have.
    public init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Writes an object, with the members that `members` writes.
    public mutating func object(_ members: (inout JSONWriter) -> Void) {
        enclose(.openBrace, .closeBrace, members)
    }

    /// Writes an array, with the elements that `elements` writes.
    public mutating func array(_ elements: (inout JSONWriter) -> Void) {
        enclose(.openBracket, .closeBracket, elements)
    }

    private mutating func enclose(
        _ opening: UInt8, _ closing: UInt8, _ content: (inout JSONWriter) -> Void
    ) {
        separate()
        bytes.append(opening)
        needsComma = false
        content(&self)
        bytes.append(closing)
        needsComma = true
    }

    /// Writes the name of a member; its value must be next. What stands in our own source needs no
    /// escapes.
    public mutating func name(_ name: StaticString) {
        separate()
        bytes.append(.quote)
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(.quote)
        bytes.append(.colon)
        needsComma = false
    }

    /// Writes a name that comes from elsewhere.
    public mutating func name(of name: String) {
        separate()
        encodeString(name, into: &bytes)
        bytes.append(.colon)
        needsComma = false
    }

    public mutating func string(_ string: String) {
        separate()
        encodeString(string, into: &bytes)
    }

    public mutating func number(_ number: JSONNumber) {
        separate()
        bytes.append(contentsOf: number.text.utf8)
    }

    public mutating func member(_ name: StaticString, _ string: String) {
        self.name(name)
        self.string(string)
    }

    public mutating func member(_ name: StaticString, _ number: JSONNumber) {
        self.name(name)
        self.number(number)
    }

    private mutating func separate() {
        if needsComma { bytes.append(.comma) }
        needsComma = true
    }
}
