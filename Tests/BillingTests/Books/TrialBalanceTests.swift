// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Testing
import Vocabulary

@Suite struct TrialBalanceTests {
    @Test("account rows and entries give the same balances, and debits equal credits")
    func agree() async throws {
        try await BooksFixture.run { fixture in
            for number: UInt128 in 1...2 { try await fixture.live(try await fixture.open(number)) }
            let cached = try await fixture.database.read { try Books.trialBalance(on: $0) }
            let journal = try await fixture.database.read {
                try Books.trialBalanceFromJournal(on: $0)
            }
            #expect(cached.isBalanced && journal.isBalanced)
            #expect(cached.sums.debit == cached.sums.credit)
            for line in journal.lines where !line.account.hasPrefix("clearing:") {
                #expect(cached.lines.contains(line))
            }
            let providers = journal.lines.filter { $0.account.hasPrefix("clearing:") }
            #expect(providers.map(\.account) == ["clearing:manual", "clearing:stripe"])
        }
    }

    @Test("the trial balance of no books is zero on both sides")
    func empty() async throws {
        try await BooksFixture.run { fixture in
            let balance = try await fixture.database.read { try Books.trialBalance(on: $0) }
            #expect(balance.isBalanced && balance.sums == ("0", "0"))
            #expect(balance.lines.count == 9)
        }
    }
}
