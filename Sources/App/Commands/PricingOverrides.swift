// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Pricing
import Upkeep
import Vocabulary

/// What `florin pricing override` is asked to put in place of a source's prices.
public struct OverrideRequest: Sendable {
    public var provider: String
    public var model: String
    public var prices: [PriceArgument]
    /// Under which dimensions all of them hold.
    public var dimensions: [PairArgument] = []
    public var reason: String
    public var expiresAt: TimeArgument?

    public init(provider: String, model: String, prices: [PriceArgument], reason: String) {
        self.provider = provider
        self.model = model
        self.prices = prices
        self.reason = reason
    }

    /// - Parameter known: The model as the book has it, nil when it does not.
    func model(_ known: PricedModel?) throws -> PricedModel {
        var dimensions: [String: String] = [:]
        for pair in self.dimensions { dimensions[pair.name] = pair.value }
        var rates: [PriceRate] = []
        for price in prices {
            guard let (amount, per) = price.unit.price(price.price, per: price.per) else {
                throw CommandFailure(
                    "the price of \(price.unit.meter) has more digits than can be held exactly",
                    code: "validation_error")
            }
            let isTaken = rates.contains { $0.meter == price.unit.meter }
            guard !isTaken else {
                throw CommandFailure(
                    "\(price.unit.meter) has two prices", code: "validation_error")
            }
            rates.append(
                try PriceRate(
                    price.unit.meter, price: amount, per: per,
                    conditions: RateConditions(dimensions: dimensions),
                    source: "override: \(reason)"))
        }
        let name = Providers.canonicalName(of: provider)
        let identity = known?.identity ?? PricedModel.Identity(provider: name, name: model)
        return PricedModel(identity, rates: rates)
    }
}

extension Commands {
    /// `florin pricing override`.
    public func overridePrice(_ request: OverrideRequest) async throws -> Report {
        guard !request.reason.trimmed.isEmpty else {
            throw CommandFailure("an override needs a reason", code: "validation_error")
        }
        return try await visitPrices { house, prices in
            let now = house.clock.now
            let expiresAt = request.expiresAt?.instant ?? .never
            guard expiresAt > now else {
                throw CommandFailure("the override would be over", code: "validation_error")
            }
            let book = prices.watch.shelf.book(at: now)
            let known = find(request, in: book)
            let ending = try await prices.books.override(
                PriceBooks.OverrideRequest(
                    model: try request.model(known), reason: request.reason, expiresAt: expiresAt),
                PriceBooks.Occasion(.override))
            guard case .done(let change) = ending else { throw PriceRefusal.alreadyDecided }
            let new = known == nil ? "\nno source lists this model: these are its only prices" : ""
            return Report(
                ([OverrideView(change.override, at: now).line]
                    + OverrideView.prices(change.override))
                    .joined(separator: "\n") + new + "\n" + told(change.book),
                answer(change, at: now))
        }
    }

    private func find(_ request: OverrideRequest, in book: PriceBook) -> PricedModel? {
        do throws(PricingRefusal) {
            return try book.model(named: request.model, provider: request.provider)
        } catch {
            return nil
        }
    }

    /// `florin pricing overrides`.
    public func listOverrides(limit: Int, before id: OverrideArgument?) async throws -> Report {
        try await visitPrices { house, _ in
            let now = house.clock.now
            let page = try await house.database.read {
                try PriceOverrides.list(before: id?.id, limit: limit, on: $0)
            }
            var lines = page.items.flatMap {
                [OverrideView($0, at: now).line] + OverrideView.prices($0)
            }
            if lines.isEmpty { lines = ["no price was ever overridden"] }
            return Report(
                more(page, "--before", lines),
                [
                    "overrides": .array(page.items.map { OverrideView($0, at: now).json }),
                    "nextCursor": .text(page.next),
                ])
        }
    }

    /// `florin pricing revoke-override`.
    public func revokeOverride(_ argument: OverrideArgument) async throws -> Report {
        try await visitPrices { house, prices in
            let ending = try await prices.books.revokeOverride(
                argument.id, PriceBooks.Occasion(.override))
            guard case .done(let change) = ending else { throw PriceRefusal.alreadyDecided }
            return Report(
                "revoked: \(change.override.key) has its sources' prices again\n"
                    + told(change.book), answer(change, at: house.clock.now))
        }
    }

    private func told(_ book: PriceBookRecord?) -> String {
        book.map { "price book \($0.number)" } ?? "no price changed: the book in force stays"
    }

    private func answer(_ change: PriceBooks.OverrideChange, at now: Instant) -> JSON {
        [
            "override": OverrideView(change.override, at: now).json,
            "book": change.book.map { .priceBook($0) } ?? .null,
        ]
    }
}

/// An override as text and as JSON.
private struct OverrideView {
    private let override: PriceOverride
    private let status: String

    init(_ override: PriceOverride, at now: Instant) {
        self.override = override
        status =
            if let revokedAt = override.revokedAt {
                "revoked \(PriceWords.brief(revokedAt))"
            } else if override.expiresAt <= now {
                "ended \(PriceWords.brief(override.expiresAt))"
            } else if override.expiresAt == .never {
                "in force"
            } else {
                "in force until \(PriceWords.brief(override.expiresAt))"
            }
    }

    var line: String { "\(override.id)  \(override.key)  (\(status)): \(override.reason)" }

    static func prices(_ override: PriceOverride) -> [String] {
        var table = TextTable()
        for rate in override.model.rates {
            table.add([rate.meter.name, PriceWords.price(of: rate), PriceWords.terms(of: rate)])
        }
        return table.lines(indent: 4)
    }

    var json: JSON {
        [
            "id": .text(override.id), "model": .text(override.key), "status": .string(status),
            "prices": override.model.catalogJSON["prices"] ?? [],
            "reason": .string(override.reason), "expiresAt": .time(override.expiresAt),
            "createdAt": .time(override.createdAt), "createdBy": .text(override.createdBy),
            "revokedAt": .time(override.revokedAt), "revokedBy": .text(override.revokedBy),
        ]
    }
}
