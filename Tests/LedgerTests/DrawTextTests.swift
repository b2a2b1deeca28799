// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Testing
import Vocabulary

@Suite struct DrawTextTests {
    static let grant = GrantID(bits: 7)

    @Test(
        "draws read back from their text are the same",
        arguments: [
            [],
            [Draw(grant: grant, kind: .paid, amount: Credits(nanocredits: 1))],
            [Draw(grant: nil, kind: .paid, amount: Credits(nanocredits: .max))],
            [
                Draw(grant: grant, kind: .promotional, amount: Credits(nanocredits: 5)),
                Draw(grant: GrantID(bits: .max), kind: .paid, amount: Account.amountMax),
                Draw(grant: nil, kind: .paid, amount: Credits(nanocredits: 2)),
            ],
        ])
    func roundTrip(draws: [Draw]) {
        #expect([Draw](text: draws.text) == draws)
    }

    @Test("the text names kind, grant and nanocredits")
    func text() {
        let draws = [
            Draw(grant: Self.grant, kind: .promotional, amount: Credits(nanocredits: 5)),
            Draw(grant: nil, kind: .paid, amount: Credits(nanocredits: 2)),
        ]
        #expect(draws.text == "promotional:grant_00000000000000000000000007:5,paid:limit:2")
    }

    @Test(
        "text that no draws have is refused",
        arguments: [
            "x", ",", "paid:limit:5,", ",paid:limit:5", "paid:limit", "paid:limit:5:6",
            ":paid:limit:5",
            "gold:limit:5", "paid:somewhere:5", "paid:hold_00000000000000000000000007:5",
            "paid:limit:", "paid:limit:5.0", "paid:limit:-5", "paid:limit:0", "paid:limit:+5",
            "paid:limit:9223372036854775808", " paid:limit:5",
        ])
    func malformed(text: String) {
        #expect([Draw](text: text) == nil)
    }
}
