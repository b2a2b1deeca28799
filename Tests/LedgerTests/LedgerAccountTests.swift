// SPDX-License-Identifier: Apache-2.0

import Ledger
import Testing

@Suite struct LedgerAccountTests {
    @Test(
        "a ledger account reads back from its name",
        arguments: [
            (.credits, "credits"), (.promotionalCredits, "promotional_credits"),
            (.revenue, "revenue"),
            (.promotionalExpense, "promotional_expense"), (.clearing("stripe"), "clearing:stripe"),
            (.refunds, "refunds"), (.breakage, "breakage"), (.uncollected, "uncollected"),
            (.adjustments, "adjustments"),
        ] as [(LedgerAccount, String)])
    func names(account: LedgerAccount, name: String) {
        #expect(account.description == name)
        #expect(LedgerAccount(name) == account)
    }

    @Test(
        "other names are no ledger accounts",
        arguments: ["", "Credits", "clearing", "cash", " refunds"])
    func others(name: String) {
        #expect(LedgerAccount(name) == nil)
    }
}
