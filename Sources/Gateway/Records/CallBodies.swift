// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The bodies of a request and of its answer, as far as a log shows them.
enum CallBodies {
    enum Part: String, CaseIterable, Sendable {
        case request
        case answer
    }

    /// The first bytes of a body, without the secrets in it.
    ///
    /// - Parameter limit: How many bytes at most.
    static func beginning(of body: ByteBuffer, limit: Int) -> String {
        // A secret that is cut in the middle is still one: what is behind the cut is read along.
        let seen = body.readableBytesView.prefix(limit + Redaction.lengthMax)
        let text = Redaction.redacted(String(decoding: seen, as: UTF8.self))
        return String(decoding: text.utf8.prefix(limit), as: UTF8.self)
    }
}

/// Takes what looks like a secret out of a text.
///
/// Prompts hold keys that somebody pasted; a log is read by more people than a prompt is.
enum Redaction {
    /// Of what is taken for one secret; longer ones are taken out in pieces.
    static let lengthMax = 4_096
    private static let mark = "[redacted]"
    /// How the keys of well-known services begin.
    private static let prefixes = [
        "flr_", "sk-", "sk_", "pk_", "rk_", "whsec_", "xai-", "gsk_", "AIza", "AKIA", "ghp_",
        "gho_", "github_pat_", "glpat-", "xox", "eyJ", "hf_",
    ]
    /// Shorter words are words.
    private static let keyLengthMin = 16
    /// Headers and members whose value is a secret whatever it looks like.
    private static let names = [
        "authorization", "api_key", "api-key", "apikey", "password", "passwd", "secret",
        "access_token", "refresh_token", "bearer",
    ]

    static func redacted(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        var isAfterName = false
        while let first = rest.first {
            let word = rest.prefix { isOfWord($0) }
            guard !word.isEmpty else {
                result.append(first)
                rest.removeFirst()
                // `"password": "…"`, `Authorization: Bearer …`: what stands between is punctuation.
                if !isBetween(first) { isAfterName = false }
                continue
            }
            rest.removeFirst(word.count)
            if isSecret(word) || isAfterName && !isName(word) {
                result += mark
                isAfterName = false
            } else {
                result += word
                isAfterName = isName(word)
            }
        }
        return result
    }

    private static func isOfWord(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
            || "_-.+/=~".contains(character)
    }

    private static func isBetween(_ character: Character) -> Bool {
        "\"':=\\ ".contains(character)
    }

    private static func isName(_ word: Substring) -> Bool {
        let name = word.lowercased()
        return names.contains { name == $0 || name.hasSuffix("_" + $0) || name.hasSuffix("-" + $0) }
    }

    private static func isSecret(_ word: Substring) -> Bool {
        word.count >= keyLengthMin && prefixes.contains { word.hasPrefix($0) }
    }
}
