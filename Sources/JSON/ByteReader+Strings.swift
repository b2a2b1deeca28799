// SPDX-License-Identifier: Apache-2.0

/// What stands between two quotes, checked.
struct StringToken {
    let range: Range<Int>
    let hasEscapes: Bool
}

extension ByteReader {
    /// Passes a string whose opening quote has been taken.
    mutating func string() throws(JSONRefusal) -> StringToken {
        let start = position
        var hasEscapes = false
        while true {
            skipPlainASCII()
            switch current {
            case .quote:
                position += 1
                return StringToken(range: start..<position - 1, hasEscapes: hasEscapes)
            case .backslash:
                hasEscapes = true
                try escape()
            case 0x80...:
                try multibyteCharacter()
            default:
                throw refusal(expected: isAtEnd ? "a closing quote" : "no bare control character")
            }
        }
    }

    /// The text of a token that ``string()`` returned.
    func text(of token: StringToken) -> String {
        if token.hasEscapes { return unescaped(token.range) }
        return String(
            decoding: UnsafeBufferPointer(rebasing: bytes[token.range]), as: UTF8.self)
    }

    /// Whether the token spells `name`, with or without escapes.
    func token(_ token: StringToken, spells name: String) -> Bool {
        if token.hasEscapes { return isSameName(unescaped(token.range), name) }
        return token.range.count == name.utf8.count
            && bytes[token.range].elementsEqual(name.utf8)
    }

    /// Moves to the next byte that is not just a character of its own: eight bytes at a time, as
    /// most of every body is text.
    @inline(__always)
    private mutating func skipPlainASCII() {
        let raw = UnsafeRawBufferPointer(bytes)
        while position &+ 8 <= raw.count {
            let word = UInt64(
                littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let special = specialBytes(in: word)
            guard special == 0 else {
                position += special.trailingZeroBitCount / 8
                return
            }
            position += 8
        }
        while position < bytes.count, isPlainASCII(bytes[position]) { position += 1 }
    }

    private func isPlainASCII(_ byte: UInt8) -> Bool {
        byte >= .space && byte < 0x80 && byte != .quote && byte != .backslash
    }

    /// Passes an escape, and both halves of a surrogate pair; a lone half is refused.
    private mutating func escape() throws(JSONRefusal) {
        let start = position
        position += 1
        switch current {
        case .quote, .backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            let unit = try hexadecimalUnit()
            guard UTF16.isSurrogate(unit) else { return }
            guard UTF16.isLeadSurrogate(unit), take(.backslash), take(UInt8(ascii: "u")),
                UTF16.isTrailSurrogate(try hexadecimalUnit())
            else {
                throw .malformed(offset: start, expected: "a whole surrogate pair")
            }
        default:
            throw refusal(expected: "an escape")
        }
    }

    private mutating func hexadecimalUnit() throws(JSONRefusal) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let value = hexadecimalValue(current) else {
                throw refusal(expected: "a hexadecimal digit")
            }
            unit = unit << 4 | value
            position += 1
        }
        return unit
    }

    /// Passes a character of two to four bytes; refuses what the table of well-formed sequences in
    /// the Unicode standard (3-7) does not have: overlong forms, surrogates, beyond U+10FFFF.
    private mutating func multibyteCharacter() throws(JSONRefusal) {
        let (count, second): (Int, ClosedRange<UInt8>) =
            switch bytes[position] {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: throw .notUTF8(offset: position)
            }
        guard bytes.count - position >= count, second.contains(bytes[position + 1]),
            count < 3 || isContinuation(bytes[position + 2]),
            count < 4 || isContinuation(bytes[position + 3])
        else { throw .notUTF8(offset: position) }
        position += count
    }

    private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}

extension ByteReader {
    /// Decodes a range that ``string()`` has checked; never longer than the escapes were.
    private func unescaped(_ range: Range<Int>) -> String {
        String(unsafeUninitializedCapacity: range.count) { target in
            var reader = range.lowerBound
            var written = 0
            while reader < range.upperBound {
                guard bytes[reader] == .backslash else {
                    target[written] = bytes[reader]
                    (reader, written) = (reader + 1, written + 1)
                    continue
                }
                let (scalar, length) = escapedScalar(at: reader)
                for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    target[written] = byte
                    written += 1
                }
                reader += length
            }
            return written
        }
    }

    private func escapedScalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int) {
        switch bytes[offset + 1] {
        case UInt8(ascii: "b"): return ("\u{8}", 2)
        case UInt8(ascii: "f"): return ("\u{C}", 2)
        case UInt8(ascii: "n"): return ("\n", 2)
        case UInt8(ascii: "r"): return ("\r", 2)
        case UInt8(ascii: "t"): return ("\t", 2)
        case UInt8(ascii: "u"): break
        default: return (Unicode.Scalar(bytes[offset + 1]), 2)
        }
        let unit = UInt32(unit(at: offset + 2))
        if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
        let trail = UInt32(self.unit(at: offset + 8))
        let code = 0x1_0000 + (unit & 0x3FF) << 10 + (trail & 0x3FF)
        return (Unicode.Scalar(code) ?? "\u{FFFD}", 12)
    }

    private func unit(at offset: Int) -> UInt16 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 4 | (hexadecimalValue($1) ?? 0) }
    }
}

private func hexadecimalValue(_ byte: UInt8) -> UInt16? {
    switch byte {
    case .zero ... .nine: UInt16(byte - .zero)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}

/// Sets the top bit of each byte that is a quote, a backslash, below a space or not ASCII.
///
/// A borrow can set a bit too many above the first right one, so only the lowest may be believed.
@inline(__always)
private func specialBytes(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = (word ^ ones &* UInt64(UInt8.quote)) &- ones
    let backslashes = (word ^ ones &* UInt64(UInt8.backslash)) &- ones
    let controls = word &- ones &* UInt64(UInt8.space)
    return (word | quotes | backslashes | controls) & (ones &* 0x80)
}
