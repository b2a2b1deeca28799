// SPDX-License-Identifier: Apache-2.0

/// Visits the names and values of JSON text that has been checked already, without building a tree.
struct TextWalk {
    enum Item {
        /// The name of a member, without its quotes.
        case name(Range<Int>)
        /// A text, without its quotes and with its escapes, and the member's name if it has one.
        case text(Range<Int>, name: Range<Int>?)
        /// A number, `true`, `false` or `null`.
        case scalar(Range<Int>, name: Range<Int>?)
    }

    let bytes: UnsafeBufferPointer<UInt8>
    private var position: Int
    private let end: Int
    private var name: Range<Int>?

    init(_ bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = min(range.upperBound, bytes.count)
    }

    mutating func next() -> Item? {
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                return string()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                return scalar()
            case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "}"), UInt8(ascii: "]"):
                name = nil
                position += 1
            default:
                position += 1
            }
        }
        return nil
    }

    private mutating func string() -> Item {
        let start = position + 1
        position = start
        while position < end, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        let range = start..<max(start, min(position, end))
        position += 1
        while position < end, bytes[position] <= UInt8(ascii: " ") { position += 1 }
        if position < end, bytes[position] == UInt8(ascii: ":") {
            name = range
            position += 1
            return .name(range)
        }
        defer { name = nil }
        return .text(range, name: name)
    }

    private mutating func scalar() -> Item {
        let start = position
        while position < end, !Self.endsScalar(bytes[position]) { position += 1 }
        defer { name = nil }
        return .scalar(start..<position, name: name)
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        byte <= UInt8(ascii: " ") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")
            || byte == UInt8(ascii: "}")
    }
}

extension TextWalk {
    /// Whether the range spells `word`.
    func spells(_ range: Range<Int>, _ word: StaticString) -> Bool {
        range.count == word.utf8CodeUnitCount
            && bytes[range].elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// The tokens of a text, its escapes undone.
    func tokens(of range: Range<Int>) -> Int64 {
        var boundaries = TokenBoundaries()
        var count: Int64 = 0
        var index = range.lowerBound
        while index < range.upperBound {
            var byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\\"), index < range.upperBound {
                byte = Self.meaning(ofEscape: bytes[index])
                index += bytes[index] == UInt8(ascii: "u") ? 5 : 1
            }
            if boundaries.isStart(byte) { count += 1 }
        }
        return count
    }

    private static func meaning(ofEscape byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): UInt8(ascii: "\n")
        // Escaped by number are mostly characters outside ASCII: the first byte of such a one.
        case UInt8(ascii: "u"): 0xE4
        default: byte
        }
    }
}
