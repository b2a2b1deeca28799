// SPDX-License-Identifier: Apache-2.0

/// Walks through the tokens of JSON text and checks each one: the grammar, once, for the reader of
/// trees and for the scanner.
struct ByteReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position >= bytes.count }

    /// The byte at the position, or 0 at the end: JSON text may not hold a 0 anywhere, so a token
    /// that goes on until its last byte cannot go on past the end.
    var current: UInt8 {
        @inline(__always) get { position < bytes.count ? bytes[position] : 0 }
    }

    func refusal(expected: String) -> JSONRefusal {
        .malformed(offset: position, expected: expected)
    }

    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    mutating func skipWhiteSpace() {
        // Compact text has none: one comparison then.
        while current <= .space, isWhiteSpace(current) { position += 1 }
    }

    private func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == .space || byte == .lineFeed || byte == .tab || byte == .carriageReturn
    }

    /// The start of a document: not empty, and no byte order mark.
    mutating func begin() throws(JSONRefusal) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw refusal(expected: "a value, not a byte order mark")
        }
        skipWhiteSpace()
        guard !isAtEnd else { throw .empty }
    }

    mutating func end() throws(JSONRefusal) {
        skipWhiteSpace()
        guard isAtEnd else { throw .trailingBytes(offset: position) }
    }

    /// A member's name and the colon behind it.
    mutating func name() throws(JSONRefusal) -> StringToken {
        skipWhiteSpace()
        guard take(.quote) else { throw refusal(expected: "a name in quotes") }
        let name = try string()
        skipWhiteSpace()
        guard take(.colon) else { throw refusal(expected: "a colon") }
        return name
    }

    /// Passes `true`, `false` or `null`.
    mutating func word(_ word: StaticString) throws(JSONRefusal) {
        let count = word.utf8CodeUnitCount
        let matches =
            bytes.count - position >= count
            && bytes[position..<position + count].elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: count))
        guard matches else { throw refusal(expected: "a value") }
        position += count
    }

    /// Passes a number and returns where it stands.
    mutating func number() throws(JSONRefusal) -> Range<Int> {
        let start = position
        _ = take(.minus)
        if !take(.zero) { try digits() }
        if take(.point) { try digits() }
        if current | 0x20 == .e {
            position += 1
            if !take(.plus) { _ = take(.minus) }
            try digits()
        }
        return start..<position
    }

    private mutating func digits() throws(JSONRefusal) {
        let start = position
        while current &- .zero < 10 { position += 1 }
        guard position > start else { throw refusal(expected: "a digit") }
    }
}

extension UInt8 {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let colon = UInt8(ascii: ":")
    static let comma = UInt8(ascii: ",")
    static let minus = UInt8(ascii: "-")
    static let plus = UInt8(ascii: "+")
    static let point = UInt8(ascii: ".")
    static let zero = UInt8(ascii: "0")
    static let nine = UInt8(ascii: "9")
    static let e = UInt8(ascii: "e")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
}

/// Runs `body` over the bytes where they lie; a collection without contiguous storage is copied.
func withByteReader<Result>(
    over bytes: some Collection<UInt8>, _ body: (inout ByteReader) -> Result
) -> Result {
    let run = { (buffer: UnsafeBufferPointer<UInt8>) in
        var reader = ByteReader(buffer)
        return body(&reader)
    }
    if let result = bytes.withContiguousStorageIfAvailable(run) { return result }
    return Array(bytes).withUnsafeBufferPointer(run)
}
