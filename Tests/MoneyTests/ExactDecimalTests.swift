// SPDX-License-Identifier: Apache-2.0

import Money
import Testing

@Suite struct ExactDecimalTests {
    static let most = "170141183460469231731687303715884105727"

    @Test(
        "text with or without exponent is read exactly and printed plainly",
        arguments: [
            ("0", "0"), ("-0", "0"), ("0.0", "0"), ("0e400", "0"), ("1", "1"), ("1.0", "1"),
            ("100", "100"), ("1e2", "100"), ("1E+2", "100"), ("1.50", "1.5"), ("15e-1", "1.5"),
            ("-1.5e-3", "-0.0015"), ("1.3e-10", "0.00000000013"), ("123.456e1", "1234.56"),
            ("2.9999900000000002e-06", "0.0000029999900000000002"), ("1.5e-07", "0.00000015"),
            ("0.30000000000000004", "0.30000000000000004"), ("1e38", "1" + zeros(38)),
            ("1e-38", "0." + zeros(37) + "1"), (most, most), ("-\(most)", "-\(most)"),
            ("1000e-40", "0." + zeros(36) + "1"), ("12" + zeros(20) + "e-20", "12"),
            (
                "0.12345678901234567890123456789012345678",
                "0.12345678901234567890123456789012345678"
            ),
        ])
    func reads(text: String, printed: String) throws {
        let decimal = try ExactDecimal(text: text)
        #expect(decimal.description == printed)
        #expect(try ExactDecimal(text: printed) == decimal)
    }

    @Test(
        "what is no decimal is malformed",
        arguments: [
            "", "-", ".", "1.", ".1", "+1", "1e", "1e+", "1e-", "e1", "1e1e1", "1e1.5", "1ee1",
            "nan",
            "inf", "1 ", " 1", "1_0", "0x1", "1e+-1", "１", "1\0", "1e 1", "--1",
        ])
    func refuses(text: String) {
        #expect(throws: DecimalRefusal.malformed) { try ExactDecimal(text: text) }
    }

    @Test(
        "what needs more than 38 digits is out of range",
        arguments: [
            "1e39", "1e400", "1e-39", "1e-400", "12e38", "170141183460469231731687303715884105728",
            "0.123456789012345678901234567890123456789", "1e99999999999999999999",
            "1e-99999999999999999999", "11e-39", "1234567890123456789012345678901234567890",
        ])
    func tooLarge(text: String) {
        #expect(throws: DecimalRefusal.outOfRange) { try ExactDecimal(text: text) }
    }

    @Test("equal values are equal however they were written")
    func normalises() throws {
        let spellings = try ["0.1", "0.10", "1e-1", "10e-2", "0.01e1"].map {
            try ExactDecimal(text: $0)
        }
        #expect(Set(spellings).count == 1)
        #expect(
            ExactDecimal(coefficient: 1_000, scale: 3) == ExactDecimal(coefficient: 1, scale: 0))
        #expect(ExactDecimal(coefficient: 0, scale: 5) == .zero)
    }

    @Test("order is by value, at every distance of scales")
    func order() throws {
        let ordered = try [
            "-1e38", "-1.75", "-1." + "6" + Self.zeros(36) + "1", "-1e-38", "0", "1e-38", "0.1",
            "0.11", "1." + "6" + Self.zeros(36) + "1", "1.75", "2", "1e38",
        ].map { try ExactDecimal(text: $0) }
        for (left, right) in zip(ordered, ordered.dropFirst()) {
            #expect(left < right)
            #expect(!(right < left))
        }
        #expect(ordered.shuffled().sorted() == ordered)
    }

    @Test("signs are told")
    func signs() throws {
        #expect(try ExactDecimal(text: "-1e-9").isNegative)
        #expect(try !ExactDecimal(text: "-0.0").isNegative)
        #expect(try ExactDecimal(text: "-0.0").isZero)
        #expect(
            ExactDecimal(coefficient: .min, scale: 38).description
                == "-1.70141183460469231731687303715884105728")
    }

    static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
