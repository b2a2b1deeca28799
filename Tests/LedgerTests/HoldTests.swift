// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import TestSupport
import Testing
import Vocabulary

@Suite struct HoldTests {
    @Test("a hold sets credits aside, exactly as many as there are and no more")
    func boundaries() {
        let wrong = LedgerScript.play(
            """
            grant g1 500 paid    => 500
            hold h1 200          => 300, 200 held
            show h1              => open 200 from g1:200, until 900
            hold h2 301          => insufficientCredits 301 of 300
            hold h2 300          => 0, 500 held
            hold h3 1            => insufficientCredits 1 of 0
            show g1              => 0 of 500
            show h3              => nothing
            show books           => credits 500, clearing 500
            """)
        #expect(wrong == [])
    }

    @Test("the amount is above zero and at most a billion credits")
    func amounts() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid    => 5
            hold h1 0          => amountOutOfRange
            hold h1 -1         => amountOutOfRange
            hold h1 max+1      => amountOutOfRange
            hold h1 max        => insufficientCredits 1000000000000000000 of 5
            hold h1 1          => 4, 1 held
            """)
        #expect(wrong == [])
    }

    @Test("a hold lives for a moment at least, and a day at most")
    func lifetime() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid           => 5
            at 100
            hold h1 1 expires 99      => holdLifetimeOutOfRange
            hold h1 1 expires 100     => holdLifetimeOutOfRange
            hold h1 1 expires 101     => 4, 1 held
            hold h2 1 expires 86500   => 3, 2 held
            hold h3 1 expires 86501   => holdLifetimeOutOfRange
            hold h3 1 expires never   => holdLifetimeOutOfRange
            """)
        #expect(wrong == [])
    }

    @Test("a lifetime counts from the moment in which the hold is made, however late that is")
    func lifetimeFromDecision() throws {
        var account = Account(organization: OrganizationID(bits: 1))
        let (asked, decided) = (Instant(microseconds: 0), Instant(microseconds: 5_000_000))
        let amount = Credits(nanocredits: 3)
        _ = try account.apply(
            .grant(
                GrantCommand(
                    id: GrantID(bits: 1), source: .purchase, kind: .paid, amount: amount,
                    expiresAt: .never, provider: "manual")), at: asked)
        let command = HoldCommand(id: HoldID(bits: 2), amount: amount, expiry: .after(seconds: 1))
        guard case .held(let hold) = try account.apply(.hold(command), at: decided).effect else {
            Issue.record("a hold should be made")
            return
        }
        #expect(hold.expiresAt == decided.adding(seconds: 1))
        let longer = ExtendCommand(hold: hold.id, amount: .zero, expiry: .after(seconds: 9))
        guard case .extended(let extended) = try account.apply(.extend(longer), at: decided).effect
        else {
            Issue.record("the hold should be extended")
            return
        }
        #expect(extended.expiresAt == decided.adding(seconds: 9))
    }

    @Test("the amount is told before the lifetime, the lifetime before the lack of credits")
    func precedence() {
        let wrong = LedgerScript.play(
            """
            hold h1 0 expires 0    => amountOutOfRange
            hold h1 5 expires 0    => holdLifetimeOutOfRange
            hold h1 5              => insufficientCredits 5 of 0
            """)
        #expect(wrong == [])
    }

    @Test("release gives everything back, and again changes nothing")
    func release() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 promotional    => 5
            grant g2 5 paid           => 10
            hold h1 8                 => 2, 8 held
            release h1                => 10
            show h1                   => released 8
            show g1                   => 5 of 5
            release h1                => 10
            release h2                => holdNotFound
            """)
        #expect(wrong == [])
    }

    @Test("a captured hold cannot be released; an expired one can, to no effect")
    func releaseOfEnded() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid          => 5
            hold h1 2                => 3, 2 held
            capture h1 c1 2          => 3
            release h1               => holdNotOpen captured
            hold h2 2 expires 100    => 1, 2 held
            at 100
            release h2               => 3
            show h2                  => expired 2
            """)
        #expect(wrong == [])
    }

    @Test("a hold expires at its moment, and its credits are there at once")
    func expiry() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid          => 5
            hold h1 5 expires 100    => 0, 5 held
            at 99
            charge c1 1              => insufficientCredits 1 of 0
            at 100
            charge c1 1              => 4
            show h1                  => expired 5
            """)
        #expect(wrong == [])
    }

    @Test("a refused command ends what is due all the same")
    func dueAndRefused() {
        let wrong = LedgerScript.play(
            """
            grant g1 5 paid expires 100    => 5
            hold h1 2 expires 90           => 3, 2 held
            at 100
            capture h9 c1 5                => holdNotFound
            show h1                        => expired 2
            show g1                        => 0 of 5, 5 expired, until 100
            """)
        #expect(wrong == [])
    }

    @Test("a hold keeps its credits alive when their grant expires, for a capture")
    func outlivesGrant() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid expires 100    => 10
            hold h1 6                       => 4, 6 held
            at 100
            expire                          => 0, 6 held
            show g1                         => 0 of 10, 4 expired, until 100
            capture h1 c1 6                 => 0
            show c1                         => 6 from g1:6
            show books                      => revenue 6, breakage 4, clearing 10
            """)
        #expect(wrong == [])
    }

    @Test(
        "held credits whose grant has expired meanwhile expire when they come back",
        arguments: ["release h1", "at 900\nexpire", "capture h1 c1 0"])
    func comesBackTooLate(end: String) {
        let wrong = LedgerScript.play(
            """
            grant g1 10 promotional expires 100    => 10
            grant g2 10 paid                       => 20
            hold h1 15                             => 5, 15 held
            at 100
            \(end)                                  => 10
            show g1                                => 0 of 10, 10 expired, until 100
            show g2                                => 10 of 10
            """)
        #expect(wrong == [])
    }

    @Test("credits that come back to an emptied grant expire with it")
    func comesBackInTime() {
        let wrong = LedgerScript.play(
            """
            grant g1 10 paid expires 100           => 10
            grant g2 1 promotional expires 10      => 11
            hold h1 11 expires 200                 => 0, 11 held
            at 10
            expire                                 => 0, 11 held
            at 50
            release h1                             => 10
            at 100
            charge c1 10                           => insufficientCredits 10 of 0
            show g1                                => 0 of 10, 10 expired, until 100
            """)
        #expect(wrong == [])
    }
}
