// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Dispatch
import Ledger

extension KeeperStage {
    /// Settles orders so that they queue in this order and meet in one batch, and returns their
    /// replies in the same order.
    func inOneBatch(_ orders: [Order]) async -> [Result<Reply, any Error>] {
        await withWriterBusy { free in
            await withTaskGroup(of: (Int, Result<Reply, any Error>).self) { group in
                for (index, order) in orders.enumerated() {
                    let waiting = keeper.depth
                    group.addTask { (index, await self.outcome(of: order)) }
                    while keeper.depth == waiting { await Task.yield() }
                }
                free()
                var replies: [Int: Result<Reply, any Error>] = [:]
                for await (index, reply) in group { replies[index] = reply }
                return orders.indices.compactMap { replies[$0] }
            }
        }
    }

    /// Keeps the writer busy until `body` calls what it is given: what comes meanwhile queues up.
    func withWriterBusy<Result>(_ body: (_ free: () -> Void) async -> Result) async -> Result {
        let semaphore = DispatchSemaphore(value: 0)
        await withCheckedContinuation { continuation in
            database.submit(lane: 0) { _ in
                continuation.resume()
                semaphore.wait()
            }
        }
        return await body { semaphore.signal() }
    }

    func outcome(of order: Order) async -> Result<Reply, any Error> {
        do {
            return .success(try await keeper.settle(order))
        } catch {
            return .failure(error)
        }
    }

    func order(_ command: Command, claim: IdempotencyClaim? = nil, says answer: String = "")
        -> Order
    {
        Order(command, for: organization, claim: claim) { _ in
            Answer(status: 201, body: Array(answer.utf8), reference: answer)
        }
    }

    func claim(_ key: String, to request: UInt8 = 1) -> IdempotencyClaim {
        IdempotencyClaim(key: key, fingerprint: [UInt8](repeating: request, count: 32))
    }
}

extension Result where Success == Reply, Failure == any Error {
    /// What a repeat was told, nil when this was none.
    var replayed: Answer? {
        guard case .success(.replayed(let answer)) = self else { return nil }
        return answer
    }

    /// What a first time was told.
    var settled: Answer? {
        guard case .success(.settled(_, let answer)) = self else { return nil }
        return answer
    }

    var receipt: Receipt? {
        guard case .success(.settled(let receipt, _)) = self else { return nil }
        return receipt
    }

    var failure: (any Error)? {
        guard case .failure(let error) = self else { return nil }
        return error
    }
}
