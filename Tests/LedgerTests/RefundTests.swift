// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct RefundTests {
    @Test("a refund goes back to the grants, what was drawn last first")
    func lastInFirstOut() {
        let wrong = LedgerScript.play(
            """
            grant g1 4 promotional    => 4
            grant g2 8 paid           => 12
            charge c1 10              => 2
            entries                   => \
            grant promotional_expense to promotional_credits 4 for g1, change 4, owned 4; \
            purchase clearing:manual to credits 8 for g2, change 8, owned 12; \
            usage promotional_credits to revenue 4 for c1, owned 8; \
            usage credits to revenue 6 for c1, change -10, owned 2
            refund r1 c1 5            => 7
            show c1                   => 10 from g1:4 g2:1, 5 refunded
            refund r2 c1 3            => 10
            show c1                   => 10 from g1:2, 8 refunded
            show g1                   => 2 of 4
            show g2                   => 8 of 8
            entries                   => \
            refund refunds to credits 5 for r1, change 5, owned 7; \
            refund refunds to promotional_credits 2 for r2, owned 9; \
            refund refunds to credits 1 for r2, change 3, owned 10
            """)
        #expect(wrong == [])
    }

    @Test("only what is left of a charge can be refunded, and nothing twice")
    func twice() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid    => 10
            charge c1 6         => 4
            refund r1 c1 7      => notRefundable above 6
            refund r1 c1 4      => 8
            refund r2 c1 3      => notRefundable above 2
            refund r2 c1        => 10
            refund r3 c1 1      => notRefundable above 0
            refund r3 c1        => notRefundable above 0
            """)
        #expect(wrong == [])
    }

    @Test("amount, absence, remainder: refused in this order")
    func precedence() {
        let wrong = LedgerScript.play(
            """
            refund r1 c9 0        => amountOutOfRange
            refund r1 c9 -1       => amountOutOfRange
            refund r1 c9 max+1    => amountOutOfRange
            refund r1 c9 max      => chargeNotFound
            refund r1 c9          => chargeNotFound
            charge c1 0           => 0
            refund r1 c1 0        => amountOutOfRange
            refund r1 c1          => notRefundable above 0
            """)
        #expect(wrong == [])
    }

    @Test("only what was collected can be refunded")
    func uncollected() {
        let wrong = LedgerScript.play(
            """
            grant g1 6 paid        => 6
            charge c1 10 record    => 0
            refund r1 c1 7         => notRefundable above 6
            charge c2 5 record     => 0
            refund r2 c2           => notRefundable above 0
            """)
        #expect(wrong == [])
    }

    @Test("a refund pays debts first, that of the refunded charge included")
    func paysDebts() {
        let wrong = LedgerScript.play(
            """
            grant g1 6 paid        => 6
            charge c1 10 record    => 0
            refund r1 c1           => 2
            show c1                => 10 from g1:4, 6 refunded
            refund r2 c1           => 6
            show c1                => 10, 10 refunded
            """)
        #expect(wrong == [])
    }

    @Test("what comes from expired grants is a new grant of the same kind, for a day")
    func expired() {
        let wrong = LedgerScript.play(
            """
            grant g1 2 promotional expires 100    => 2
            grant g2 3 promotional expires 200    => 5
            grant g3 4 paid expires 300           => 9
            grant g4 5 paid                       => 14
            charge c1 11                          => 3
            at 300
            refund r1 c1                          => 14
            show g1                               => 0 of 2, 2 expired, until 100
            show g2                               => 0 of 3, 3 expired, until 200
            show g3                               => 0 of 4, 4 expired, until 300
            show g4                               => 5 of 5
            show r1.promotional                   => 5 of 5, until 86700
            show r1.paid                          => 4 of 4, until 86700
            show books                            => \
            credits 9, promotional 5, revenue 11, expense 5, clearing 9, refunds 11
            at 86699
            expire                                => 14
            at 86700
            expire                                => 5
            """)
        #expect(wrong == [])
    }

    @Test("what comes back to a grant that had nothing left expires with it")
    func expiresAgain() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid expires 100           => 5
            grant g2 1 promotional expires 10     => 6
            charge c1 6                           => 0
            at 10
            expire                                => 0
            refund r1 c1 5                        => 5
            at 100
            charge c2 1                           => insufficientCredits 1 of 0
            """)
        #expect(wrong == [])
    }

    @Test("a refund of a refunded and collected debt goes back to what paid it")
    func refundOfCollectedDebt() {
        let wrong = LedgerScript.play(
            """
            charge c1 3 record    => 0
            grant g1 2 paid       => 0
            grant g2 2 paid       => 1
            refund r1 c1 2        => 3
            show c1               => 3 from g1:1, 2 refunded
            """)
        #expect(wrong == [])
    }
}
