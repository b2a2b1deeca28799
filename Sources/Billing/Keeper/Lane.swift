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
    /// Tells who waits for an order how it ended.
    typealias Resume = @Sendable (Result<Reply, any Error>) -> Void

    /// Orders and who waits for each, apart: a batch takes the orders as they lie here.
    private struct Tickets {
        var orders: [Order] = []
        var resumes: [Resume] = []

        /// Takes the first out, at most `limit`.
        mutating func takeFirst(_ limit: Int) -> Tickets {
            guard orders.count > limit else {
                defer { self = Tickets() }
                return self
            }
            defer {
                orders.removeFirst(limit)
                resumes.removeFirst(limit)
            }
            return Tickets(
                orders: Array(orders.prefix(limit)), resumes: Array(resumes.prefix(limit)))
        }
    }

    /// Orders in one transaction: bounds how long the first of them waits for the last.
    static let batchMax = 1_024
    /// Orders that may wait; beyond it callers are told to come back, so memory stays bounded.
    static let waitingMax = 16_384

    /// So many orders share the cost of a batch well enough.
    static let batchEnough = 32
    /// Between two batches that are smaller.
    static let pauseNanoseconds: UInt64 = 250_000

    private struct State {
        var waiting = Tickets()
        var isScheduled = false
        /// The last batch: how many orders it had, and when it was done, in nanoseconds of a clock
        /// that never goes back.
        var last = (count: 0, end: UInt64(0))
        /// The writer waits for more orders.
        var isGathering = false

        /// - Returns: Whether the writer waits for no more than what is here now.
        mutating func hasGathered() -> Bool {
            guard isGathering, waiting.orders.count >= Lane.batchEnough else { return false }
            isGathering = false
            return true
        }
    }

    private let number: Int
    private let database: any Database
    private let clock: Clock
    private let state = Mutex(State())
    private let gathered = DispatchSemaphore(value: 0)

    init(_ number: Int, of database: any Database, clock: Clock) {
        self.number = number
        self.database = database
        self.clock = clock
    }

    /// How many orders wait now.
    var depth: Int { state.withLock { $0.waiting.orders.count } }

    /// - Returns: False when too many wait; the order was not taken then.
    func enqueue(_ order: Order, _ resume: @escaping Resume) -> Bool {
        let next: (mustSchedule: Bool, hasGathered: Bool)? = state.withLock { state in
            guard state.waiting.orders.count < Self.waitingMax else { return nil }
            state.waiting.orders.append(order)
            state.waiting.resumes.append(resume)
            defer { state.isScheduled = true }
            return (!state.isScheduled, state.hasGathered())
        }
        guard let next else { return false }
        if next.hasGathered { gathered.signal() }
        if next.mustSchedule { schedule() }
        return true
    }

    private func schedule() {
        database.submit(lane: number) { writer in
            self.gather()
            let tickets = self.state.withLock { $0.waiting.takeFirst(Self.batchMax) }
            self.settle(tickets.orders, tickets.resumes, with: writer)
            let isMoreWaiting = self.state.withLock { state in
                state.last = (tickets.orders.count, DispatchTime.now().uptimeNanoseconds)
                state.isScheduled = !state.waiting.orders.isEmpty
                return state.isScheduled
            }
            // Behind whatever else waits for the writer, so that nobody starves.
            if isMoreWaiting { self.schedule() }
        }
    }

    /// Waits a moment when the last batch has only just ended and few orders are here: under load
    /// more come at once, and share what a batch costs. Who comes to an idle lane does not wait,
    /// nor who is alone here and asks for one thing after another.
    private func gather() {
        let now = DispatchTime.now()
        let end = state.withLock { state -> UInt64? in
            let end = state.last.end + Self.pauseNanoseconds
            guard state.waiting.orders.count < Self.batchEnough, state.last.count > 1,
                now.uptimeNanoseconds < end
            else { return nil }
            state.isGathering = true
            return end
        }
        guard let end else { return }
        // One signal may come as the time is over: the next pause is none then.
        _ = gathered.wait(timeout: DispatchTime(uptimeNanoseconds: end))
        state.withLock { $0.isGathering = false }
    }

    private func settle(_ orders: [Order], _ resumes: [Resume], with writer: any Writer) {
        guard !orders.isEmpty else { return }
        var answered = Set<Int>()
        do {
            let isRelaxed = orders.allSatisfy { $0.acknowledgement == .decided }
            let durability: Durability = isRelaxed ? .relaxed : .full
            let (replies, accounts) = try writer.transaction(durability, .locking) {
                connection in
                var batch = Batch(orders, on: connection, at: clock.now)
                let replies = try batch.settle()
                // These may know before the disk does: what they were told frees itself if lost.
                // If the transaction has to run again, they know already.
                for index in orders.indices
                where orders[index].acknowledgement == .decided && !answered.contains(index) {
                    answered.insert(index)
                    resumes[index](replies[index])
                }
                return (replies, batch.accounts)
            }
            let answer = { @Sendable [answered] in
                for index in resumes.indices where !answered.contains(index) {
                    resumes[index](replies[index])
                }
                withExtendedLifetime(accounts) {}
            }
            // Elsewhere: waking many callers, and freeing what their orders needed, would keep the
            // writer from the next batch. For a few, changing threads would cost more.
            if resumes.count - answered.count < Self.batchEnough {
                answer()
            } else {
                DispatchQueue.global(qos: .userInitiated).async(execute: answer)
            }
        } catch {
            let unanswered = orders.indices.filter { !answered.contains($0) }
            retryOrFail(
                unanswered.map { orders[$0] }, unanswered.map { resumes[$0] }, after: error,
                with: writer)
        }
    }

    /// One bad order must not fail the others: unless trying again is pointless, each is settled
    /// by itself.
    private func retryOrFail(
        _ orders: [Order], _ resumes: [Resume], after error: any Error, with writer: any Writer
    ) {
        let isTransient = (error as? DatabaseFailure)?.isTransient ?? false
        guard orders.count > 1, !isTransient else {
            for resume in resumes { resume(.failure(error)) }
            return
        }
        for (order, resume) in zip(orders, resumes) { settle([order], [resume], with: writer) }
    }
}
