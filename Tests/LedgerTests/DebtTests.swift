// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Charges that credits could not cover: owed, visible, and collected first.
@Suite struct DebtTests {
    @Test("the next credits pay debts first, oldest first, each as a row that names its charge")
    func collectedFirst() {
        let wrong = LedgerScript.play(
            """
            charge c1 4 record       => 0
            charge c2 5 record       => 0
            entries                  => \
            usage uncollected to revenue 4 for c1, change 0, owned 0; \
            usage uncollected to revenue 5 for c2, change 0, owned 0
            grant g1 6 paid          => 0
            entries                  => \
            purchase clearing:manual to credits 6 for g1, change 6, owned 6; \
            usage credits to uncollected 4 for c1, change -4, owned 2; \
            usage credits to uncollected 2 for c2, change -2, owned 0
            show c1                  => 4 from g1:4
            show c2                  => 5 from g1:2, 3 uncollected
            grant g2 5 promotional   => 2
            show c2                  => 5 from g1:2 g2:3
            show books               => promotional 2, revenue 9, expense 5, clearing 6
            """)
        #expect(wrong == [])
    }

    @Test("the grant that is answered shows what debts have left of it")
    func grantAnswered() {
        let wrong = LedgerScript.play(
            """
            charge c1 4 record    => 0
            grant g1 6 paid       => 2
            show g1               => 2 of 6
            """)
        #expect(wrong == [])
    }

    @Test(
        "credits that come back pay debts, too",
        arguments: [
            ("release h1", 5), ("at 900\nexpire", 5), ("capture h1 c2 2", 3), ("adjust a1 9", 4),
        ])
    func comesBack(way: String, available: Int) {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid      => 10
            hold h1 10            => 0, 10 held
            charge c1 5 record    => 0, 10 held
            \(way)                => \(available)\(way.hasPrefix("adjust") ? ", 10 held" : "")
            """)
        #expect(wrong == [])
    }

    @Test("a charge that used both kinds of credits is one row; its debt, paid by both, another")
    func oneRowEach() {
        let wrong = LedgerScript.play(
            """
            grant g1 2 promotional    => 2
            grant g2 3 paid           => 5
            hold h1 5                 => 0, 5 held
            charge c1 4 record        => 0, 5 held
            entries                   => \
            grant promotional_expense to promotional_credits 2 for g1, change 2, owned 2; \
            purchase clearing:manual to credits 3 for g2, change 3, owned 5; \
            usage uncollected to revenue 4 for c1, change 0, owned 5
            release h1                => 1
            entries                   => \
            usage promotional_credits to uncollected 2 for c1, owned 3; \
            usage credits to uncollected 2 for c1, change -4, owned 1
            charge c2 3 record        => 0
            entries                   => \
            usage credits to revenue 1 for c2, owned 0; \
            usage uncollected to revenue 2 for c2, change -1, owned 0
            """)
        #expect(wrong == [])
    }

    @Test("the oldest debt is that with the smallest id, in whatever order the charges came")
    func oldest() {
        let wrong = LedgerScript.play(
            """
            charge c2 4 record    => 0
            charge c1 4 record    => 0
            grant g1 5 paid       => 0
            show c1               => 4 from g1:4
            show c2               => 4 from g1:1, 3 uncollected
            """)
        #expect(wrong == [])
    }

    @Test("what held credits are kept for is not taken for debts")
    func holdsAreSafe() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid       => 5
            hold h1 5             => 0, 5 held
            charge c1 3 record    => 0, 5 held
            capture h1 c2 4       => 0
            show c2               => 4 from g1:4
            show c1               => 3 from g1:1, 2 uncollected
            """)
        #expect(wrong == [])
    }
}
