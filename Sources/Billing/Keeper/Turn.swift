// SPDX-License-Identifier: Apache-2.0

import Database
import Dispatch
import Ledger
import Vocabulary

/// What a lane settles in one transaction: orders, and who waits for each.
struct Turn: Sendable {
    private var tickets: Lane.Tickets
    private var replies: [Result<Reply, any Error>] = []
    /// Who was told before the disk knew, by the order's index.
    private var told = Set<Int>()
    /// Kept until everybody is answered: freeing what many orders needed takes a while.
    private var accounts: [Account] = []

    init(_ tickets: Lane.Tickets) {
        self.tickets = tickets
    }

    var count: Int { tickets.orders.count }

    /// How many wait for the disk.
    var waitingCount: Int { count - told.count }

    /// What all of it needs.
    var durability: Durability {
        tickets.orders.allSatisfy { $0.acknowledgement == .decided } ? .relaxed : .full
    }

    mutating func add(_ more: Lane.Tickets) { tickets.append(more) }

    /// Settles all orders in a transaction, and those that join it while it runs.
    ///
    /// - Parameters:
    ///   - neighbours: Asked once, when the accounts are locked, for more orders on them.
    ///   - join: Asked for more until it has none.
    mutating func run(
        in batch: consuming Batch,
        neighbours: (_ isLocked: (OrganizationID) -> Bool) -> Lane.Tickets,
        join: (inout Turn) -> Bool
    ) throws {
        // It may be the transaction's second try.
        replies = []
        try batch.lock(accountsOf: tickets.orders)
        add(neighbours(batch.isLocked))
        repeat { try settleRest(in: &batch) } while join(&self)
        try batch.write()
        accounts = batch.accounts
    }

    private mutating func settleRest(in batch: inout Batch) throws {
        let rest = replies.count..<count
        replies += try batch.settle(tickets.orders[rest])
        // These may know before the disk does: what they were told frees itself if lost.
        for index in rest where tickets.orders[index].acknowledgement == .decided {
            guard told.insert(index).inserted else { continue }
            tickets.resumes[index](replies[index])
        }
    }

    /// Tells everybody who does not know yet.
    func answer() {
        let answer = { @Sendable in
            for index in tickets.resumes.indices where !told.contains(index) {
                tickets.resumes[index](replies[index])
            }
        }
        // Elsewhere: waking many callers, and freeing what their orders needed, would keep the
        // writer from the next batch. For a few, changing threads would cost more.
        if waitingCount < Lane.batchEnough {
            answer()
        } else {
            DispatchQueue.global(qos: .userInitiated).async(execute: answer)
        }
    }

    /// Tells everybody who does not know yet that nothing was done.
    func fail(_ error: any Error) {
        for index in tickets.resumes.indices where !told.contains(index) {
            tickets.resumes[index](.failure(error))
        }
    }

    /// A turn for each order by itself. Who was told already is not told again.
    var apart: [Turn] {
        tickets.orders.indices.map { index in
            var turn = Turn(
                Lane.Tickets(orders: [tickets.orders[index]], resumes: [tickets.resumes[index]]))
            if told.contains(index) { turn.told = [0] }
            return turn
        }
    }
}
