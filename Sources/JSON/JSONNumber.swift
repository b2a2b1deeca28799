// SPDX-License-Identifier: Apache-2.0

public import Money

/// A JSON number, kept as the text that is on the wire.
///
/// Equality compares the text: `0.1` and `0.10` are different numbers here, and the same in
/// ``JSON/canonical``. Numbers that fit no exact type (`1e400`) can be held and passed on; only
/// reading them refuses.
public struct JSONNumber: Hashable, Sendable {
    /// As written on the wire; always a number by RFC 8259.
    public let text: String

    /// - Parameter text: Must be a number by RFC 8259; only the reader may say so.
    init(checked text: String) {
        self.text = text
    }

    /// A plain decimal, `-?(0|[1-9][0-9]*)(\.[0-9]+)?`; nil for other text.
    public init?(plain text: String) {
        var text = text
        guard text.withUTF8(Self.isPlain) else { return nil }
        self.text = text
    }

    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        func endOfDigits(from start: Int) -> Int {
            var end = start
            while end < text.count, text[end] >= .zero, text[end] < .zero + 10 { end += 1 }
            return end
        }
        let start = text.first == UInt8(ascii: "-") ? 1 : 0
        let point = endOfDigits(from: start)
        let isPadded = point > start + 1 && text[start] == .zero
        guard point > start, !isPadded else { return false }
        guard point < text.count else { return true }
        let end = endOfDigits(from: point + 1)
        return text[point] == UInt8(ascii: ".") && end > point + 1 && end == text.count
    }

    public init(_ integer: some BinaryInteger) {
        text = String(integer)
    }

    public init(_ credits: Credits) {
        text = credits.description
    }

    public init(_ decimal: ExactDecimal) {
        text = decimal.description
    }

    /// The exact value.
    ///
    /// - Throws: ``Money/DecimalRefusal/outOfRange`` when it needs more than 38 digits.
    public var decimal: ExactDecimal {
        get throws(DecimalRefusal) { try ExactDecimal(text: text) }
    }

    /// The value as an integer, nil when it has a fraction or does not fit; `1e3` and `2.0` have
    /// none.
    public var int64: Int64? {
        if let integer = Int64(text) { return integer }
        do {
            let decimal = try decimal
            return decimal.scale == 0 ? Int64(exactly: decimal.coefficient) : nil
        } catch {
            return nil
        }
    }
}

extension JSONNumber: CustomStringConvertible {
    public var description: String { text }
}
