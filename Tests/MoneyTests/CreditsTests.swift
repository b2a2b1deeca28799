// SPDX-License-Identifier: Apache-2.0

import Money
import Testing

@Suite struct CreditsTests {
    @Test(
        "plain decimal text is read to the nanocredit",
        arguments: [
            ("0", 0), ("-0", 0), ("1", 1_000_000_000), ("0.1", 100_000_000), ("0.000000001", 1),
            ("-0.000000001", -1), ("9007199.254740993", 9_007_199_254_740_993),
            ("12345678.901234567", 12_345_678_901_234_567), ("0.100000000", 100_000_000),
            ("007", 7_000_000_000), ("9223372036.854775807", .max), ("-9223372036.854775808", .min),
        ] as [(String, Int64)])
    func reads(text: String, nanocredits: Int64) throws {
        #expect(try Credits(text: text).nanocredits == nanocredits)
    }

    @Test(
        "other text is refused with its reason",
        arguments: [
            ("", .malformed), ("-", .malformed), (".5", .malformed), ("1.", .malformed),
            ("+1", .malformed), ("1e3", .malformed), (" 1", .malformed), ("1 ", .malformed),
            ("1,5", .malformed), ("NaN", .malformed), ("--1", .malformed), ("1-", .malformed),
            ("1.2.3", .malformed), ("٣", .malformed), ("0x1", .malformed), ("$1", .malformed),
            ("0.0000000001", .tooManyPlaces(9)), ("0.1000000000", .tooManyPlaces(9)),
            ("9223372036.854775808", .outOfRange), ("-9223372036.854775809", .outOfRange),
            ("99999999999999999999999999999999999999999", .outOfRange),
        ] as [(String, DecimalRefusal)])
    func refuses(text: String, refusal: DecimalRefusal) {
        #expect(throws: refusal) { try Credits(text: text) }
    }

    @Test(
        "amounts print without noise and read back the same",
        arguments: [
            (0, "0"), (1, "0.000000001"), (-1, "-0.000000001"), (100_000_000, "0.1"),
            (-12_000_000_000, "-12"), (10_000_000_000, "10"), (1_500_000_000, "1.5"),
            (9_007_199_254_740_993, "9007199.254740993"), (.max, "9223372036.854775807"),
            (.min, "-9223372036.854775808"),
        ] as [(Int64, String)])
    func prints(nanocredits: Int64, text: String) throws {
        #expect(Credits(nanocredits: nanocredits).description == text)
        #expect(try Credits(text: text).nanocredits == nanocredits)
    }

    @Test("random amounts read back the same")
    func roundTrips() throws {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<5_000 {
            let bits = Int64.random(in: .min ... .max, using: &generator)
            let credits = Credits(nanocredits: bits >> Int64.random(in: 0..<64, using: &generator))
            #expect(try Credits(text: credits.description) == credits)
        }
    }

    @Test("sums at the ends of the range are right or refused, never wrapped")
    func overflow() throws {
        let (least, most) = (Credits(nanocredits: .min), Credits(nanocredits: .max))
        let one = Credits(nanocredits: 1)
        #expect(try most.subtracting(one).adding(one) == most)
        #expect(try least.adding(most) == Credits(nanocredits: -1))
        #expect(try most.negated() == least.adding(one))
        #expect(throws: AmountOverflow()) { try most.adding(one) }
        #expect(throws: AmountOverflow()) { try least.subtracting(one) }
        #expect(throws: AmountOverflow()) { try least.adding(Credits(nanocredits: -1)) }
        #expect(throws: AmountOverflow()) { try least.negated() }
        #expect(throws: AmountOverflow()) { try Credits.zero.subtracting(least) }
    }

    @Test("a decimal becomes credits when nine places and the range hold it")
    func fromDecimal() throws {
        #expect(try Credits(ExactDecimal(text: "1.5e2")) == Credits(text: "150"))
        #expect(try Credits(ExactDecimal(text: "0.1000000000000")) == Credits(text: "0.1"))
        #expect(throws: DecimalRefusal.tooManyPlaces(9)) {
            try Credits(ExactDecimal(text: "1.3e-10"))
        }
        #expect(throws: DecimalRefusal.outOfRange) { try Credits(ExactDecimal(text: "1e10")) }
        #expect(throws: DecimalRefusal.outOfRange) { try Credits(ExactDecimal(text: "1e38")) }
    }

    @Test("signs and order follow the amount")
    func order() throws {
        let ordered = try ["-2", "-0.5", "0", "0.000000001", "3"].map { try Credits(text: $0) }
        #expect(ordered.shuffled().sorted() == ordered)
        #expect(ordered.map(\.isNegative) == [true, true, false, false, false])
        #expect(ordered.map(\.isPositive) == [false, false, false, true, true])
        #expect(ordered.map(\.isZero) == [false, false, true, false, false])
    }
}
