// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct ChargeTests {
    @Test("a charge takes exactly what is available, and not one more")
    func boundaries() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid    => 10
            hold h1 3           => 7, 3 held
            charge c1 8         => insufficientCredits 8 of 7
            charge c1 7         => 0, 3 held
            charge c2 1         => insufficientCredits 1 of 0
            show c2             => nothing
            """)
        #expect(wrong == [])
    }

    @Test("the amount is not negative and at most a billion credits, whatever is available")
    func amounts() {
        let wrong = LedgerScript.play(
            """
            charge c1 -1              => amountOutOfRange
            charge c1 max+1           => amountOutOfRange
            charge c1 -1 record       => amountOutOfRange
            charge c1 max+1 record    => amountOutOfRange
            charge c1 max             => insufficientCredits 1000000000000000000 of 0
            charge c1 max record      => 0
            show c1                   => 1000000000000000000, 1000000000000000000 uncollected
            """)
        #expect(wrong == [])
    }

    @Test("a charge of nothing is always possible: a free model")
    func nothing() {
        let wrong = LedgerScript.play(
            """
            charge c1 0    => 0
            show c1        => 0
            entries        => usage credits to revenue 0 for c1, change 0, owned 0
            usage 0        => 0 by 1 charges
            """)
        #expect(wrong == [])
    }

    @Test("usage that has happened is charged, and owed as far as nothing is available")
    func records() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid      => 10
            hold h1 3             => 7, 3 held
            charge c1 9 record    => 0, 3 held
            show c1               => 9 from g1:7, 2 uncollected
            charge c2 4 record    => 0, 3 held
            show c2               => 4, 4 uncollected
            show books            => credits 3, revenue 13, clearing 10, uncollected 6
            """)
        #expect(wrong == [])
    }

    @Test("a day's usage is what its charges collected, less refunds, whenever those come")
    func usage() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid      => 10
            at 23h
            charge c1 8           => 2
            charge c2 5 record    => 0
            usage 0               => 10 by 2 charges
            at 25h
            refund r1 c1 4        => 1
            usage 0               => 9 by 2 charges
            charge c3 1           => 0
            usage 1               => 1 by 1 charges
            """)
        #expect(wrong == [])
    }
}
