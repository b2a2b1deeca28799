// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Testing
import Vocabulary

@Suite struct HoldsTests {
    @Test("a hold's status goes by the clock, swept or not")
    func byTheClock() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let hold = try await stage.hold(10, lasting: 10)
            stage.wait(seconds: 9)
            #expect(try await stage.holdRecord(hold.id)?.status(at: stage.now) == .open)
            #expect(try await stage.listed(.open) == [hold.id])
            stage.wait(seconds: 1)
            #expect(try await stage.holdRecord(hold.id)?.status(at: stage.now) == .expired)
            #expect(try await stage.listed(.open) == [])
            #expect(try await stage.listed(.expired) == [hold.id])
            try await stage.perform(.expire)
            #expect(try await stage.listed(.expired) == [hold.id])
        }
    }

    @Test("each status lists its holds, newest first, and without one all are listed")
    func statuses() async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000)
            var ids: [HoldID] = []
            for index in 0..<20 {
                let seconds: Int64 = index % 5 == 3 ? 10 : 900
                ids.append(try await stage.hold(1, lasting: seconds).id)
            }
            for (index, id) in ids.enumerated() {
                switch index % 5 {
                case 1: try await stage.capture(id, 1)
                case 2: try await stage.perform(.release(id))
                default: break
                }
            }
            stage.wait(seconds: 10)
            func every(_ remainders: Set<Int>) -> [HoldID] {
                ids.indices.filter { remainders.contains($0 % 5) }.map { ids[$0] }.reversed()
            }
            #expect(try await stage.listed(.open) == every([0, 4]))
            #expect(try await stage.listed(.captured) == every([1]))
            #expect(try await stage.listed(.released) == every([2]))
            #expect(try await stage.listed(.expired) == every([3]))
            #expect(try await stage.listed(nil) == every([0, 1, 2, 3, 4]))
        }
    }

    @Test("a status that few holds have answers soon, with a cursor instead of a long search")
    func window() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let released = try await stage.hold(1)
            let captured = try await stage.hold(1)
            let open = try await stage.hold(1)
            try await stage.perform(.release(released.id))
            try await stage.capture(captured.id, 1)
            try await stage.repeatCapturedHold(times: 45_000)
            let page = try await stage.page(.released)
            #expect(page.items.isEmpty && page.next != nil)
            #expect(try await stage.listed(.released) == [released.id])
            #expect(try await stage.page(.open).items.map(\.hold.id) == [open.id])
            // They are no part of the books.
            try await stage.database.write { connection in
                _ = try connection.execute("DELETE FROM hold WHERE created_at = 0")
            }
        }
    }

    @Test("another organization's holds are neither listed nor found")
    func otherOrganization() async throws {
        try await withKeeper { stage in
            try await stage.grant(100)
            let hold = try await stage.hold(10)
            let other = try await stage.open()
            let found = try await stage.database.read {
                try Statements.hold(hold.id, of: other, on: $0)
            }
            #expect(found == nil)
            let page = try await stage.database.read { [now = stage.now] in
                try Statements.holds(
                    of: other, status: nil, after: nil, limit: 10, at: now, on: $0)
            }
            #expect(page.items.isEmpty && page.next == nil)
        }
    }
}

extension KeeperStage {
    /// Copies a captured hold under later ids: history, faster than by orders.
    fileprivate func repeatCapturedHold(times: Int64) async throws {
        try await database.write { connection in
            _ = try connection.execute(
                """
                WITH RECURSIVE copy (number) AS
                    (SELECT 1 UNION ALL SELECT number + 1 FROM copy WHERE number < $1)
                INSERT INTO hold (organization_id, id, amount, captured, status, draws, expires_at,
                    created_at)
                SELECT organization_id, 'hold_7' || substr($2 || number, length('' || number) + 1),
                    amount, captured, status, draws, expires_at, 0
                FROM copy, hold WHERE status = 'captured'
                """, [.integer(times), .text(String(repeating: "0", count: 25))])
        }
    }

    fileprivate func page(_ status: Hold.Status?, after cursor: HoldID? = nil) async throws
        -> Page<HoldRecord>
    {
        try await database.read { [organization, now] in
            try Statements.holds(
                of: organization, status: status, after: cursor, limit: 3, at: now, on: $0)
        }
    }

    /// All holds of a status, read in small pages.
    fileprivate func listed(_ status: Hold.Status?) async throws -> [HoldID] {
        var seen: [HoldID] = []
        var cursor: HoldID?
        repeat {
            let page = try await page(status, after: cursor)
            #expect(page.items.allSatisfy { status == nil || $0.status(at: now) == status })
            seen += page.items.map(\.hold.id)
            cursor = page.next.flatMap { HoldID($0) }
        } while cursor != nil
        return seen
    }
}
