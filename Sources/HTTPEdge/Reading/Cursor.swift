// SPDX-License-Identifier: Apache-2.0

public import JSON

/// Wraps a position in a list, so that clients hand it back and do not build their own.
public enum Cursor {
    static let expected = "a cursor as an earlier page gave it"

    /// The member `nextCursor` of a list.
    ///
    /// - Parameter position: Nil on the last page.
    public static func json(for position: String?) -> JSON {
        position.map { .string(text(for: $0)) } ?? .null
    }

    /// The position in base64url, without padding.
    public static func text(for position: String) -> String {
        var text = ""
        var bits: UInt32 = 0
        var count = 0
        for byte in position.utf8 {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.unicodeScalars.append(Unicode.Scalar(digits[Int(bits >> UInt32(count) & 63)]))
            }
        }
        if count > 0 {
            let last = bits << UInt32(6 - count) & 63
            text.unicodeScalars.append(Unicode.Scalar(digits[Int(last)]))
        }
        return text
    }

    /// The position that a text was made of, nil when it was made of none.
    static func position(in text: String) -> String? {
        guard text.utf8.count <= 512 else { return nil }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for digit in text.utf8 {
            guard let value = digits.firstIndex(of: digit) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        let position = String(decoding: bytes, as: UTF8.self)
        // Only what we write is read: this refuses stray bits and bytes that are not UTF-8.
        return self.text(for: position) == text ? position : nil
    }

    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
}
