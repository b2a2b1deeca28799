// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct CaptureTests {
    @Test("a capture of less charges it and releases the rest")
    func less() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 promotional    => 5
            grant g2 5 paid           => 10
            hold h1 8                 => 2, 8 held
            capture h1 c1 6           => 4
            show h1                   => captured 6 of 8
            show c1                   => 6 from g1:5 g2:1
            show g2                   => 4 of 5
            """)
        #expect(wrong == [])
    }

    @Test("a capture of all that is held leaves nothing of it")
    func equal() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid    => 10
            hold h1 8           => 2, 8 held
            capture h1 c1 8     => 2
            show h1             => captured 8 of 8
            show g1             => 2 of 10
            """)
        #expect(wrong == [])
    }

    @Test("a capture of more takes the difference from what is available, and owes the rest")
    func more() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid    => 10
            hold h1 4           => 6, 4 held
            hold h2 3           => 3, 7 held
            capture h1 c1 6     => 1, 3 held
            show c1             => 6 from g1:6
            capture h2 c2 9     => 0
            show c2             => 9 from g1:4, 5 uncollected
            show books          => revenue 15, clearing 10, uncollected 5
            """)
        #expect(wrong == [])
    }

    @Test("a capture does not touch what other holds keep aside")
    func othersHolds() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid    => 10
            hold h1 4           => 6, 4 held
            hold h2 6           => 0, 10 held
            capture h1 c1 5     => 0, 6 held
            show c1             => 5 from g1:4, 1 uncollected
            show h2             => open 6 from g1:6, until 900
            """)
        #expect(wrong == [])
    }

    @Test("a late capture is charged from what is available")
    func late() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid         => 10
            hold h1 8 expires 100    => 2, 8 held
            at 100
            hold h2 7                => 3, 7 held
            capture h1 c1 5          => 0, 7 held
            show c1                  => 5 from g1:3, 2 uncollected, late
            show h1                  => captured 5 of 8
            capture h1 c2 5          => holdNotOpen captured
            """)
        #expect(wrong == [])
    }

    @Test("amount, absence, end: refused in this order")
    func precedence() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid       => 10
            hold h1 5              => 5, 5 held
            release h1             => 10
            capture h1 c1 -1       => amountOutOfRange
            capture h9 c1 max+1    => amountOutOfRange
            capture h9 c1 1        => holdNotFound
            capture h1 c1 1        => holdNotOpen released
            capture h1 c1 1 lost   => holdNotOpen released
            show c1                => nothing
            """)
        #expect(wrong == [])
    }

    @Test("the largest capture is a billion credits")
    func largest() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid     => 10
            hold h1 4            => 6, 4 held
            capture h1 c1 max    => 0
            show c1              => 1000000000000000000 from g1:10, 999999999999999990 uncollected
            """)
        #expect(wrong == [])
    }

    @Test("a hold that was lost in a crash is charged all the same, late")
    func lost() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid          => 10
            capture h9 c1 4 lost      => 6
            show c1                   => 4 from g1:4, late
            capture h8 c2 8 lost      => 0
            show c2                   => 8 from g1:6, 2 uncollected, late
            """)
        #expect(wrong == [])
    }

    @Test("a capture of nothing is a charge of nothing and releases everything")
    func nothing() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid    => 10
            hold h1 4           => 6, 4 held
            entries             => \
            purchase clearing:manual to credits 10 for g1, change 10, owned 10
            capture h1 c1 0     => 10
            show c1             => 0
            entries             => usage credits to revenue 0 for c1, change 0, owned 10
            """)
        #expect(wrong == [])
    }

    @Test("what is held first is spent first, whatever was extended later")
    func orderOfDraws() {
        let wrong = LedgerScript.play(
            """
            grant g1 2 paid           => 2
            hold h1 2                 => 0, 2 held
            grant g2 5 promotional    => 5, 2 held
            extend h1 3               => 2, 5 held
            capture h1 c1 3           => 4
            show c1                   => 3 from g1:2 g2:1
            """)
        #expect(wrong == [])
    }
}
