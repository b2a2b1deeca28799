// SPDX-License-Identifier: Apache-2.0

import Money
import Testing

func decimal(_ text: String) throws -> ExactDecimal { try ExactDecimal(text: text) }

@Suite struct RateTests {
    @Test(
        "a quantity costs its exact share of the price",
        arguments: [
            ("0.15", 1_000_000, 1, "0.00000015", "0.00000015"),
            ("0.15", 1_000_000, 1_000_000, "0.15", "0.15"),
            ("0.15", 1_000_000, 10_000, "0.0015", "0.0015"),
            ("0.111", 3_600, 3_600, "0.111", "0.111"),
            ("0.111", 3_600, 1, "0.000030833333333333", "0.000030833"),
            ("1", 60, 1, "0.016666666666666667", "0.016666667"), ("1", 60, 90, "1.5", "1.5"),
            ("1", 7, 1, "0.142857142857142857", "0.142857143"), ("1", 7, 7, "1", "1"),
            ("1", 7, 3, "0.428571428571428571", "0.428571429"),
            ("1.3e-10", 1, 1, "0.00000000013", "0"),
            ("1.3e-10", 1, 4, "0.00000000052", "0.000000001"),
            ("2.9999900000000002e-06", 1, 1_000_000, "2.9999900000000002", "2.99999"),
            ("2.9999900000000002e-06", 1, 1, "0.0000029999900000000002", "0.000003"),
            ("-0.5", 1, 3, "-1.5", "-1.5"), ("0", 7, 5, "0", "0"), ("5", 3, 0, "0", "0"),
            ("0.023", 1_073_741_824, 1_073_741_824, "0.023", "0.023"),
        ] as [(String, Int64, Int64, String, String)])
    func costs(
        price: String, per: Int64, quantity: Int64, exact: String, charged: String
    ) throws {
        let cost = try Rate(decimal(price), per: per).cost(of: quantity)
        #expect(cost.description == exact)
        #expect(try cost.rounded().description == charged)
    }

    @Test("a rate remembers how it was written")
    func remembers() throws {
        let rate = try Rate(decimal("0.15"), per: 1_000_000)
        #expect(rate.price.description == "0.15")
        #expect(rate.per == 1_000_000)
        #expect(try rate == Rate(decimal("15e-2"), per: 1_000_000))
        #expect(try rate != Rate(decimal("1.5"), per: 10_000_000))
    }

    @Test("products that do not fit are refused")
    func overflow() throws {
        #expect(throws: AmountOverflow()) { try Rate(decimal("1e-38"), per: 10) }
        #expect(throws: AmountOverflow()) { try Rate(decimal("1e38"), per: 4) }
        #expect(throws: AmountOverflow()) { try Rate(decimal("1"), per: 1 << 62) }
        #expect(throws: AmountOverflow()) { try Rate(decimal("1e30")).cost(of: .max) }
        #expect(throws: AmountOverflow()) { try Rate(decimal("1")).cost(of: .max).rounded() }
        #expect(try Rate(decimal("1e-9")).cost(of: .max).rounded().nanocredits == .max)
        #expect(try Rate(decimal("1e-9")).cost(of: .min).rounded().nanocredits == .min)
    }
}
