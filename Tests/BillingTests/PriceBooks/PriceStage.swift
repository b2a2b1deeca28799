// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Foundation
import JSON
import Ledger
import Money
import Pricing
import TestSupport
import Testing
import Vocabulary

/// The life of prices on a real SQLite file, with a clock that the test moves.
struct PriceStage: Sendable {
    let database: any Database
    let books: PriceBooks
    let shelf: PriceShelf
    let time: Time
    let clock: Clock
    let ids: IDSource

    static let start = Instant(iso8601: "2026-11-25T12:00:00Z")!
    static let openai = PriceSource(name: "openai-list", format: .litellm, location: "a test")
    static let other = PriceSource(name: "other-list", format: .modelsDev, location: "a test")

    var now: Instant { time.now }

    func wait(seconds: Int64) { time.now = time.now.adding(seconds: seconds) }

    /// Lets a source list models, each by its name and the prices part of a catalog.
    @discardableResult
    func list(
        _ models: KeyValuePairs<String, String>, at source: PriceSource = openai,
        effectiveAt: Instant? = nil
    ) async throws -> PriceRun {
        let catalog = try catalog(models)
        return try await books.take(
            PriceBooks.Delivery(
                source, ImportedCatalog(catalog, source: source.name),
                contentHash: "\(models)", startedAt: now),
            PriceBooks.Occasion(.refresh, effectiveAt: effectiveAt))
    }

    func catalog(_ models: KeyValuePairs<String, String>) throws -> Catalog {
        let rows = models.map {
            #"{"provider": "p", "model": "\#($0.key)", "prices": \#($0.value)}"#
        }
        let text = """
            {"format": "florin.catalog/1", "source": "a test",
             "models": [\(rows.joined(separator: ", "))]}
            """
        return try Catalog(parsing: Array(text.utf8))
    }

    /// What one request of a model costs by the book in force, without markup.
    func price(of model: String, at instant: Instant? = nil) async throws -> String {
        try await shelf.refresh()
        return try cost(of: model, in: shelf.book(at: instant ?? now), at: instant ?? now)
    }

    func cost(of model: String, in book: PriceBook, at instant: Instant) throws -> String {
        do throws(PricingRefusal) {
            let usage = try Usage([.requests: 1])
            let request = QuoteRequest(model: model, usage: usage, at: instant)
            return try book.quote(request, markup: .none).total.description
        } catch {
            return "none"
        }
    }

    /// What waits for a decision.
    func pending() async throws -> [QuarantinedPrice] {
        try await database.read { connection in
            try Quarantine.list(.pending, before: nil, limit: 200, on: connection).items
        }
    }

    func decide(_ price: QuarantinedPrice, approve: Bool) async throws {
        _ = try await books.decide(
            price.id, approve: approve, note: "a test", PriceBooks.Occasion(.decision))
    }

    /// Lets somebody pay for one request of a model, and returns what it came to with 20 % on top.
    @discardableResult
    func charge(_ model: String, _ requests: Int64) async throws -> Credits {
        let keeper = Keeper(database: database, clock: clock)
        let organization: OrganizationID = ids.make()
        let founding = Organization(
            id: organization, name: "Acme", email: nil, status: .active, createdAt: now)
        try await database.write { connection in
            try Organizations.create(founding, in: connection)
            try Keeper.open(Account(organization: organization), on: connection)
        }
        let hundred = Credits(nanocredits: 100 * Credits.nanocreditsPerCredit)
        _ = try await keeper.perform(
            .grant(
                GrantCommand(
                    id: ids.make(), source: .purchase, kind: .paid, amount: hundred,
                    expiresAt: .never, provider: "card")), for: organization)
        try await shelf.refresh()
        let request = QuoteRequest(
            model: model, usage: try Usage([.requests: requests]), at: now)
        let quote = try shelf.book.quote(request, markup: .standard)
        let pricing = PricedUsage(
            provider: quote.provider, model: quote.model, operation: "",
            priceBook: quote.priceBook, isEstimated: false,
            quote: quote.explanation(of: request.usage))
        _ = try await keeper.perform(
            .charge(ChargeCommand(id: ids.make(), amount: quote.total)), for: organization,
            memo: Memo(pricing: pricing))
        return quote.total
    }

    func audit() async throws -> [String] {
        try await database.read { connection in
            try AuditTrail.list(action: nil, before: nil, limit: 200, on: connection)
                .items.map(\.action)
        }
    }
}

/// Runs a test on prices of its own.
func withPrices(_ body: (PriceStage) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "florin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = try await TestDatabase.open(path: folder.appending(path: "prices.db").path)
    let migrations =
        Organizations.migrations + Keys.migrations + Keeper.migrations + PriceBooks.migrations
        + AuditTrail.migrations
    _ = try await Migrator(migrations).migrate(database, at: 0)
    let time = Time(PriceStage.start)
    let clock = Clock { time.now }
    let ids = IDSource(clock: clock) { 0 }
    let stage = PriceStage(
        database: database, books: PriceBooks(database: database, clock: clock, ids: ids),
        shelf: PriceShelf(
            database: database, clock: clock, fallback: try PriceBook(number: 0, models: [])),
        time: time, clock: clock, ids: ids)
    try await body(stage)
    await database.close()
}
