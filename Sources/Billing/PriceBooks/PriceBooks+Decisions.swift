// SPDX-License-Identifier: Apache-2.0

import Database
import JSON
public import Pricing
public import Vocabulary

extension PriceBooks {
    /// A proposal as it is now, and the book that came of it.
    public struct Decision: Sendable {
        public let price: QuarantinedPrice
        public let book: PriceBookRecord?
    }

    /// An override as it is now, and the book that came of it.
    public struct OverrideChange: Sendable {
        public let override: PriceOverride
        public let book: PriceBookRecord?
    }

    /// Lets a price out of quarantine, or turns it down for good.
    ///
    /// An approved price goes live as a new book, at once or on the day for which it was listed; a
    /// rejected one stays out, also when its source says the same again. What is no price can only
    /// be rejected.
    /// - Throws: ``PriceRefusal``.
    public func decide(
        _ id: QuarantineID, approve: Bool, note: String?, _ occasion: Occasion,
        once: Once<Decision>? = nil
    ) async throws -> Ending<Decision> {
        try await change(occasion, once: once) { state, _ in
            guard let price = try await database.read({ try Quarantine.find(id, on: $0) }) else {
                throw PriceRefusal.notFound
            }
            guard price.status == .pending else { throw PriceRefusal.alreadyDecided }
            var plan = Plan(overrides: state.overrides)
            if approve {
                plan.accepted = [try await acceptance(of: price)]
                plan.effectiveAt = price.effectiveAt
            }
            return (plan, price)
        } record: { [ids] price, book, now, connection in
            try Quarantine.decide(
                id, approve ? .approved : .rejected, by: occasion.author, note: note, at: now,
                on: connection)
            try AuditTrail.append(
                AuditEvent(
                    id: ids.make(), at: now, actor: occasion.author,
                    action: approve ? "pricing.price_approved" : "pricing.price_rejected",
                    subject: id.description,
                    details: [
                        "model": .string(price.key.description), "note": .string(note ?? ""),
                        "book": book.map { .number(JSONNumber($0.number)) } ?? .null,
                    ]), on: connection)
            guard let decided = try Quarantine.find(id, on: connection) else {
                throw PriceRefusal.notFound
            }
            return Decision(price: decided, book: book)
        }
    }

    private func acceptance(of price: QuarantinedPrice) async throws -> PriceStaging.Accepted {
        guard price.proposal != .nothing else {
            throw PriceRefusal.nothingToApprove(
                price.alarms.map(\.sentence).joined(separator: "; "))
        }
        guard let digest = price.digest else {
            return PriceStaging.Accepted(key: price.key, document: nil, source: price.source)
        }
        let models = try await database.read { try PriceBooks.models([digest], on: $0) }
        return PriceStaging.Accepted(
            key: price.key, document: models[digest].map { PriceDocuments.Document($0) },
            source: price.source)
    }

    /// What an operator wants to be the price of some meters, whatever any source says.
    public struct OverrideRequest: Sendable {
        public let model: PricedModel
        public let reason: String
        public let expiresAt: Instant

        public init(model: PricedModel, reason: String, expiresAt: Instant) {
            self.model = model
            self.reason = reason
            self.expiresAt = expiresAt
        }
    }

    /// Puts an operator's prices in place of the sources'.
    public func override(
        _ request: OverrideRequest, _ occasion: Occasion, once: Once<OverrideChange>? = nil
    ) async throws -> Ending<OverrideChange> {
        let id: PriceOverrideID = ids.make()
        return try await change(occasion, once: once) { state, now in
            let override = PriceOverride(
                id: id, model: request.model, reason: request.reason,
                expiresAt: request.expiresAt, createdAt: now, createdBy: occasion.author,
                revokedAt: nil, revokedBy: nil)
            return (Plan(overrides: state.overrides + [override]), override)
        } record: { [ids] override, book, now, connection in
            try PriceOverrides.insert(override, on: connection)
            try AuditTrail.append(
                AuditEvent(
                    id: ids.make(), at: now, actor: occasion.author,
                    action: "pricing.override_created", subject: id.description,
                    details: [
                        "model": .string(override.key.description),
                        "reason": .string(override.reason),
                        "prices": override.model.catalogJSON["prices"] ?? [],
                    ]), on: connection)
            return OverrideChange(override: override, book: book)
        }
    }

    /// Takes an override back: the sources' prices hold again.
    public func revokeOverride(
        _ id: PriceOverrideID, _ occasion: Occasion, once: Once<OverrideChange>? = nil
    ) async throws -> Ending<OverrideChange> {
        try await change(occasion, once: once) { state, _ in
            guard try await database.read({ try PriceOverrides.find(id, on: $0) }) != nil else {
                throw PriceRefusal.notFound
            }
            return (Plan(overrides: state.overrides.filter { $0.id != id }), ())
        } record: { [ids] _, book, now, connection in
            try PriceOverrides.revoke(id, by: occasion.author, at: now, on: connection)
            guard let override = try PriceOverrides.find(id, on: connection) else {
                throw PriceRefusal.notFound
            }
            try AuditTrail.append(
                AuditEvent(
                    id: ids.make(), at: now, actor: occasion.author,
                    action: "pricing.override_revoked", subject: id.description,
                    details: ["model": .string(override.key.description)]), on: connection)
            return OverrideChange(override: override, book: book)
        }
    }
}

extension PriceOverride {
    /// The model with these rates until the override ends, and with its own again from then on.
    ///
    /// - Parameter model: Nil where no source lists it: then the override is all there is.
    func applied(to model: PricedModel?, at now: Instant) -> PricedModel {
        guard let model else {
            return PricedModel(
                self.model.identity, rates: self.model.rates.limited(until: expiresAt))
        }
        let meters = Set(self.model.rates.map(\.meter))
        let kept = model.rates.compactMap { rate -> PriceRate? in
            guard meters.contains(rate.meter) else { return rate }
            let validity = rate.validity.limited(from: expiresAt)
            return validity.map { rate.copy(validity: $0) }
        }
        return PricedModel(
            model.identity, rates: kept + self.model.rates.limited(until: expiresAt))
    }
}

extension [PriceRate] {
    fileprivate func limited(until end: Instant) -> [PriceRate] {
        compactMap { rate in
            let until = Swift.min(rate.validity.until, end)
            guard rate.validity.from < until else { return nil }
            return rate.copy(
                validity: PriceRate.Validity(from: rate.validity.from, until: until))
        }
    }
}

extension PriceRate.Validity {
    /// The part of this interval from a moment on; nil when there is none.
    fileprivate func limited(from start: Instant) -> PriceRate.Validity? {
        guard start != .never else { return nil }
        let from = Swift.max(from, start)
        return from < until ? PriceRate.Validity(from: from, until: until) : nil
    }
}
