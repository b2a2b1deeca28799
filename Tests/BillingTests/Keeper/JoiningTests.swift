// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Ledger
import Money
import Synchronization
import Testing
import Vocabulary

/// Under load a transaction stays open for orders that come while it runs, where only one can write
/// at a time; elsewhere they have one of their own, and nobody can tell.
@Suite struct JoiningTests {
    @Test("a crowd that holds and captures draws every page of grants, to the nanocredit")
    func crowd() async throws {
        try await withKeeper { stage in
            for _ in 0..<40 { try await stage.grant(30) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        for _ in 0..<8 {
                            let hold = try await decidedHold(9, on: stage)
                            try await stage.capture(hold, 7)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let standing = try await stage.standing()
            #expect(standing.balance == credits(40 * 30 - 16 * 8 * 7))
            #expect(standing.pending == .zero)
        }
    }

    @Test("a hold that was answered is in the books although who joined it is refused by a table")
    func undone() async throws {
        try await withKeeper { stage in
            let taken = stage.grantCommand(100)
            try await stage.perform(.grant(taken))
            let hold = stage.holdCommand(40)
            let join = Join(stage)
            let poison = Order(.grant(taken), for: stage.organization)
            let answered = join.order(.hold(hold), followedBy: poison)
            // Two that are answered together are a crowd: what comes now can be joined.
            _ = await stage.inOneBatch([
                stage.order(.expire), join.order(.expire, followedBy: answered),
            ])
            let replies = await join.replies()
            #expect(replies[0].receipt != nil)
            #expect((replies[1].failure as? DatabaseFailure)?.isConstraint == true)
            #expect(try await stage.holdRecord(hold.id)?.hold.status == .open)
            #expect(try await stage.standing().pending == credits(40))
        }
    }

    private func decidedHold(_ amount: Int64, on stage: KeeperStage) async throws -> HoldID {
        let command = stage.holdCommand(amount)
        _ = try await stage.keeper.perform(
            .hold(command), for: stage.organization, acknowledgement: .decided)
        return command.id
    }
}

/// Orders of which each brings the next while its transaction runs.
private final class Join: Sendable {
    private let stage: KeeperStage
    private let followers = Mutex<[Task<Result<Reply, any Error>, Never>]>([])

    init(_ stage: KeeperStage) {
        self.stage = stage
    }

    /// An order after whose decision, and before whose commit, another one waits in the lane.
    func order(_ command: Command, followedBy next: Order) -> Order {
        let isFirst = Mutex(true)
        return Order(command, for: stage.organization, acknowledgement: .decided) { _ in
            // It is decided again when its transaction has failed.
            if isFirst.withLock({ first in
                defer { first = false }
                return first
            }) {
                self.enqueue(next)
            }
            return Answer(status: 200, body: [])
        }
    }

    private func enqueue(_ order: Order) {
        let waiting = stage.keeper.depth
        followers.withLock { $0.append(Task { await self.stage.outcome(of: order) }) }
        while stage.keeper.depth == waiting {}
    }

    /// To those that followed, in the order in which they came.
    func replies() async -> [Result<Reply, any Error>] {
        var replies: [Result<Reply, any Error>] = []
        var done = 0
        while let next = followers.withLock({ $0.dropFirst(done).first }) {
            replies.append(await next.value)
            done += 1
        }
        return replies
    }
}
