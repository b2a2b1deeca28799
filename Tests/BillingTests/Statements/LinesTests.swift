// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Testing
import Vocabulary

@Suite struct LinesTests {
    @Test("every transaction is one line with its sign, and holds are none")
    func lines() async throws {
        try await withKeeper { stage in
            let purchase = try await stage.grant(100)
            let bonus = try await stage.grant(10, .promotional, lasting: 50)
            let hold = try await stage.hold(40)
            // From both kinds of credits, two entries in the journal.
            let charge = try await stage.capture(hold.id, 30)
            let (refund, _) = try await stage.refund(charge.id, 5)
            stage.wait(seconds: 50)
            try await stage.perform(.adjust(AdjustCommand(id: id(1), amount: credits(-7))))
            let lines = try await stage.lines().items
            #expect(lines.map(\.type) == [.adjustment, .refund, .usage, .grant, .purchase])
            #expect(lines.map(\.amount) == [-7, 5, -30, 10, 100].map { credits($0) })
            #expect(lines.map(\.balanceAfter) == [78, 85, 80, 110, 100].map { credits($0) })
            #expect(lines[1].reference == refund.id.description)
            #expect(lines[1].charge == charge.id && lines[2].charge == charge.id)
            #expect(lines[2].hold == hold.id)
            #expect(lines[3].grant == bonus.id && lines[4].grant == purchase.id)
            #expect(Set(lines.map(\.id)).count == 5)
        }
    }

    @Test("lines copy the words of what caused them")
    func words() async throws {
        try await withKeeper { stage in
            let agent = stage.ids.make(AgentKind.self)
            let app = stage.ids.make(AppKind.self)
            let charge = stage.chargeCommand(10)
            let commands: [(Command, String)] = [
                (.grant(stage.grantCommand(100)), "grant"), (.charge(charge), "charge"),
                (
                    .refund(RefundCommand(id: id(16), charge: charge.id, amount: credits(1))),
                    "refund"
                ), (.adjust(AdjustCommand(id: id(32), amount: credits(5))), "adjustment"),
            ]
            for (command, word) in commands {
                let memo = Memo(
                    description: word, metadata: #"{"word":"\#(word)"}"#, agent: agent, app: app)
                _ = try await stage.keeper.perform(command, for: stage.organization, memo: memo)
            }
            let lines = try await stage.lines().items
            #expect(lines.map(\.description) == ["adjustment", "refund", "charge", "grant"])
            #expect(
                lines.map { $0.metadata?.contains($0.description ?? "-") ?? false } == [
                    true, true, true, true,
                ])
            #expect(lines[2].agent == agent && lines[2].app == app)
        }
    }

    @Test("pages of any size list every line once, newest first", arguments: [1, 2, 7, 20, 21, 50])
    func pages(limit: Int) async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000)
            for amount in 1...20 as ClosedRange<Int64> { try await stage.charge(amount) }
            let seen = try await stage.allLines(limit: limit)
            #expect(
                seen.map(\.amount) == (1...20).reversed().map { credits(-$0) } + [credits(1_000)])
        }
    }

    @Test("a filter by type, agent, app or time shows what fits and nothing else")
    func filters() async throws {
        try await withKeeper { stage in
            let agents = (0..<2).map { _ in stage.ids.make(AgentKind.self) }
            let apps = (0..<3).map { _ in stage.ids.make(AppKind.self) }
            try await stage.grant(1_000)
            for index in 0..<12 {
                stage.wait(seconds: 60)
                _ = try await stage.keeper.perform(
                    .charge(stage.chargeCommand(Int64(index + 1))), for: stage.organization,
                    memo: Memo(agent: agents[index % 2], app: apps[index % 3]))
            }
            try await stage.grant(5, .promotional)
            func amounts(_ filter: StatementFilter) async throws -> [Int64] {
                try await stage.allLines(filter, limit: 2).map(\.amount.nanocredits)
            }
            #expect(try await amounts(StatementFilter(type: .purchase)) == [1_000])
            #expect(try await amounts(StatementFilter(type: .grant)) == [5])
            #expect(try await amounts(StatementFilter(type: .expiry)) == [])
            #expect(try await amounts(StatementFilter(type: .usage)).count == 12)
            let byAgent = try await amounts(StatementFilter(agent: agents[1]))
            #expect(byAgent == [-12, -10, -8, -6, -4, -2])
            let both = try await amounts(
                StatementFilter(type: .usage, agent: agents[0], app: apps[0]))
            #expect(both == [-7, -1])
            let minutes = stage.now.adding(seconds: -120)
            #expect(try await amounts(StatementFilter(since: minutes)) == [5, -12, -11, -10])
            #expect(try await amounts(StatementFilter(type: .grant, since: minutes)) == [5])
            #expect(try await amounts(StatementFilter(type: .purchase, since: minutes)) == [])
        }
    }

    @Test("a filter that matches little answers soon, with a cursor instead of a long search")
    func window() async throws {
        try await withKeeper { stage in
            let agent = stage.ids.make(AgentKind.self)
            let grant = try await stage.grant(1_000_000)
            let wanted = stage.chargeCommand(7)
            _ = try await stage.keeper.perform(
                .charge(wanted), for: stage.organization, memo: Memo(agent: agent))
            stage.wait(seconds: 2 * 86_400)
            for _ in 0..<2 {
                let noise = (0..<10_100).map { _ in stage.order(.charge(stage.chargeCommand(1))) }
                _ = await stage.inOneBatch(noise)
            }
            let first = try await stage.lines(StatementFilter(agent: agent))
            #expect(first.items.isEmpty && first.next != nil)
            let rest = try await stage.lines(
                StatementFilter(agent: agent), before: first.next.flatMap { Int64($0) })
            #expect(rest.items.map(\.charge) == [wanted.id] && rest.next == nil)
            let purchases = try await stage.lines(StatementFilter(type: .purchase))
            #expect(purchases.items.map(\.grant) == [grant.id] && purchases.next == nil)
            let lately = StatementFilter(since: stage.now.adding(seconds: -60), agent: agent)
            var page = try await stage.lines(lately)
            var pages = 1
            while let cursor = page.next.flatMap({ Int64($0) }) {
                #expect(page.items.isEmpty)
                page = try await stage.lines(lately, before: cursor)
                pages += 1
            }
            #expect(pages <= 2)
        }
    }

    @Test("the entries of a charge are those that booked it, not those that paid it later")
    func entriesOfCharge() async throws {
        try await withKeeper { stage in
            try await stage.grant(10)
            try await stage.grant(10, .promotional)
            let charge = try await stage.charge(50, .record)
            try await stage.grant(100)
            let entries = try await stage.database.read {
                try Statements.entries(of: stage.organization, for: charge.id, on: $0)
            }
            #expect(entries.map(\.amount) == [10, 10, 30].map { credits($0) })
            #expect(entries.map(\.debit) == [.promotionalCredits, .credits, .uncollected])
            #expect(entries.last?.change == credits(-20))
        }
    }

    @Test("the journal is listed entry by entry, newest first, page by page")
    func journal() async throws {
        try await withKeeper { stage in
            try await stage.grant(10)
            try await stage.grant(10, .promotional)
            try await stage.charge(15)
            var seen: [Int64] = []
            var cursor: Int64?
            repeat {
                let page = try await stage.database.read { [cursor] in
                    try Statements.journal(
                        of: stage.organization, before: cursor, limit: 3, on: $0)
                }
                seen += page.items.map(\.sequence)
                cursor = page.next.flatMap { Int64($0) }
            } while cursor != nil
            #expect(seen == [4, 3, 2, 1])
        }
    }
}

extension KeeperStage {
    /// Follows the cursors to the end.
    fileprivate func allLines(
        _ filter: StatementFilter = StatementFilter(), limit: Int
    ) async throws -> [StatementLine] {
        var seen: [StatementLine] = []
        var cursor: Int64?
        repeat {
            let page = try await lines(filter, before: cursor, limit: limit)
            #expect(page.items.count <= limit)
            seen += page.items
            cursor = page.next.flatMap { Int64($0) }
        } while cursor != nil
        return seen
    }
}
