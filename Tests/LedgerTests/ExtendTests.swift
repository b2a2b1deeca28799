// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct ExtendTests {
    @Test("extend sets more aside, or lets the hold live longer, or both")
    func extends() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 promotional           => 5
            grant g2 5 paid                  => 10
            hold h1 4                        => 6, 4 held
            extend h1 2                      => 4, 6 held
            show h1                          => open 6 from g1:5 g2:1, until 900
            extend h1 0 expires 1000         => 4, 6 held
            show h1                          => open 6 from g1:5 g2:1, until 1000
            extend h1 4 expires 10           => 0, 10 held
            show h1                          => open 10 from g1:5 g2:5, until 10
            at 10
            expire                           => 10
            """)
        #expect(wrong == [])
    }

    @Test("a hold lives a day at most, extensions included")
    func lifetime() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid                => 5
            at 100
            hold h1 1                      => 4, 1 held
            at 200
            extend h1 0 expires 86501      => holdLifetimeOutOfRange
            extend h1 0 expires 200        => holdLifetimeOutOfRange
            extend h1 0 expires 86500      => 4, 1 held
            at 86499
            expire                         => 4, 1 held
            at 86500
            expire                         => 5
            """)
        #expect(wrong == [])
    }

    @Test(
        "amount, absence, end, lifetime, credits: refused in this order, and then nothing changed")
    func precedence() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid                => 5
            hold h1 2                      => 3, 2 held
            extend h9 -1                   => amountOutOfRange
            extend h9 max+1                => amountOutOfRange
            extend h9 1                    => holdNotFound
            extend h1 max expires never    => amountOutOfRange
            extend h1 9 expires never      => holdLifetimeOutOfRange
            extend h1 4                    => insufficientCredits 4 of 3
            show h1                        => open 2 from g1:2, until 900
            release h1                     => 5
            extend h1 9 expires never      => holdNotOpen released
            """)
        #expect(wrong == [])
    }

    @Test("what is extended with nothing needs no credits", arguments: ["0", "0 expires 1000"])
    func nothing(extension: String) {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid          => 5
            hold h1 5                => 0, 5 held
            charge c1 3 record       => 0, 5 held
            extend h1 \(`extension`)  => 0, 5 held
            """)
        #expect(wrong == [])
    }

    @Test("an ended hold cannot be extended")
    func ended() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid       => 5
            hold h1 1             => 4, 1 held
            capture h1 c1 1       => 4
            extend h1 1           => holdNotOpen captured
            hold h2 1             => 3, 1 held
            at 900
            extend h2 1           => holdNotOpen expired
            """)
        #expect(wrong == [])
    }
}
