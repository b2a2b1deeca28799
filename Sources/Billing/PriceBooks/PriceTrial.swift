// SPDX-License-Identifier: Apache-2.0

import Database
public import Pricing
public import Vocabulary

/// What would become of a list if it were taken: decided like the real thing, and nothing written.
public struct PriceTrial: Sendable {
    /// A price that would wait for an operator.
    public struct Held: Hashable, Sendable {
        public let key: ModelKey
        /// Whose price it is.
        public let source: String
        public let alarms: [PriceAlarm]
    }

    public let counts: PriceRun.Counts
    public let held: [Held]
    /// What would go live.
    public let diff: PriceDiff
    /// The number that the book would get; nil when nothing would go live.
    public let book: Int64?
    /// From when on it would hold; nil when nothing would go live.
    public let effectiveAt: Instant?
}

extension PriceBooks {
    /// Decides what taking a list would do, by the same checks and on the same state, and stops
    /// there.
    ///
    /// - Parameter effectiveAt: From when on the prices are to hold; nil for at once.
    /// - Throws: ``PriceRefusal/book(_:)``, and what the database throws.
    public func tryOut(
        _ delivery: Delivery, effectiveAt: Instant? = nil
    ) async throws -> PriceTrial {
        let now = clock.now
        let state = try await database.read { try PriceState(at: now, on: $0) }
        let staging = try await stage(state, state.list(after: delivery), delivery, at: now)
        let plan = Plan(accepted: staging.accepted, overrides: state.overrides)
        let edition = try PriceEdition(state, plan, at: now)
        var counts = PriceRun.Counts(delivery.catalog.report)
        counts.changed = edition.number == nil ? 0 : Int64(edition.changes.count)
        counts.heldBack = Int64(staging.held.count)
        let keys = edition.changes.map(\.key)
        let before = try await database.read { connection in
            let digests = keys.compactMap { state.published[$0] }
            return try PriceBooks.models(digests, on: connection)
        }
        var (old, new): ([ModelKey: PricedModel], [ModelKey: PricedModel]) = ([:], [:])
        for (key, document) in edition.changes {
            old[key] = state.published[key].flatMap { before[$0] }
            new[key] = try document.map { try PriceDocuments.model($0.text) }
        }
        return PriceTrial(
            counts: counts,
            held: staging.held.map {
                PriceTrial.Held(key: $0.key, source: $0.source, alarms: $0.alarms)
            },
            diff: PriceDiff(from: old, to: new), book: edition.number,
            effectiveAt: edition.number.map { _ in edition.effectiveAt(effectiveAt, at: now) })
    }
}
