// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Testing
import Vocabulary

/// Live grants are those with something left; the index that finds them is written when that turns.
@Suite struct LiveGrantTests {
    @Test("a grant that is used up is live again when a hold gives back")
    func turning() async throws {
        try await withKeeper { stage in
            try await stage.grant(10)
            #expect(try await live(on: stage) == [1])
            let hold = try await stage.hold(10)
            #expect(try await live(on: stage) == [0])
            _ = try await stage.perform(.release(hold.id))
            #expect(try await live(on: stage) == [1])
        }
    }

    @Test("a grant that is used up and given back to in one batch stays live")
    func turningTwice() async throws {
        try await withKeeper { stage in
            try await stage.grant(10)
            let command = stage.holdCommand(10)
            let replies = await stage.inOneBatch([
                stage.order(.hold(command)), stage.order(.release(command.id)),
            ])
            #expect(replies.allSatisfy { $0.receipt != nil })
            #expect(try await live(on: stage) == [1])
            try await stage.charge(10)
            #expect(try await live(on: stage) == [0])
        }
    }

    @Test("grants from before the column are live as far as something remains")
    func migration() async throws {
        try await withTemporaryDatabase(migrations: Keeper.migrations.filter { $0.number < 307 }) {
            database in
            try await database.write { connection in
                for (id, remaining) in [("a", 0), ("b", 5)] as [(String, Int64)] {
                    try connection.execute(
                        """
                        INSERT INTO credit_grant (organization_id, id, source, kind, amount,
                            remaining, expired, repaid, expires_at, created_at)
                        VALUES ('org', $1, 'purchase', 'paid', 9, $2, 0, 0, 1, 0)
                        """, [.text(id), .integer(remaining)])
                }
            }
            _ = try await Migrator(Keeper.migrations).migrate(database, at: 0)
            #expect(try await live(on: database) == [0, 1])
        }
    }

    private func live(on stage: KeeperStage) async throws -> [Int64] {
        try await live(on: stage.database)
    }

    private func live(on database: any Database) async throws -> [Int64] {
        try await database.read {
            try $0.query("SELECT live FROM credit_grant ORDER BY id") { $0.integer(0) }
        }
    }
}
