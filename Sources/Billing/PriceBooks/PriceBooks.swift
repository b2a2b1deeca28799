// SPDX-License-Identifier: Apache-2.0

public import Database
import JSON
import Pricing
public import Vocabulary

/// The life of prices: what sources list is checked, goes live as a new numbered book or waits for
/// an operator; what an operator decides goes live at once.
///
/// Every change is decided on a snapshot beside the writer, and written only if nothing that it was
/// decided on has changed meanwhile: two refreshes, or two nodes, cannot undo each other.
public struct PriceBooks: Sendable {
    let database: any Database
    let clock: Clock
    let ids: IDSource

    public init(database: any Database, clock: Clock, ids: IDSource) {
        self.database = database
        self.clock = clock
        self.ids = ids
    }

    /// How often a decision is made anew because prices changed meanwhile.
    private static let triesMax = 5
    /// How long ago a model may have been paid for to count as used.
    static let usedWithinSeconds: Int64 = 30 * 86_400

    /// Who or what changes prices, and from when on the change holds.
    public struct Occasion: Sendable {
        public let cause: PriceCause
        public let author: KeyID?
        /// Nil for at once.
        public let effectiveAt: Instant?

        public init(_ cause: PriceCause, by author: KeyID? = nil, effectiveAt: Instant? = nil) {
            self.cause = cause
            self.author = author
            self.effectiveAt = effectiveAt
        }
    }

    /// Makes a change repeatable under an idempotency key: the answer is remembered in the
    /// transaction that made it.
    public struct Once<Output: Sendable>: Sendable {
        let claim: IdempotencyClaim
        let answer: @Sendable (Output) -> Answer

        public init(_ claim: IdempotencyClaim, answer: @escaping @Sendable (Output) -> Answer) {
            self.claim = claim
            self.answer = answer
        }
    }

    /// How a change ended.
    public enum Ending<Output: Sendable>: Sendable {
        case done(Output)
        /// The same request had succeeded before; nothing has changed.
        case replayed(Answer)
    }

    /// A decision, as far as it is made on a snapshot.
    struct Plan: Sendable {
        var accepted: [PriceStaging.Accepted] = []
        var overrides: [PriceOverride]
        /// From when on it is to hold where the occasion does not say; nil for at once.
        var effectiveAt: Instant?
    }

    /// Reads the state of prices, lets `decide` work on it, and writes what it says in one
    /// transaction; again when the state has changed meanwhile.
    ///
    /// - Parameter record: Writes, in that transaction, what else there is to write.
    /// - Throws: ``PriceRefusal`` and whatever `decide` and `record` throw.
    func change<Draft: Sendable, Output: Sendable>(
        _ occasion: Occasion, once: Once<Output>?,
        decide: @Sendable (PriceState, Instant) async throws -> (plan: Plan, draft: Draft),
        record:
            @escaping @Sendable (Draft, PriceBookRecord?, Instant, any Connection) throws ->
            Output
    ) async throws -> Ending<Output> {
        if let once, let known = try await database.read({ try once.remembered(on: $0) }) {
            return .replayed(known)
        }
        for _ in 0..<Self.triesMax {
            let now = clock.now
            let state = try await database.read { try PriceState(at: now, on: $0) }
            let (plan, draft) = try await decide(state, now)
            let edition = try PriceEdition(state, plan, at: now)
            let ending = try await database.write { connection -> Ending<Output>? in
                if let known = try once?.remembered(on: connection) { return .replayed(known) }
                guard try PriceState.version(on: connection) == state.version else { return nil }
                let book = try edition.publish(occasion, at: now, on: connection)
                let output = try record(draft, book, now, connection)
                try once?.remember(output, at: now, on: connection)
                return .done(output)
            }
            if let ending { return ending }
        }
        throw PriceRefusal.busy
    }
}

extension PriceBooks.Once {
    fileprivate func remembered(on connection: any Connection) throws -> Answer? {
        let scope = Idempotency.Scope.operatorItself.text
        let found = try Idempotency.memories(of: [(scope, claim.key)], on: connection)
        return try found[0]?.replay(for: claim)
    }

    fileprivate func remember(
        _ output: Output, at now: Instant, on connection: any Connection
    ) throws {
        let scope = Idempotency.Scope.operatorItself.text
        try Idempotency.remember([(scope, claim, answer(output))], at: now, on: connection)
    }
}
