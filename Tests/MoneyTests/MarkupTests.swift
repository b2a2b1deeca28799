// SPDX-License-Identifier: Apache-2.0

import Money
import Testing

@Suite struct MarkupTests {
    @Test(
        "the share is put on top exactly",
        arguments: [
            ("20", "1.2", "1.2"), ("0", "1", "1"), ("12.5", "1.125", "1.125"), ("-100", "0", "0"),
            ("-50", "0.5", "0.5"), ("10000", "101", "101"),
            ("33.333333333", "1.33333333333", "1.333333333"),
            ("0.000000001", "1.00000000001", "1"), ("-99.999999999", "0.00000000001", "0"),
        ])
    func marksUp(percent: String, multiplier: String, charged: String) throws {
        let markup = try #require(Markup(percent: decimal(percent)))
        #expect(markup.multiplier.description == multiplier)
        #expect(try markup.percent == decimal(percent))
        #expect(try Cost(decimal("1")).markedUp(by: markup).rounded().description == charged)
    }

    @Test(
        "shares out of range or with too many decimals are refused",
        arguments: [
            "-100.000000001", "10000.000000001", "-1e30", "1e30", "1e38", "-1e38", "0.0000000001",
            "100.000000000000000000000000000000000001", "1e-38",
        ])
    func refuses(percent: String) throws {
        #expect(try Markup(percent: decimal(percent)) == nil)
    }

    @Test("the shares that have names")
    func named() throws {
        #expect(try Markup.standard == Markup(percent: decimal("20")))
        #expect(try Markup.none == Markup(percent: decimal("0.0")))
        #expect(Markup.standard.percent.description == "20")
    }

    @Test("a marked-up cost is rounded once, at the end")
    func roundsOnce() throws {
        // 0.4e-9 × 1.25 is half a nanocredit: rounding the cost first would lose it.
        let markup = try #require(Markup(percent: decimal("25")))
        let cost = try Rate(decimal("0.4e-9")).cost(of: 1)
        #expect(try cost.markedUp(by: markup).rounded().nanocredits == 1)
        let third = try Rate(decimal("1"), per: 3).cost(of: 1).markedUp(by: .standard)
        #expect(try third == Cost(decimal("0.4")))
    }
}
