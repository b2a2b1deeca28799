// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Testing
import Vocabulary

@Suite struct StandingTests {
    /// What is due by the time somebody looks.
    enum Due: CaseIterable {
        case nothing
        case hold
        case grant
        case grantUnderHold
        case holdOfExpiredGrant
        case holdThatPaysDebts
        case moreDebtsThanOneSweepCollects
    }

    @Test("what is due counts as ended before the sweep has been there", arguments: Due.allCases)
    func unswept(due: Due) async throws {
        try await withKeeper { stage in
            try await bring(due, to: stage)
            let before = try await stage.standing()
            while try await stage.due() != [] { try await stage.perform(.expire) }
            #expect(try await stage.standing() == before)
            let swept = try await stage.number("SELECT held FROM account")
            #expect(swept == before.pending.nanocredits)
            let owned = try await stage.number("SELECT credits + promotional_credits FROM account")
            #expect(owned == (try before.balance.adding(before.pending)).nanocredits)
        }
    }

    private func bring(_ due: Due, to stage: KeeperStage) async throws {
        switch due {
        case .nothing:
            try await stage.grant(100, lasting: 60)
            try await stage.hold(30)
        case .hold:
            try await stage.grant(100)
            try await stage.hold(30, lasting: 10)
            try await stage.hold(20, lasting: 100)
        case .grant:
            try await stage.grant(100, .promotional, lasting: 10)
            try await stage.grant(5)
            try await stage.charge(40)
        case .grantUnderHold:
            try await stage.grant(100, .promotional, lasting: 10)
            try await stage.hold(30, lasting: 100)
        case .holdOfExpiredGrant:
            try await stage.grant(100, .promotional, lasting: 10)
            try await stage.hold(30, lasting: 10)
        case .holdThatPaysDebts:
            try await stage.grant(100)
            try await stage.hold(90, lasting: 10)
            try await stage.charge(50, .record)
        case .moreDebtsThanOneSweepCollects:
            let orders = (0..<1_700).map { _ in
                stage.order(.charge(stage.chargeCommand(1, .record)))
            }
            _ = await stage.inOneBatch(orders)
            try await stage.grant(2_000)
        }
        stage.wait(seconds: 10)
    }

    @Test("balance and pending add up to what the organization owns")
    func parts() async throws {
        try await withKeeper { stage in
            try await stage.grant(70)
            try await stage.grant(30, .promotional)
            try await stage.hold(45)
            let standing = try await stage.standing()
            #expect(standing.balance == credits(55) && standing.pending == credits(45))
            #expect(standing.uncollected == .zero && standing.creditLimit == .zero)
        }
    }

    @Test("an organization without books has no standing")
    func unknown() async throws {
        try await withKeeper { stage in
            let nobody = stage.ids.make(OrganizationKind.self)
            let standing = try await stage.database.read { [now = stage.now] in
                try Statements.standing(of: nobody, at: now, on: $0)
            }
            #expect(standing == nil)
        }
    }

    @Test("live grants come in the order in which they are spent, without the spent and expired")
    func liveGrants() async throws {
        try await withKeeper { stage in
            let paid = try await stage.grant(10)
            let soonPaid = try await stage.grant(10, .paid, lasting: 50)
            let promotional = try await stage.grant(10, .promotional)
            let soonPromotional = try await stage.grant(10, .promotional, lasting: 50)
            try await stage.grant(10, .promotional, lasting: 20)
            let spent = try await stage.grant(10, .promotional, lasting: 10)
            try await stage.charge(10)
            stage.wait(seconds: 20)
            let all = [soonPromotional, promotional, soonPaid, paid].map(\.id)
            for limit in [4, 100, 2] {
                let live = try await stage.database.read { [now = stage.now] in
                    try Statements.liveGrants(
                        of: stage.organization, at: now, limit: limit, on: $0)
                }
                #expect(live.map(\.id) == Array(all.prefix(limit)))
                #expect(!live.contains { $0.id == spent.id })
            }
        }
    }

    @Test("the list of grants has the spent and expired ones too, newest first, page by page")
    func allGrants() async throws {
        try await withKeeper { stage in
            var made: [GrantID] = []
            for seconds in 1...5 as ClosedRange<Int64> {
                made.append(try await stage.grant(10, .promotional, lasting: seconds * 10).id)
            }
            try await stage.charge(15)
            stage.wait(seconds: 30)
            var seen: [GrantID] = []
            var cursor: GrantID?
            repeat {
                let page = try await stage.database.read { [cursor] in
                    try Statements.grants(
                        of: stage.organization, after: cursor, limit: 2, on: $0)
                }
                seen += page.items.map(\.grant.id)
                cursor = page.next.flatMap { GrantID($0) }
            } while cursor != nil
            #expect(seen == made.reversed())
        }
    }
}
