// SPDX-License-Identifier: Apache-2.0

import Billing
import Testing

@Suite struct KeySecretTests {
    @Test("a made secret is flr_ and 52 digits, and no two are the same")
    func made() {
        var generator = SystemRandomNumberGenerator()
        let texts = (0..<100).map { _ in KeySecret(using: &generator).text }
        #expect(Set(texts).count == 100)
        for text in texts {
            #expect(text.hasPrefix("flr_"))
            #expect(text.utf8.count == 56)
            #expect(
                text.dropFirst(4).allSatisfy { "0123456789abcdefghjkmnpqrstvwxyz".contains($0) })
        }
    }

    @Test("each of the 256 random bits changes the text", arguments: 0..<256)
    func everyBitCounts(bit: Int) {
        var zero = Fixed(bit: nil)
        var one = Fixed(bit: bit)
        #expect(KeySecret(using: &zero).text != KeySecret(using: &one).text)
    }

    @Test(
        "a chosen secret is 8 to 256 visible ASCII characters",
        arguments: [
            ("flr_test_operator", true), ("12345678", true), ("1234567", false), ("", false),
            ("with a space", false), ("schlüssel-1", false),
            (String(repeating: "a", count: 257), false),
        ])
    func chosen(text: String, isTaken: Bool) {
        #expect(((try? KeySecret(chosen: text)) != nil) == isTaken)
    }

    @Test("printing a secret does not show it")
    func hidden() throws {
        let secret = try KeySecret(chosen: "flr_very_secret_operator_key")
        #expect(!"\(secret)".contains("secret_operator"))
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("secret_operator"))
    }

    @Test("the digest is SHA-256")
    func digest() {
        let claim = IdempotencyClaim(key: "k", method: "POST", path: "/a", canonicalBody: [])
        // printf 'POST\n/a\n' | sha256sum
        let hex = claim.fingerprint.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
        #expect(hex == "f0cbd9cc51cce63dcad1142202cd13e59a111ee327497e4b415ae76f1a367ffc")
    }
}

/// All zero bits but one.
private struct Fixed: RandomNumberGenerator {
    let bit: Int?
    var word = 0

    init(bit: Int?) { self.bit = bit }

    mutating func next() -> UInt64 {
        defer { word += 1 }
        guard let bit, bit / 64 == word else { return 0 }
        return 1 << UInt64(bit % 64)
    }
}
