// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Hummingbird
import JSON
import Pricing
import Vocabulary

/// `/api/v1/admin/pricing`: the books that were made, what differs between them, and what past
/// usage would have come to.
struct PriceBookRoutes {
    let desk: Desk

    /// Charges that one preview looks at: some seconds of work.
    private static let previewChargesMax = 100_000

    var routes: [Route] {
        let path = "/api/v1/admin/pricing"
        return [
            Route(.get, path + "/books", .operator, "listPriceBooks", answer: list),
            Route(.get, path + "/books/{number}", .operator, "getPriceBook", answer: get),
            Route(.get, path + "/diff", .operator, "diffPriceBooks", answer: diff),
            Route(.get, path + "/preview", .operator, "previewPrices", answer: preview),
        ]
    }

    @Sendable
    func list(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let query = Query(request)
        let (limit, cursor) = (try query.limit(), try query.numericCursor())
        let page = try await desk.database.read {
            try PriceBooks.list(before: cursor, limit: limit, on: $0)
        }
        let inForce = desk.prices.shelf.book.number
        return .json([
            "books": .array(page.items.map { .priceBook($0, inForce: inForce) }),
            "nextCursor": Cursor.json(for: page.next),
        ])
    }

    @Sendable
    func get(_ request: Request, _ context: EdgeContext) async throws -> Response {
        guard let number = Int64(context.path("number")) else {
            throw APIError.notFound("price book")
        }
        let record = try await desk.database.read { try PriceBooks.record(number, on: $0) }
        guard let record else { throw APIError.notFound("price book") }
        return .json(["book": .priceBook(record, inForce: desk.prices.shelf.book.number)])
    }

    @Sendable
    func diff(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let query = Query(request)
        guard let from = try query.integer("from", in: 0...Int64.max),
            let to = try query.integer("to", in: 1...Int64.max)
        else { throw APIError.invalid("from and to", expected: "the numbers of two price books") }
        let (limit, cursor) = (try query.limit(), try query.cursor())
        let (old, new) = try await desk.database.read { connection in
            (
                try models(of: from, on: connection),
                try models(of: to, on: connection)
            )
        }
        let changes = PriceDiff(from: old, to: new).changes
        let rest = changes.filter { change in cursor.map { change.key.description > $0 } ?? true }
        let ordered = rest.sorted { $0.key.description < $1.key.description }
        let page = Page(Array(ordered.prefix(limit + 1)), limit: limit) { $0.key.description }
        return .json([
            "from": .count(from), "to": .count(to),
            "added": .number(JSONNumber(changes.count { $0.kind == .added })),
            "removed": .number(JSONNumber(changes.count { $0.kind == .removed })),
            "changed": .number(JSONNumber(changes.count { $0.kind == .changed })),
            "changes": .array(page.items.map { .priceChange($0) }),
            "nextCursor": Cursor.json(for: page.next),
        ])
    }

    /// The models of a book; book 0 stands for the time before the first one.
    private func models(
        of number: Int64, on connection: any Connection
    ) throws -> [ModelKey: PricedModel] {
        guard number > 0 else { return [:] }
        guard try PriceBooks.record(number, on: connection) != nil else {
            throw APIError.notFound("price book")
        }
        return try PriceBooks.models(of: number, on: connection)
    }

    @Sendable
    func preview(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let query = Query(request)
        let days = try query.integer("days", in: 1...366) ?? 30
        let latest = try await desk.database.read {
            try PriceBooks.list(before: nil, limit: 1, on: $0).items.first?.number
        }
        let number = try query.integer("book", in: 1...Int64.max) ?? latest ?? 0
        guard let book = try await desk.prices.shelf.book(numbered: number) else {
            throw APIError.notFound("price book")
        }
        let now = desk.clock.now
        let since = now.adding(seconds: -days * 86_400)
        let preview = try await desk.prices.books.preview(
            of: book, since: since, until: now, markups: desk.prices.shelf.markups,
            limit: Self.previewChargesMax)
        return .json(.pricePreview(preview, since: since, until: now))
    }
}
