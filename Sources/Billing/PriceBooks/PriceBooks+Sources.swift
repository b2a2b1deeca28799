// SPDX-License-Identifier: Apache-2.0

import Database
import JSON
public import Pricing
public import Vocabulary

extension PriceBooks {
    /// A list that was fetched and read.
    public struct Delivery: Sendable {
        public let source: PriceSource
        public let catalog: ImportedCatalog
        /// What to send with the next question, so that an unchanged list need not travel again.
        public let etag: String?
        /// The SHA-256 of the bytes, in hexadecimal digits.
        public let contentHash: String
        public let startedAt: Instant

        public init(
            _ source: PriceSource, _ catalog: ImportedCatalog, etag: String? = nil,
            contentHash: String, startedAt: Instant
        ) {
            self.source = source
            self.catalog = catalog
            self.etag = etag
            self.contentHash = contentHash
            self.startedAt = startedAt
        }
    }

    /// Makes the first book of a new database from the list inside the program, and brings what a
    /// newer program knows into an older database, by the same checks as any list.
    ///
    /// - Parameter catalog: Asked for only when the database does not have this list yet, as it has
    ///   at nearly every start.
    /// - Returns: Nil when it has.
    public func seed(
        contentHash: String, _ catalog: @Sendable () throws -> Catalog
    ) async throws -> PriceRun? {
        let known = try await database.read { connection in
            try PriceSources.all(on: connection)
                .first { $0.source.name == PriceSource.builtin.name }?.contentHash
        }
        guard known != contentHash else { return nil }
        let catalog = try catalog()
        return try await take(
            Delivery(
                .builtin, ImportedCatalog(catalog, source: catalog.source),
                contentHash: contentHash, startedAt: clock.now),
            Occasion(.builtin))
    }

    /// Takes a source's new list: what passes the checks goes live as a new book, the rest waits in
    /// quarantine, and a run tells what became of it.
    public func take(_ delivery: Delivery, _ occasion: Occasion) async throws -> PriceRun {
        let source = delivery.source
        // Rendered once, not at every try.
        let documents = delivery.catalog.models.map { ($0.key, PriceDocuments.Document($0)) }
        let ending = try await change(occasion, once: nil) { state, now in
            let list = state.list(after: delivery)
            let staging = try await stage(state, list, delivery, at: now)
            let plan = Plan(accepted: staging.accepted, overrides: state.overrides)
            let kept = list.models.filter { list.kept.contains($0.key) }
            return (plan, (staging, kept.map { ($0.key, PriceDocuments.Document($0)) }))
        } record: { [ids, clock] draft, book, now, connection in
            let (staging, kept) = draft
            try PriceSources.replaceListing(
                of: source.name, with: documents, keeping: kept, on: connection)
            try PriceSources.noteRead(
                source, etag: delivery.etag, contentHash: delivery.contentHash, at: now,
                on: connection)
            try Quarantine.withdraw(staging.withdrawn, at: now, on: connection)
            try Quarantine.lapse(staging.lapsed, at: now, on: connection)
            try Quarantine.insert(
                staging.held.map { (ids.make(), $0) }, effectiveAt: occasion.effectiveAt, at: now,
                on: connection)
            var counts = PriceRun.Counts(delivery.catalog.report)
            counts.changed = book?.changeCount ?? 0
            counts.heldBack = Int64(staging.held.count)
            let run = PriceRun(
                id: ids.make(), source: source.name, cause: occasion.cause,
                author: occasion.author, startedAt: delivery.startedAt, endedAt: clock.now,
                status: book == nil ? .unchanged : .published, failure: nil, book: book?.number,
                counts: counts, notes: PriceRun.notes(of: delivery.catalog.report))
            try PriceRuns.insert(run, on: connection)
            return run
        }
        switch ending {
        case .done(let run): return run
        case .replayed: preconditionFailure("a change without a claim cannot be a replay")
        }
    }

    /// Notes that a source says that it is as it was.
    public func noteUnchanged(
        _ source: PriceSource, startedAt: Instant, _ occasion: Occasion
    ) async throws -> PriceRun {
        try await note(source, startedAt, occasion, .notModified) { now, connection in
            try PriceSources.noteUnchanged(source.name, at: now, on: connection)
        }
    }

    /// Notes that a source could not be fetched or read, in the audit trail too. The book in force
    /// stays.
    public func noteFailure(
        _ failure: String, of source: PriceSource, startedAt: Instant, _ occasion: Occasion
    ) async throws -> PriceRun {
        let event: AuditID = ids.make()
        return try await note(source, startedAt, occasion, .failed, failure) { now, connection in
            try PriceSources.noteFailure(source, failure, at: now, on: connection)
            try AuditTrail.append(
                AuditEvent(
                    id: event, at: now, actor: occasion.author,
                    action: "pricing.refresh_failed", subject: source.name,
                    details: ["location": .string(source.location), "error": .string(failure)]),
                on: connection)
        }
    }

    private func note(
        _ source: PriceSource, _ startedAt: Instant, _ occasion: Occasion,
        _ status: PriceRun.Status, _ failure: String? = nil,
        _ write: @escaping @Sendable (Instant, any Connection) throws -> Void
    ) async throws -> PriceRun {
        let now = clock.now
        let run = PriceRun(
            id: ids.make(), source: source.name, cause: occasion.cause, author: occasion.author,
            startedAt: startedAt, endedAt: now, status: status, failure: failure, book: nil,
            counts: PriceRun.Counts(), notes: [])
        try await database.write { connection in
            try write(now, connection)
            try PriceRuns.insert(run, on: connection)
        }
        return run
    }

    /// What follows from a delivery, with which its source lists what it lists now.
    func stage(
        _ state: PriceState, _ list: SourceList, _ delivery: Delivery, at now: Instant
    ) async throws -> PriceStaging {
        let lists = state.lists(with: list, of: delivery.source)
        let vanished = PriceStaging.vanished(state, from: lists)
        let used = try await modelsUsed(
            among: vanished, since: now.adding(seconds: -Self.usedWithinSeconds))
        var staging = PriceStaging(state, lists: lists, check: PriceCheck(at: now), used: used)
        staging.hold(
            unusable: delivery.catalog.report.unusablePrices, of: delivery.source.name, state)
        return staging
    }
}
