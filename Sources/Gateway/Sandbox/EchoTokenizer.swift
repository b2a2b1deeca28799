// SPDX-License-Identifier: Apache-2.0

/// The tokenizer of the sandbox models: text is cut where ``TokenBoundaries`` says a token begins.
///
/// Deterministic and exact, so that a charge can be recomputed by hand: `Hello, world` is the three
/// tokens `Hello`, `,` and ` world`.
enum EchoTokenizer {
    /// The tokens of a text, in order; together they are the text.
    static func tokens(of text: String) -> [String] {
        var boundaries = TokenBoundaries()
        var tokens: [String] = []
        var token: [UInt8] = []
        for byte in text.utf8 {
            if boundaries.isStart(byte), !token.isEmpty {
                tokens.append(String(decoding: token, as: UTF8.self))
                token.removeAll(keepingCapacity: true)
            }
            token.append(byte)
        }
        if !token.isEmpty { tokens.append(String(decoding: token, as: UTF8.self)) }
        return tokens
    }

    static func count(of text: String) -> Int64 { TokenBoundaries.count(of: text.utf8) }
}
