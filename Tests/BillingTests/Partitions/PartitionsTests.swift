// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import TestSupport
import Testing
import Vocabulary

/// Where tables are in one piece there is nothing to keep in order.
@Suite(.enabled(if: TestDatabase.isPostgreSQL, "tables of a file are in one piece"))
struct PartitionsTests {
    private let today = KeeperStage.start.day

    @Test("usage and entries go into the partitions of their months")
    func months() async throws {
        try await withKeeper { stage in
            try await Partitions(stage.database).makeReady(from: today, through: today.next(31))
            stage.wait(seconds: 27 * 86_400)
            try await stage.grant(100)
            try await stage.charge(1)
            let early = try await stage.hold(10, lasting: 86_400)
            stage.wait(seconds: 43_200)
            try await stage.charge(2)
            try await stage.capture(early.id, 10)
            let counts = [
                "hold_2024_10": 1, "hold_2024_11": 0, "charge_2024_10": 1, "charge_2024_11": 2,
                "entry_2024_10": 2, "entry_2024_11": 2,
            ]
            for (table, count) in counts {
                #expect(try await stage.number("SELECT count(*) FROM \(table)") == Int64(count))
            }
            let lines = try await stage.lines(StatementFilter()).items
            #expect(lines.map(\.amount) == [-10, -2, -1, 100].map { credits($0) })
            let untidy = try await stage.database.read { connection in
                try Partitions.untidyTables(on: today.next(31), on: connection)
            }
            #expect(untidy == [])
        }
    }

    @Test("what is written when the month has no partition is there like anything else")
    func strays() async throws {
        try await withKeeper { stage in
            let next = today.next(31)
            try await stage.grant(100)
            stage.wait(seconds: 31 * 86_400)
            let hold = try await stage.hold(10)
            let charge = try await stage.charge(2)
            try await stage.capture(hold.id, 10)
            try await stage.refund(charge.id)
            #expect(try await stage.untidyTables(on: next) == ["hold", "charge", "entry"])
            // November stays where it is; December is a month like any other.
            let partitions = Partitions(stage.database)
            #expect(try await partitions.makeReady(from: next, through: next) == 0)
            #expect(try await partitions.makeReady(from: next, through: next.next(30)) == 3)
            #expect(try await stage.untidyTables(on: next) == ["hold", "charge", "entry"])
            #expect(try await stage.standing().balance == credits(90))
        }
    }

    @Test("months that are over go when they are empty, and only then")
    func dropped() async throws {
        try await withKeeper { stage in
            let partitions = Partitions(stage.database)
            try await partitions.makeReady(from: today, through: today.next(120))
            stage.wait(seconds: 40 * 86_400)
            try await stage.grant(100)
            try await stage.charge(1)
            let later = today.next(120)
            // October has nothing; in November there are no holds.
            #expect(try await partitions.dropEmpty(before: today.startOfMonth) == 0)
            #expect(try await partitions.dropEmpty(before: today.next(62).startOfMonth) == 4)
            #expect(try await partitions.makeReady(from: later, through: later) == 0)
            #expect(try await stage.untidyTables(on: later) == [])
            try await stage.charge(1)
        }
    }

    @Test("nodes that start at the same moment make each month once")
    func together() async throws {
        try await withKeeper { stage in
            let neighbour = try await stage.neighbour()
            let next = today.next(31)
            async let own = Partitions(stage.database).makeReady(from: next, through: next)
            async let others = Partitions(neighbour.database).makeReady(from: next, through: next)
            #expect(try await own + others == 3)
            await neighbour.database.close()
        }
    }
}

extension KeeperStage {
    fileprivate func untidyTables(on day: Day) async throws -> [String]? {
        try await database.read { try Partitions.untidyTables(on: day, on: $0) }
    }
}

extension Day {
    fileprivate func next(_ days: Int32) -> Day { Day(number: number + days) }
}
