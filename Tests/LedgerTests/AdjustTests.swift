// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct AdjustTests {
    @Test("an adjustment gives promotional credits that stay, or takes credits")
    func givesAndTakes() {
        let wrong = LedgerScript.play(
            """
            adjust a1 5         => 5
            show a1             => 5 of 5
            grant g1 5 paid     => 10
            adjust a2 -7        => 3
            show a1             => 0 of 5
            show g1             => 3 of 5
            show books          => credits 3, clearing 5, adjustments -2
            entries             => \
            adjustment adjustments to promotional_credits 5 for a1, change 5, owned 5; \
            purchase clearing:manual to credits 5 for g1, change 5, owned 10; \
            adjustment promotional_credits to adjustments 5 for a2, owned 5; \
            adjustment credits to adjustments 2 for a2, change -7, owned 3
            """)
        #expect(wrong == [])
    }

    @Test(
        "nothing is no adjustment, a billion credits the largest, and only what is there is taken")
    func boundaries() {
        let wrong = LedgerScript.play(
            """
            adjust a1 0                       => amountOutOfRange
            adjust a1 max+1                   => amountOutOfRange
            adjust a1 -1000000000000000001    => amountOutOfRange
            adjust a1 -9223372036854775808    => amountOutOfRange
            adjust a1 -1000000000000000000    => insufficientCredits 1000000000000000000 of 0
            grant g1 3 paid                   => 3
            hold h1 1                         => 2, 1 held
            adjust a1 -3                      => insufficientCredits 3 of 2
            adjust a1 -2                      => 0, 1 held
            """)
        #expect(wrong == [])
    }
}
