// SPDX-License-Identifier: Apache-2.0

import Money
import Testing

@Suite struct CostTests {
    @Test("costs of mixed scales and divisors add up without rounding")
    func sums() throws {
        let third = try Rate(decimal("1"), per: 3).cost(of: 1)
        let seventh = try Rate(decimal("1"), per: 7).cost(of: 1)
        let tiny = try Rate(decimal("2.9999900000000002e-06")).cost(of: 1)
        #expect(try third.adding(third).adding(third) == Cost(decimal("1")))
        let sum = try third.adding(seventh).adding(tiny)
        #expect(sum.description == "0.47619347618047619")
        #expect(try sum.rounded().description == "0.476193476")
        #expect(try sum == tiny.adding(seventh).adding(third))
        let minute = try Rate(decimal("0.01"), per: 60).cost(of: 1)
        let hour = try Rate(decimal("0.6"), per: 3_600).cost(of: 1)
        #expect(minute == hour)
        #expect(try minute.adding(hour).rounded().description == "0.000333333")
    }

    @Test("rounding the sum is not summing the rounded")
    func roundsOnce() throws {
        let cost = try Rate(decimal("0.4e-9")).cost(of: 1)
        #expect(try cost.rounded() == .zero)
        #expect(try cost.adding(cost).rounded().nanocredits == 1)
    }

    @Test(
        "halves at the tenth decimal round away from zero",
        arguments: [
            ("0.0000000005", 1), ("0.00000000049999999999", 0), ("0.00000000050000000001", 1),
            ("-0.0000000005", -1), ("-0.00000000049999999999", 0), ("0.0000000015", 2),
            ("-0.0000000015", -2), ("0.0000000025", 3), ("-0.0000000025", -3),
            ("1.0000000004", 1_000_000_000),
            ("-0.00000000151", -2), ("0.000000001", 1), ("1e-38", 0), ("-1e-38", 0),
            ("9223372036.8547758074", .max), ("-9223372036.8547758084", .min),
        ] as [(String, Int64)])
    func roundsHalfUp(text: String, nanocredits: Int64) throws {
        #expect(try Cost(decimal(text)).rounded().nanocredits == nanocredits)
    }

    @Test("halves of fractions round away from zero too")
    func roundsFractions() throws {
        // 1/6 of 3 nanocredits is half a nanocredit; 1/7 never is a half.
        let half = try Rate(decimal("3e-9"), per: 6).cost(of: 1)
        #expect(try half.rounded().nanocredits == 1)
        #expect(try Rate(decimal("-3e-9"), per: 6).cost(of: 1).rounded().nanocredits == -1)
        #expect(try Rate(decimal("1e-9"), per: 7).cost(of: 3).rounded().nanocredits == 0)
        #expect(try Rate(decimal("1e-9"), per: 7).cost(of: 4).rounded().nanocredits == 1)
        #expect(try Rate(decimal("-1e-9"), per: 7).cost(of: 4).rounded().nanocredits == -1)
    }

    @Test("what leaves the range of credits is refused")
    func overflow() throws {
        #expect(throws: AmountOverflow()) { try Cost(decimal("9223372036.8547758075")).rounded() }
        #expect(throws: AmountOverflow()) { try Cost(decimal("-9223372036.8547758085")).rounded() }
        #expect(throws: AmountOverflow()) { try Cost(decimal("1e38")).rounded() }
        #expect(throws: AmountOverflow()) {
            try Cost(decimal("1e38")).adding(Cost(decimal("1e38")))
        }
        #expect(throws: AmountOverflow()) {
            try Cost(decimal("1e38")).adding(Cost(decimal("1e-38")))
        }
        #expect(throws: AmountOverflow()) {
            try Cost(decimal("1e-20")).multiplied(by: decimal("1e-19"))
        }
        #expect(throws: AmountOverflow()) {
            try Cost(decimal("1e20")).multiplied(by: decimal("1e20"))
        }
    }

    @Test("divisors whose common multiple does not fit are refused, not a trap")
    func divisorsOverflow() throws {
        let left = try Rate(decimal("1"), per: .max).cost(of: 1)
        let right = try Rate(decimal("1"), per: .max - 2).cost(of: 1)
        #expect(throws: AmountOverflow()) { try left.adding(right) }
    }

    @Test("costs of the same worth are equal, whatever made them")
    func equality() throws {
        let ones = try [
            Cost(decimal("1")), Rate(decimal("0.1")).cost(of: 10),
            Rate(decimal("1"), per: 7).cost(of: 7),
            Rate(decimal("2"), per: 6).cost(of: 3),
            Rate(decimal("0.5"), per: 1_000).cost(of: 2_000),
        ]
        #expect(Set(ones).count == 1)
        #expect(try Rate(decimal("1"), per: 7).cost(of: 0) == .zero)
        #expect(
            try Rate(decimal("1"), per: 7).cost(of: 1) != Rate(decimal("1"), per: 3).cost(of: 1))
        #expect(
            try Rate(decimal("1"), per: 9).cost(of: 3) == Rate(decimal("1"), per: 3).cost(of: 1))
    }

    @Test("signs are told")
    func signs() throws {
        #expect(try Cost(decimal("-1e-30")).isNegative)
        #expect(!Cost.zero.isNegative)
    }
}
