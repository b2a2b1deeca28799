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

    /// Orders and who waits for each, apart: a batch takes the orders as they lie here.
    struct Tickets {
        var orders: [Order] = []
        var resumes: [Resume] = []

        mutating func append(_ more: Tickets) {
            orders += more.orders
            resumes += more.resumes
        }

        /// Takes those out that are wanted, of the first `limit`. The others keep their order.
        mutating func takeFirst(_ limit: Int, where isWanted: (Order) -> Bool) -> Tickets {
            var taken = Tickets()
            var others = Tickets()
            let first = takeFirst(limit)
            for (order, resume) in zip(first.orders, first.resumes) {
                if isWanted(order) {
                    taken.append(Tickets(orders: [order], resumes: [resume]))
                } else {
                    others.append(Tickets(orders: [order], resumes: [resume]))
                }
            }
            others.append(self)
            self = others
            return taken
        }

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
    /// How long a batch that is smaller waits for the next order, in nanoseconds.
    private static let pauseNanoseconds: UInt64 = 250_000
    /// A transaction that orders keep joining stays open for no longer, in nanoseconds.
    private static let openNanoseconds: UInt64 = 1_000_000

    private struct State {
        var waiting = Tickets()
        var isScheduled = false
        /// When a batch of more than one order was done last, in nanoseconds of a clock that never
        /// goes back.
        var crowdEnd = UInt64(0)
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
            // More orders are likely to come at once where several were answered just now. Who
            // comes to an idle lane does not wait, nor who is alone here and asks for one thing
            // after another.
            let crowdEnd = self.state.withLock { $0.crowdEnd }
            if !self.isAlone { self.gather(until: crowdEnd + Self.pauseNanoseconds) }
            let turn = self.settle(
                Turn(self.take(Self.batchMax)),
                isOpen: self.isAlone && Self.now < crowdEnd + Self.openNanoseconds, with: writer)
            let isMoreWaiting = self.state.withLock { state in
                if turn.count > 1 { state.crowdEnd = Self.now }
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
    private func gather(until end: UInt64) {
        guard Self.now < end else { return }
        let mustWait = state.withLock { state in
            state.isGathering = state.waiting.orders.count < Self.batchEnough
            return state.isGathering
        }
        guard mustWait else { return }
        // One signal may come as the time is over: the next pause is none then.
        _ = gathered.wait(timeout: DispatchTime(uptimeNanoseconds: end))
        state.withLock { $0.isGathering = false }
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
        gather(until: min(end, now + Self.pauseNanoseconds))
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
