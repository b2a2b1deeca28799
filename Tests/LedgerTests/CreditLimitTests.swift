// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Accounts with a contract: available credits can go below zero, as far as the limit.
@Suite struct CreditLimitTests {
    @Test("holds and charges draw on the limit when grants are used up, and not beyond it")
    func boundaries() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid      => 5
            hold h1 8            => -3, 8 held
            show h1              => open 8 from g1:5 limit:3, until 900
            charge c1 8          => insufficientCredits 8 of -3
            charge c1 7          => -10, 8 held
            show c1              => 7 from limit:7
            hold h2 1            => insufficientCredits 1 of -10
            charge c2 1 record   => -10, 8 held
            show c2              => 1, 1 uncollected
            show books           => credits -2, revenue 8, clearing 5, uncollected 1
            """, creditLimit: 10)
        #expect(wrong == [])
    }

    @Test("paid credits pay back what is drawn before they can be spent, and then debts")
    func repaid() {
        let wrong = LedgerScript.play(
            """
            charge c1 12 record    => -10
            grant g1 4 paid        => -6
            show g1                => 0 of 4, 4 repaid
            grant g2 9 paid        => 1
            show g2                => 1 of 9, 6 repaid
            show c1                => 12 from limit:10 g2:2
            """, creditLimit: 10)
        #expect(wrong == [])
    }

    @Test("given credits do not pay back what is drawn, but can be spent and count")
    func promotional() {
        let wrong = LedgerScript.play(
            """
            charge c1 8               => -8
            grant g1 5 promotional    => -3
            show g1                   => 5 of 5
            charge c2 6               => -9
            show c2                   => 6 from g1:5 limit:1
            """, creditLimit: 10)
        #expect(wrong == [])
    }

    @Test("what comes back pays back the limit; if that is paid, it is a paid grant that stays")
    func comesBack() {
        let wrong = LedgerScript.play(
            """
            hold h1 6          => -6, 6 held
            hold h2 4          => -10, 10 held
            release h1         => -4, 4 held
            charge c1 6        => -10, 4 held
            grant g1 8 paid    => -2, 4 held
            release h2         => 2
            show h2.limit      => 2 of 2
            refund r1 c1       => 8
            show r1.limit      => 6 of 6
            show books         => credits 8, revenue 6, clearing 8, refunds 6
            """, creditLimit: 10)
        #expect(wrong == [])
    }

    @Test("the rest of a captured hold on the limit comes back once")
    func capture() {
        let wrong = LedgerScript.play(
            """
            grant g1 2 paid    => 2
            hold h1 8          => -6, 8 held
            grant g2 7 paid    => 1, 8 held
            capture h1 c1 3    => 6
            show c1            => 3 from g1:2 limit:1
            show h1.limit      => 5 of 5
            show g2            => 1 of 7, 6 repaid
            """, creditLimit: 10)
        #expect(wrong == [])
    }

    @Test("expiry can make what is available negative, but not below the limit")
    func expiry() {
        let wrong = LedgerScript.play(
            """
            charge c1 10                          => -10
            grant g1 7 promotional expires 100    => -3
            hold h1 6                             => -9, 6 held
            at 100
            expire                                => -10, 6 held
            release h1                            => -10
            show g1                               => 0 of 7, 7 expired, until 100
            """, creditLimit: 10)
        #expect(wrong == [])
    }

    @Test("an adjustment can take what the limit gives")
    func adjustment() {
        let wrong = LedgerScript.play(
            """
            adjust a1 -11    => insufficientCredits 11 of 0
            adjust a1 -10    => -10
            """, creditLimit: 10)
        #expect(wrong == [])
    }
}
