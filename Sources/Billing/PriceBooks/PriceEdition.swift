// SPDX-License-Identifier: Apache-2.0

import Database
import Pricing
import Vocabulary

/// The next book, as far as it differs from the latest one.
struct PriceEdition: Sendable {
    private let accepted: [PriceStaging.Accepted]
    /// Nil drops the model.
    let changes: [(key: ModelKey, document: PriceDocuments.Document?)]
    private let latest: PriceBookRecord?
    private let modelCount: Int
    private let planned: Instant?

    /// - Throws: ``PriceRefusal/book(_:)`` when the models make no book together.
    init(_ state: PriceState, _ plan: PriceBooks.Plan, at now: Instant) throws {
        accepted = plan.accepted
        planned = plan.effectiveAt
        latest = state.latest
        var models = state.accepted
        for change in plan.accepted {
            models[change.key] = try change.document.map { try PriceDocuments.model($0.text) }
        }
        var documents: [ModelKey: PriceDocuments.Document] = [:]
        for override in plan.overrides {
            let model = override.applied(to: models[override.key], at: now)
            models[override.key] = model
            documents[override.key] = PriceDocuments.Document(model)
        }
        for (key, model) in PriceMerge.givingUpNames(in: models) {
            models[key] = model
            documents[key] = PriceDocuments.Document(model)
        }
        let acceptedNow = Dictionary(
            plan.accepted.map { ($0.key, $0.document) }, uniquingKeysWith: { $1 })
        var changes: [(key: ModelKey, document: PriceDocuments.Document?)] = []
        for (key, model) in models {
            let digest =
                documents[key]?.digest
                ?? acceptedNow[key].map { $0?.digest } ?? state.acceptedDigests[key]
            guard digest != state.published[key] else { continue }
            changes.append((key, documents[key] ?? PriceDocuments.Document(model)))
        }
        for key in state.published.keys where models[key] == nil { changes.append((key, nil)) }
        self.changes = changes.sorted { $0.key < $1.key }
        modelCount = models.count
        guard !changes.isEmpty else { return }
        do throws(PriceBookRefusal) {
            _ = try PriceBook(number: 1, models: models.sorted { $0.key < $1.key }.map(\.value))
        } catch {
            throw PriceRefusal.book(error)
        }
    }

    /// The number that the book gets; nil when it does not differ from the latest.
    var number: Int64? {
        changes.isEmpty && latest != nil ? nil : (latest?.number ?? 0) + 1
    }

    /// When the book is to hold. Never before the book that it is made from: numbers and times have
    /// one order.
    func effectiveAt(_ wanted: Instant?, at now: Instant) -> Instant {
        max(wanted ?? now, now, latest?.effectiveAt ?? Instant(microseconds: .min))
    }

    /// Writes what is accepted, and the book when it differs from the latest.
    func publish(
        _ occasion: PriceBooks.Occasion, at now: Instant, on connection: any Connection
    ) throws -> PriceBookRecord? {
        try writeAccepted(at: now, on: connection)
        guard let number else { return nil }
        let record = PriceBookRecord(
            number: number, effectiveAt: effectiveAt(occasion.effectiveAt ?? planned, at: now),
            createdAt: now, cause: occasion.cause, author: occasion.author,
            modelCount: Int64(modelCount), changeCount: Int64(changes.count))
        try connection.execute(
            """
            INSERT INTO price_book (number, effective_at, created_at, cause, author, models,
                changes)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .integer(record.number), .instant(record.effectiveAt), .instant(now),
                .text(record.cause.rawValue), .id(record.author), .integer(record.modelCount),
                .integer(record.changeCount),
            ])
        try PriceDocuments.store(changes.compactMap(\.document), on: connection)
        try connection.executeMany(
            "INSERT INTO price_change (book, provider, model, digest) VALUES ($1, $2, $3, $4)",
            changes.map { key, document in
                [
                    .integer(record.number), .text(key.provider), .text(key.name),
                    .text(document?.digest),
                ]
            })
        return record
    }

    private func writeAccepted(at now: Instant, on connection: any Connection) throws {
        try PriceDocuments.store(accepted.compactMap(\.document), on: connection)
        try connection.executeMany(
            "DELETE FROM price_accepted WHERE provider = $1 AND model = $2",
            accepted.filter { $0.document == nil }.map {
                [.text($0.key.provider), .text($0.key.name)]
            })
        try connection.executeMany(
            """
            INSERT INTO price_accepted (provider, model, digest, source, accepted_at)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (provider, model) DO UPDATE SET digest = excluded.digest,
                source = excluded.source, accepted_at = excluded.accepted_at
            """,
            accepted.compactMap { change in
                change.document.map { document in
                    [
                        .text(change.key.provider), .text(change.key.name), .text(document.digest),
                        .text(change.source), .instant(now),
                    ]
                }
            })
    }
}
