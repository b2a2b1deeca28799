// SPDX-License-Identifier: Apache-2.0

import Database
import Dispatch
import Synchronization
import Vocabulary

/// Group commit: orders queue here, and each turn on the writer's thread takes all that wait.
///
/// Under light load an order waits for one commit of its own; under heavy load the batch grows and
/// the cost per order falls. In between, a batch waits a moment for more.
final class Lane: Sendable {
    /// Tells who waits for an order how it ended.
    typealias Resume = @Sendable (Result<Reply, any Error>) -> Void

    /// Orders in one transaction: bounds how long the first of them waits for the last.
    static let batchMax = 1_024
    /// Orders that may wait; beyond it callers are told to come back, so memory stays bounded.
    static let waitingMax = 16_384

    /// So many orders share the cost of a batch well enough.
    static let batchEnough = 32
    /// How long a batch that is smaller waits for the next order, in nanoseconds.
    private static let pauseNanoseconds: UInt64 = 250_000
    /// How long a batch waits at most for those that the last one answered, in nanoseconds.
    private static let returnNanoseconds: UInt64 = 10_000_000
    /// A transaction that orders keep joining stays open for no longer, in nanoseconds.
    private static let openNanoseconds: UInt64 = 1_000_000

    private struct State {
        var waiting = Tickets()
        var isScheduled = false
        /// When a batch of more than one order was done last, in nanoseconds of a clock that never
        /// goes back.
        var crowdEnd = UInt64(0)
        /// Until when the next batch may wait, and for how many orders.
        var nextStart = (latest: UInt64(0), enough: Lane.batchEnough)
        /// How many orders the writer waits for; nil when it does not wait.
        var awaited: Int?

        /// - Returns: Whether the writer waits for no more than what is here now.
        mutating func hasGathered() -> Bool {
            guard let count = awaited, waiting.orders.count >= count else { return false }
            awaited = nil
            return true
        }

        /// Decides on what the next batch waits for. When many were answered, most of them are back
        /// at once: those who wait already and they share a transaction, and do not have
        /// one each in turns. A quarter of what the last one took is less than the other one costs.
        mutating func noteCrowd(of count: Int, from start: UInt64, to end: UInt64) {
            crowdEnd = end
            nextStart = (end + Lane.pauseNanoseconds, Lane.batchEnough)
            guard count >= Lane.batchEnough else { return }
            let pause = min((end - start) / 4, Lane.returnNanoseconds)
            nextStart.latest = end + max(pause, Lane.pauseNanoseconds)
            nextStart.enough = min(waiting.orders.count + count * 3 / 4, Lane.batchMax)
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
            // More orders are likely to come at once where several were answered just now. Who
            // comes to an idle lane does not wait, nor who is alone here and asks for one thing
            // after another.
            let (crowdEnd, next) = self.state.withLock { ($0.crowdEnd, $0.nextStart) }
            if !self.isAlone { self.gather(next.enough, until: next.latest) }
            let start = Self.now
            let turn = self.settle(
                Turn(self.take(Self.batchMax)),
                isOpen: self.isAlone && start < crowdEnd + Self.openNanoseconds, with: writer)
            let isMoreWaiting = self.state.withLock { state in
                if turn.count > 1 { state.noteCrowd(of: turn.count, from: start, to: Self.now) }
                state.isScheduled = !state.waiting.orders.isEmpty
                return state.isScheduled
            }
            // Behind whatever else waits for the writer, so that nobody starves.
            if isMoreWaiting { self.schedule() }
        }
    }

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// Whether nobody could write meanwhile anyway, so that a transaction may stay open.
    private var isAlone: Bool { database.laneCount == 1 }

    private func take(_ limit: Int) -> Tickets { state.withLock { $0.waiting.takeFirst(limit) } }

    /// Waits until enough orders are here to share what a batch costs.
    private func gather(_ enough: Int, until end: UInt64) {
        guard Self.now < end else { return }
        let mustWait = state.withLock { state in
            state.awaited = state.waiting.orders.count < enough ? enough : nil
            return state.awaited != nil
        }
        guard mustWait else { return }
        // One signal may come as the time is over: the next pause is none then.
        _ = gathered.wait(timeout: DispatchTime(uptimeNanoseconds: end))
        state.withLock { $0.awaited = nil }
    }

    /// - Parameter isOpen: Whether orders that come meanwhile join.
    /// - Returns: The turn with all that have joined it.
    @discardableResult
    private func settle(_ turn: Turn, isOpen: Bool, with writer: any Writer) -> Turn {
        var turn = turn
        guard turn.count > 0 else { return turn }
        do {
            // Who joins may need the disk.
            try writer.transaction(isOpen ? .full : turn.durability, .locking) { connection in
                let end = Self.now + Self.openNanoseconds
                let (count, isRelaxed) = (turn.count, turn.durability == .relaxed)
                try turn.run(
                    in: Batch(on: connection, by: clock),
                    neighbours: { neighbours(of: count, isRelaxed, where: $0) },
                    join: { isOpen && join(&$0, until: end) })
            }
            turn.answer()
        } catch {
            retryOrFail(turn, after: error, with: writer)
        }
        return turn
    }

    /// Takes orders that came while a turn waited for its accounts: what other nodes make it wait
    /// for makes its transaction larger, and does not leave a second one to wait in its turn.
    ///
    /// - Parameters:
    ///   - count: How many orders the turn has.
    ///   - isRelaxed: Whether its commit does not wait for the disk.
    private func neighbours(
        of count: Int, _ isRelaxed: Bool, where isLocked: (OrganizationID) -> Bool
    ) -> Tickets {
        guard !isAlone else { return Tickets() }
        // Who needs the disk stays behind, and all that come after it on its account.
        var passed = Set<OrganizationID>()
        return state.withLock { state in
            state.waiting.takeFirst(Self.batchMax - count) { order in
                guard isLocked(order.organization), !passed.contains(order.organization)
                else { return false }
                guard isRelaxed, order.acknowledgement != .decided else { return true }
                passed.insert(order.organization)
                return false
            }
        }
    }

    /// Lets orders join a turn whose transaction is open: holds that need not wait for the disk are
    /// answered meanwhile, and captures share one sync.
    ///
    /// - Returns: Whether any came.
    private func join(_ turn: inout Turn, until end: UInt64) -> Bool {
        let now = Self.now
        guard now < end, turn.waitingCount < Self.batchEnough, turn.count < Self.batchMax else {
            return false
        }
        gather(Self.batchEnough, until: min(end, now + Self.pauseNanoseconds))
        let more = take(Self.batchMax - turn.count)
        turn.add(more)
        return !more.orders.isEmpty
    }

    /// One bad order must not fail the others: unless trying again is pointless, each is settled
    /// by itself.
    private func retryOrFail(_ turn: Turn, after error: any Error, with writer: any Writer) {
        let isTransient = (error as? DatabaseFailure)?.isTransient ?? false
        guard turn.count > 1, !isTransient else { return turn.fail(error) }
        for turn in turn.apart { settle(turn, isOpen: false, with: writer) }
    }
}
