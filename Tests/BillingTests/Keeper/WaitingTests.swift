// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Dispatch
import Ledger
import TestSupport
import Testing
import Vocabulary

/// What a lane does with orders that come while another node has its account.
@Suite(.enabled(if: TestDatabase.isPostgreSQL, "one writer at a time waits for nobody"))
struct WaitingTests {
    @Test("orders that come while a batch waits for their account are settled in it")
    func joined() async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000)
            let replies = try await stage.whileAccountIsElsewhere(
                first: stage.holdOrder(), then: [stage.holdOrder(), stage.holdOrder()])
            #expect(replies.allSatisfy { $0.receipt != nil })
            #expect(try await stage.transactionsOfHolds() == [3])
        }
    }

    @Test("who needs the disk joins no commit that does not wait for it, nor does who follows")
    func durable() async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000)
            let replies = try await stage.whileAccountIsElsewhere(
                first: stage.holdOrder(.decided),
                then: [
                    stage.holdOrder(.decided), stage.holdOrder(.durable),
                    stage.holdOrder(.decided),
                ])
            #expect(replies.allSatisfy { $0.receipt != nil })
            #expect(try await stage.transactionsOfHolds() == [2, 2])
        }
    }

    @Test("orders on accounts that a batch has not locked wait for the next")
    func others() async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000)
            // Ids of a stage end alike, so that all its organizations have one lane.
            let other = try await stage.open()
            try await stage.grant(1_000, to: other)
            var elsewhere = stage.holdOrder()
            elsewhere.organization = other
            let replies = try await stage.whileAccountIsElsewhere(
                first: stage.holdOrder(), then: [elsewhere, stage.holdOrder()])
            #expect(replies.allSatisfy { $0.receipt != nil })
            #expect(try await stage.transactionsOfHolds() == [2, 1])
        }
    }

    @Test("what was waited for is older than what is decided afterwards")
    func later() async throws {
        try await withKeeper { stage in
            try await stage.grant(1_000)
            let replies = try await stage.whileAccountIsElsewhere(
                first: stage.holdOrder(), then: [], meanwhile: { stage.wait(seconds: 2) })
            guard case .held(let hold)? = replies[0].receipt?.outcome.effect else {
                Issue.record("no hold: \(replies[0])")
                return
            }
            #expect(hold.createdAt == KeeperStage.start.adding(seconds: 2))
        }
    }
}

extension KeeperStage {
    fileprivate func holdOrder(_ acknowledgement: Order.Acknowledgement = .durable) -> Order {
        Order(.hold(holdCommand(10)), for: organization, acknowledgement: acknowledgement)
    }

    /// How many holds each transaction wrote, the most first.
    fileprivate func transactionsOfHolds() async throws -> [Int64] {
        try await database.read {
            try $0.query(
                "SELECT count(*) FROM hold GROUP BY CAST(xmin AS TEXT) ORDER BY 1 DESC"
            ) { $0.integer(0) }
        }
    }

    /// Settles an order whose account another node has, and others that come while it waits.
    fileprivate func whileAccountIsElsewhere(
        first: Order, then others: [Order], meanwhile: () -> Void = {}
    ) async throws -> [Result<Reply, any Error>] {
        let node = try await neighbour()
        let end = DispatchSemaphore(value: 0)
        let transaction = try await node.transactionOnAccount(until: end)
        var tasks = [Task { await outcome(of: first) }]
        while try await nodesAtAccounts() < 2 {}
        for order in others {
            let waiting = keeper.depth
            tasks.append(Task { await outcome(of: order) })
            while keeper.depth == waiting { await Task.yield() }
        }
        meanwhile()
        end.signal()
        try await transaction.value
        await node.database.close()
        var replies: [Result<Reply, any Error>] = []
        for task in tasks { replies.append(await task.value) }
        return replies
    }

    /// A transaction that has locked the account when this returns, and ends with `end`.
    private func transactionOnAccount(
        until end: DispatchSemaphore
    ) async throws -> Task<Void, any Error> {
        let (locked, continuation) = AsyncStream<Void>.makeStream()
        let transaction = Task { [organization] in
            defer { continuation.finish() }
            try await database.write(isolation: .locking) {
                try $0.queryMany(
                    "SELECT 1 FROM account WHERE organization_id = $1 FOR UPDATE",
                    [[.text(organization.description)]]
                ) { _, _ in }
                continuation.finish()
                end.wait()
            }
        }
        for await _ in locked {}
        return transaction
    }

    /// How many connections have locked rows of the accounts, or wait for them.
    private func nodesAtAccounts() async throws -> Int64 {
        let count = try await number(
            """
            SELECT count(DISTINCT pid) FROM pg_locks
            WHERE relation = CAST('account' AS REGCLASS) AND mode = 'RowShareLock'
            """)
        return count ?? 0
    }
}
