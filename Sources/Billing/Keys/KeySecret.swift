// SPDX-License-Identifier: Apache-2.0

/// The text of a key: shown once when it is made, stored only as its SHA-256.
public struct KeySecret: Sendable {
    /// The whole key. Never logged.
    public let text: String

    /// Makes `flr_` and 256 bits of randomness in 52 digits, a form that a double click selects.
    public init(using generator: inout some RandomNumberGenerator) {
        self.init(bits: (0..<4).map { _ in generator.next() as UInt64 })
    }

    /// Derives a secret from the one that asks for it and its idempotency key: a repeat can be
    /// answered with the same secret although only its hash was stored.
    ///
    /// Hashed twice, so that knowing one derived secret does not help to extend it to another.
    public init(derivedFrom parent: String, for claim: IdempotencyClaim) {
        var message = Array("florin key derivation\n".utf8)
        message += parent.utf8
        message.append(UInt8(ascii: "\n"))
        message += claim.fingerprint
        message += claim.key.utf8
        let digest = SHA256Digest(of: SHA256Digest(of: message).bytes).bytes
        self.init(
            bits: (0..<4).map { word in
                digest[(word * 8)..<(word * 8 + 8)].reduce(0) { $0 << 8 | UInt64($1) }
            })
    }

    private init(bits: [UInt64]) {
        var text = "flr_"
        for digit in 0..<52 {
            let position = digit * 5
            let (word, shift) = (position / 64, position % 64)
            var value = bits[word] >> UInt64(shift)
            if shift > 59, word < 3 { value |= bits[word + 1] << UInt64(64 - shift) }
            text.unicodeScalars.append(Unicode.Scalar(Self.digits[Int(value & 31)]))
        }
        self.text = text
    }

    /// Takes a secret that the operator chose.
    ///
    /// - Throws: ``KeyRefusal/secretMalformed`` unless it is 8 to 256 visible ASCII characters.
    public init(chosen text: String) throws(KeyRefusal) {
        guard (8...256).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .secretMalformed }
        self.text = text
    }

    /// What a list shows to tell keys apart: too little to guess the rest from.
    var prefix: String { String(text.prefix(min(12, text.count / 2))) }

    var digest: SHA256Digest { SHA256Digest(of: text.utf8) }

    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}

extension KeySecret: CustomStringConvertible, CustomReflectable {
    public var description: String { "\(prefix)…" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
