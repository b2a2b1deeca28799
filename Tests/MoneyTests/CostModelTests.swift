// SPDX-License-Identifier: Apache-2.0

import Money
import Testing

@Suite struct CostModelTests {
    @Test("charges equal those of schoolbook arithmetic on lists of digits", arguments: 1...8)
    func agreesWithModel(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<150 {
            var cost = Cost.zero
            var model = Fraction("0")
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let line = Line(using: &generator)
                cost = try cost.adding(line.cost())
                model = model + line.model
            }
            let percent = randomPercent(using: &generator)
            let markup = try #require(Markup(percent: decimal(percent)))
            let charged = try cost.markedUp(by: markup).rounded()
            let expected = (model * (Fraction("1") + Fraction(percent) / 100)).nanocredits
            #expect(charged.nanocredits == expected, "seed \(seed), \(cost) + \(percent) %")
            #expect(try cost.rounded().nanocredits == model.nanocredits)
        }
    }

    @Test("the model can divide and round")
    func modelIsRight() {
        #expect(Digits("1000").quotientAndRemainder(dividingBy: Digits("7")).quotient.text == "142")
        #expect(Digits("1000").quotientAndRemainder(dividingBy: Digits("7")).remainder.text == "6")
        #expect((Digits("99") * Digits("99")).text == "9801")
        #expect((Fraction("-0.0000000005")).nanocredits == -1)
        #expect((Fraction("1") / 3 + Fraction("-0.25")).nanocredits == 83_333_333)
    }

    private struct Line {
        let price: String
        let per: Int64
        let quantity: Int64

        init(using generator: inout SeededGenerator) {
            let places = Int.random(in: 0...16, using: &generator)
            let digits = (0..<places).map { _ in String(Int.random(in: 0...9, using: &generator)) }
            let sign = Int.random(in: 0..<8, using: &generator) == 0 ? "-" : ""
            let whole = Int.random(in: 0...20, using: &generator)
            price = "\(sign)\(whole)" + (places > 0 ? "." + digits.joined() : "")
            per = [1, 60, 3_600, 1_000_000, 7, 1_000, 86_400, 1_024].randomElement(
                using: &generator)!
            quantity = Int64.random(in: 0...100_000, using: &generator)
        }

        func cost() throws -> Cost { try Rate(decimal(price), per: per).cost(of: quantity) }
        var model: Fraction { Fraction(price) * Fraction(String(quantity)) / per }
    }

    private func randomPercent(using generator: inout SeededGenerator) -> String {
        let fixed = ["20", "0", "12.5", "-100"]
        if Bool.random(using: &generator) { return fixed.randomElement(using: &generator)! }
        let whole = Int.random(in: -99...300, using: &generator)
        return "\(whole).\(Int.random(in: 1...999, using: &generator))"
    }
}
