// SPDX-License-Identifier: Apache-2.0

import Database
import Dispatch
import Synchronization
import Vocabulary

/// Group commit: orders queue here, and each turn on the writer's thread takes all that wait.
///
/// Under light load an order waits for one commit of its own; under heavy load the batch grows and
/// the cost per order falls.
final class Lane: Sendable {
    /// An order and who waits for its reply.
    struct Ticket: Sendable {
        let order: Order
        let resume: @Sendable (Result<Reply, any Error>) -> Void
    }

    /// Orders in one transaction: bounds how long the first of them waits for the last.
    static let batchMax = 1_024
    /// Orders that may wait; beyond it callers are told to come back, so memory stays bounded.
    static let waitingMax = 16_384

    private struct State {
        var waiting: [Ticket] = []
        var isScheduled = false
    }

    private let number: Int
    private let database: any Database
    private let clock: Clock
    private let state = Mutex(State())

    init(_ number: Int, of database: any Database, clock: Clock) {
        self.number = number
        self.database = database
        self.clock = clock
    }

    /// How many orders wait now.
    var depth: Int { state.withLock { $0.waiting.count } }

    /// - Returns: False when too many wait; the ticket was not taken then.
    func enqueue(_ ticket: Ticket) -> Bool {
        let mustSchedule: Bool? = state.withLock { state in
            guard state.waiting.count < Self.waitingMax else { return nil }
            state.waiting.append(ticket)
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        guard let mustSchedule else { return false }
        if mustSchedule { schedule() }
        return true
    }

    private func schedule() {
        database.submit(lane: number) { writer in
            self.settle(self.take(), with: writer)
            let isMoreWaiting = self.state.withLock { state in
                state.isScheduled = !state.waiting.isEmpty
                return state.isScheduled
            }
            // Behind whatever else waits for the writer, so that nobody starves.
            if isMoreWaiting { self.schedule() }
        }
    }

    private func take() -> [Ticket] {
        state.withLock { state in
            guard state.waiting.count > Self.batchMax else {
                defer { state.waiting = [] }
                return state.waiting
            }
            defer { state.waiting.removeFirst(Self.batchMax) }
            return Array(state.waiting.prefix(Self.batchMax))
        }
    }

    private func settle(_ tickets: [Ticket], with writer: any Writer) {
        guard !tickets.isEmpty else { return }
        var answered = Set<Int>()
        do {
            let orders = tickets.map(\.order)
            let isRelaxed = orders.allSatisfy { $0.acknowledgement == .decided }
            let replies = try writer.transaction(isRelaxed ? .relaxed : .full) { connection in
                var batch = Batch(orders, on: connection, at: clock.now)
                let replies = try batch.settle()
                // These may know before the disk does: what they were told frees itself if lost.
                for index in orders.indices where orders[index].acknowledgement == .decided {
                    answered.insert(index)
                    tickets[index].resume(replies[index])
                }
                return replies
            }
            // Elsewhere: waking callers would keep the writer from the next batch.
            DispatchQueue.global(qos: .userInitiated).async { [answered] in
                for index in tickets.indices where !answered.contains(index) {
                    tickets[index].resume(replies[index])
                }
            }
        } catch {
            let unanswered = tickets.indices.filter { !answered.contains($0) }.map { tickets[$0] }
            retryOrFail(unanswered, after: error, with: writer)
        }
    }

    /// One bad order must not fail the others: unless trying again is pointless, each is settled
    /// by itself.
    private func retryOrFail(_ tickets: [Ticket], after error: any Error, with writer: any Writer) {
        let isTransient = (error as? DatabaseFailure)?.isTransient ?? false
        guard tickets.count > 1, !isTransient else {
            for ticket in tickets { ticket.resume(.failure(error)) }
            return
        }
        for ticket in tickets { settle([ticket], with: writer) }
    }
}
