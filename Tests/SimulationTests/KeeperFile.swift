// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Dispatch
import Synchronization
import TestSupport
import Vocabulary

/// A keeper on a file, which can be started anew, and its clock.
final class KeeperFile: Sendable {
    private let path: String
    private let time = Mutex(Instant.epoch)
    private let running: Mutex<(database: any Database, keeper: Keeper)>

    init(path: String) async throws {
        self.path = path
        let database = try await TestDatabase.open(path: path)
        _ = try await Migrator(Keeper.migrations).migrate(database, at: 0)
        running = Mutex((database, Keeper(database: database, clock: Clock { .epoch })))
        try await restart()
    }

    var database: any Database { running.withLock { $0.database } }

    var now: Instant {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }

    func restart() async throws {
        await database.close()
        let database = try await TestDatabase.open(path: path)
        let keeper = Keeper(database: database, clock: Clock { self.now })
        running.withLock { $0 = (database, keeper) }
    }

    /// Settles orders that meet in one batch, in their order.
    func settle(_ orders: [Order]) async -> [Result<Reply, any Error>] {
        let keeper = running.withLock { $0.keeper }
        let free = DispatchSemaphore(value: 0)
        let laneCount = database.laneCount
        for lane in 0..<laneCount {
            await withCheckedContinuation { continuation in
                database.submit(lane: lane) { _ in
                    continuation.resume()
                    free.wait()
                }
            }
        }
        return await withTaskGroup(of: (index: Int, reply: Result<Reply, any Error>).self) {
            group in
            for (index, order) in orders.enumerated() {
                let waiting = keeper.depth
                group.addTask { (index, await Self.outcome(of: order, from: keeper)) }
                while keeper.depth == waiting { await Task.yield() }
            }
            for _ in 0..<laneCount { free.signal() }
            var replies: [Int: Result<Reply, any Error>] = [:]
            for await answer in group { replies[answer.index] = answer.reply }
            return orders.indices.compactMap { replies[$0] }
        }
    }

    private static func outcome(
        of order: Order, from keeper: Keeper
    ) async -> Result<Reply, any Error> {
        do {
            return .success(try await keeper.settle(order))
        } catch {
            return .failure(error)
        }
    }
}
