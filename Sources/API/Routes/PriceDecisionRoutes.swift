// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Hummingbird
import JSON
import Pricing
import Vocabulary

/// `/api/v1/admin/pricing`: what an operator decides about prices.
struct PriceDecisionRoutes {
    let desk: Desk

    var routes: [Route] {
        let quarantine = "/api/v1/admin/pricing/quarantine"
        let overrides = "/api/v1/admin/pricing/overrides"
        return [
            Route(.get, quarantine, .operator, "listQuarantine", answer: list),
            Route(.get, quarantine + "/{id}", .operator, "getQuarantined", answer: get),
            Route(
                .post, quarantine + "/{id}/approve", .operator, "approvePrice", answer: approve),
            Route(.post, quarantine + "/{id}/reject", .operator, "rejectPrice", answer: reject),
            Route(.get, overrides, .operator, "listPriceOverrides", answer: listOverrides),
            Route(.post, overrides, .operator, "createPriceOverride", answer: override),
            Route(
                .delete, overrides + "/{id}", .operator, "revokePriceOverride",
                answer: revokeOverride),
        ]
    }

    // MARK: Quarantine

    @Sendable
    func list(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let query = Query(request)
        let (limit, cursor) = (try query.limit(), try query.cursor(of: QuarantineKind.self))
        let status = try query.choice("status", of: QuarantinedPrice.Status.self)
        let page = try await desk.database.read {
            try Quarantine.list(status, before: cursor, limit: limit, on: $0)
        }
        return .json([
            "prices": .array(page.items.map { .quarantined($0) }),
            "nextCursor": Cursor.json(for: page.next),
        ])
    }

    @Sendable
    func get(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.id(of: QuarantineKind.self, what: "price in quarantine")
        let now = desk.clock.now
        let found = try await desk.database.read { connection in
            try Quarantine.find(id, on: connection).map {
                ($0, try PriceBooks.proposal(of: $0, at: now, on: connection))
            }
        }
        guard let (price, proposal) = found else { throw APIError.notFound("price in quarantine") }
        return .json([
            "price": .quarantined(price), "proposed": proposal.proposed?.catalogJSON ?? .null,
            "current": proposal.inForce?.catalogJSON ?? .null,
            "changes": .array(proposal.diff.changes.map { .priceChange($0) }),
        ])
    }

    @Sendable
    func approve(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let json = try await request.jsonIfAny()
        let note = try Fields(json ?? .object([:])).optionalString("note", lengths: 1...500)
        return try await decide(true, note, request, json, context)
    }

    @Sendable
    func reject(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let json = try await request.json()
        let note = try Fields(json).string("note", lengths: 1...500)
        return try await decide(false, note, request, json, context)
    }

    private func decide(
        _ isApproved: Bool, _ note: String?, _ request: Request, _ json: JSON?,
        _ context: EdgeContext
    ) async throws -> Response {
        let id = try context.id(of: QuarantineKind.self, what: "price in quarantine")
        let occasion = try context.occasion(.decision)
        return try await desk.change(request, json) { (decision: PriceBooks.Decision) in
            ["price": .quarantined(decision.price), "book": .count(decision.book?.number)]
        } _: { once in
            try await desk.prices.books.decide(
                id, approve: isApproved, note: note, occasion, once: once)
        }
    }

    // MARK: Overrides

    @Sendable
    func listOverrides(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let query = Query(request)
        let (limit, cursor) = (try query.limit(), try query.cursor(of: PriceOverrideKind.self))
        let page = try await desk.database.read {
            try PriceOverrides.list(before: cursor, limit: limit, on: $0)
        }
        let now = desk.clock.now
        return .json([
            "overrides": .array(page.items.map { .priceOverride($0, at: now) }),
            "nextCursor": Cursor.json(for: page.next),
        ])
    }

    @Sendable
    func override(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let json = try await request.json()
        let fields = try Fields(json)
        let now = desk.clock.now
        let expiresAt = try fields.optionalInstant("expiresAt") ?? .never
        guard expiresAt > now else {
            throw fields.invalid("expiresAt", expected: "a time in the future")
        }
        let wanted = PriceBooks.OverrideRequest(
            model: try fields.overridingModel(in: desk.prices.shelf.book),
            reason: try fields.string("reason", lengths: 1...500), expiresAt: expiresAt)
        let occasion = try context.occasion(.override)
        return try await desk.change(request, json, status: .created) {
            change(of: $0, at: now)
        } _: { once in
            try await desk.prices.books.override(wanted, occasion, once: once)
        }
    }

    @Sendable
    func revokeOverride(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.id(of: PriceOverrideKind.self, what: "override")
        let occasion = try context.occasion(.override)
        let now = desk.clock.now
        return try await desk.change(request, nil) {
            change(of: $0, at: now)
        } _: { once in
            try await desk.prices.books.revokeOverride(id, occasion, once: once)
        }
    }

    private func change(of change: PriceBooks.OverrideChange, at now: Instant) -> JSON {
        [
            "override": .priceOverride(change.override, at: now),
            "book": .count(change.book?.number),
        ]
    }
}

extension Fields {
    /// The model that an override names, under its own name where the book knows it, with the
    /// prices that are to hold for it.
    fileprivate func overridingModel(in book: PriceBook) throws -> PricedModel {
        let name = try string("model")
        let provider = try string("provider")
        var catalog = JSONObject()
        for (member, value) in object.members where Self.catalogMembers.contains(member) {
            catalog.append(name: member, value: value)
        }
        do throws(PricingRefusal) {
            let known = try book.model(named: name, provider: provider)
            catalog["provider"] = .string(known.provider)
            catalog["model"] = .string(known.name)
        } catch {
            catalog["provider"] = .string(Providers.canonicalName(of: provider))
        }
        do throws(CatalogRefusal) {
            let model = try PricedModel(catalogJSON: .object(catalog), source: "an override")
            guard !model.rates.isEmpty else {
                throw CatalogRefusal.malformed(path: "prices", expected: "at least one price")
            }
            return model
        } catch {
            throw APIError(
                .validationError, error.description, details: ["field": "prices"])
        }
    }

    /// What of a request is a model of a catalog.
    private static let catalogMembers: Set = [
        "provider", "model", "displayName", "vendor", "aliases", "operations", "contextWindow",
        "maxOutputTokens", "markup", "minimumCharge", "dynamic", "prices", "multipliers",
    ]
}
