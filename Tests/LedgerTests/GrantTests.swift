// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct GrantTests {
    @Test("a grant adds credits, which are spent promotional first, then soonest expiry, then age")
    func burnOrder() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid                        => 10
            grant g2 10 paid expires 2h             => 20
            grant g3 10 promotional                 => 30
            grant g4 10 promotional expires 3h      => 40
            grant g5 10 paid expires 1h             => 50
            grant g6 10 promotional expires 3h      => 60
            charge c1 15                            => 45
            show c1                                 => 15 from g4:10 g6:5
            charge c2 40                            => 5
            show c2                                 => 40 from g6:5 g3:10 g5:10 g2:10 g1:5
            """)
        #expect(wrong == [])
    }

    @Test("the amount is above zero and at most a billion credits")
    func amounts() {
        let wrong = LedgerScript.play(
            """
            grant g1 0 paid        => amountOutOfRange
            grant g1 -1 paid       => amountOutOfRange
            grant g1 max+1 paid    => amountOutOfRange
            show g1                => nothing
            grant g1 1 paid        => 1
            """)
        #expect(wrong == [])
    }

    @Test("an amount out of range is told before an expiry in the past")
    func precedence() {
        let wrong = LedgerScript.play(
            """
            at 100
            grant g1 0 paid expires 99     => amountOutOfRange
            grant g1 5 paid expires 99     => grantAlreadyExpired
            grant g1 5 paid expires 100    => grantAlreadyExpired
            grant g1 5 paid expires 101    => 5
            """)
        #expect(wrong == [])
    }

    @Test("credits expire at their moment, and not before")
    func expiry() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid expires 100           => 5
            grant g2 7 promotional expires 200    => 12
            entries                               => \
            purchase clearing:manual to credits 5 for g1, change 5, owned 5; \
            grant promotional_expense to promotional_credits 7 for g2, change 7, owned 12
            at 99
            expire                                => 12
            at 100
            expire                                => 7
            show g1                               => 0 of 5, 5 expired, until 100
            entries                               => \
            expiry credits to breakage 5 for g1, change -5, owned 7
            at 200
            charge c1 1                           => insufficientCredits 1 of 0
            entries                               => \
            expiry promotional_credits to breakage 7 for g2, change -7, owned 0
            show books                            => breakage 12, expense 7, clearing 5
            """)
        #expect(wrong == [])
    }

    @Test("when the clock goes back, what has expired stays expired")
    func clockGoesBack() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid expires 100    => 5
            at 100
            expire                         => 0
            at 50
            expire                         => 0
            charge c1 5                    => insufficientCredits 5 of 0
            """)
        #expect(wrong == [])
    }

    @Test("the row is called after the source, and the origin after kind and provider")
    func sources() {
        let wrong = LedgerScript.play(
            """
            grant g1 1 paid source purchase provider stripe    => 1
            grant g2 1 paid source earnings provider x402      => 2
            grant g3 1 paid source refund                      => 3
            grant g4 1 paid source contract                    => 4
            grant g5 1 promotional source signup               => 5
            grant g6 1 paid source manual                      => 6
            grant g7 1 promotional source adjustment           => 7
            entries                                            => \
            purchase clearing:stripe to credits 1 for g1, change 1, owned 1; \
            grant clearing:x402 to credits 1 for g2, change 1, owned 2; \
            refund clearing:manual to credits 1 for g3, change 1, owned 3; \
            grant clearing:manual to credits 1 for g4, change 1, owned 4; \
            grant promotional_expense to promotional_credits 1 for g5, change 1, owned 5; \
            grant clearing:manual to credits 1 for g6, change 1, owned 6; \
            adjustment promotional_expense to promotional_credits 1 for g7, change 1, owned 7
            """)
        #expect(wrong == [])
    }
}
