// SPDX-License-Identifier: Apache-2.0

import Ledger
import Money
import Testing
import Vocabulary

/// What must be in hand before commands are applied; the simulation proves that it is enough.
@Suite struct WorkingSetTests {
    static let organization = OrganizationID(bits: 1)

    static func grant(_ id: UInt128, _ remaining: Int64, expires: Instant = .never) -> Grant {
        let amount = Credits(nanocredits: remaining)
        return Grant(
            id: GrantID(bits: id), source: .purchase, kind: .paid, amount: amount,
            remaining: amount, expiresAt: expires, createdAt: .epoch)
    }

    static func draws(_ ids: UInt128...) -> [Draw] {
        ids.map { Draw(grant: GrantID(bits: $0), kind: .paid, amount: Credits(nanocredits: 1)) }
            + [Draw(grant: nil, kind: .paid, amount: Credits(nanocredits: 1))]
    }

    static func charge(_ id: UInt128, uncollected: Int64, draws: [Draw] = []) -> Charge {
        Charge(
            id: ChargeID(bits: id), amount: Credits(nanocredits: uncollected + 5),
            uncollected: Credits(nanocredits: uncollected), draws: draws, hold: nil, isLate: false,
            sequence: 1, createdAt: .epoch)
    }

    @Test("grants that loaded holds and charges drew on are missing until they are loaded")
    func missingGrants() {
        var account = Account(organization: Self.organization)
        #expect(account.missingGrants == [])
        account.load(holds: [
            Hold(
                id: HoldID(bits: 1), amount: Credits(nanocredits: 3), draws: Self.draws(1, 2),
                expiresAt: .never, createdAt: .epoch)
        ])
        account.load(charges: [Self.charge(1, uncollected: 0, draws: Self.draws(2, 3))])
        #expect(account.missingGrants == [GrantID(bits: 1), GrantID(bits: 2), GrantID(bits: 3)])
        account.load(grants: [Self.grant(2, 0)])
        #expect(account.missingGrants == [GrantID(bits: 1), GrantID(bits: 3)])
    }

    @Test("drawable is what remains of loaded grants that have not expired")
    func drawable() {
        var account = Account(organization: Self.organization)
        #expect(account.drawable(at: .epoch) == .zero)
        let soon = Instant.epoch.adding(seconds: 1)
        account.load(grants: [Self.grant(1, 5), Self.grant(2, 7, expires: soon)])
        account.load(grants: [Self.grant(1, 5)])
        #expect(account.drawable(at: .epoch) == Credits(nanocredits: 12))
        #expect(account.drawable(at: soon) == Credits(nanocredits: 5))
    }

    @Test("when not all debts were loaded, the account asks to come back at once")
    func moreDebts() throws {
        var books = Balances()
        books.post(Credits(nanocredits: 30), debit: .uncollected, credit: .revenue)
        var account = Account(
            organization: Self.organization, creditLimit: .zero, balances: books, held: .zero,
            overdraft: .zero, sequence: 1, chainHash: .genesis, nextExpiry: .never)
        account.load(debts: [Self.charge(1, uncollected: 10)])
        let now = Instant.epoch.adding(seconds: 5)
        let command = GrantCommand(
            id: GrantID(bits: 9), source: .purchase, kind: .paid,
            amount: Credits(nanocredits: 25), expiresAt: .never, provider: "stripe")
        let first = try account.apply(.grant(command), at: now)
        #expect(first.balance == Credits(nanocredits: 15))
        #expect(account.nextExpiry == now)
        account.load(debts: [Self.charge(2, uncollected: 20)])
        let second = try account.apply(.expire, at: now)
        #expect(second.balance == .zero)
        #expect(account.balances.uncollected == Credits(nanocredits: 5))
        #expect(account.changedCharges.map(\.uncollected.nanocredits) == [0, 5])
    }

    @Test("an account that a command left as it was need not be written down")
    func isChanged() throws {
        var account = Account(organization: Self.organization)
        #expect(!account.isChanged)
        _ = try account.apply(.expire, at: .epoch)
        #expect(!account.isChanged)
        _ = try account.apply(
            .adjust(AdjustCommand(id: AdjustmentID(bits: 1), amount: Credits(nanocredits: 1))),
            at: .epoch)
        #expect(account.isChanged)
    }

    @Test("new rows come in the order of their ids")
    func order() throws {
        var account = Account(organization: Self.organization)
        for (id, kind) in [(3, .paid), (1, .paid), (2, .promotional)] as [(UInt128, CreditKind)] {
            let command = GrantCommand(
                id: GrantID(bits: id), source: .manual, kind: kind,
                amount: Credits(nanocredits: 1), expiresAt: .never, provider: "manual")
            _ = try account.apply(.grant(command), at: .epoch)
        }
        #expect(account.newGrants.map(\.id.bits) == [1, 2, 3])
        #expect(account.changedGrants == [])
    }
}
