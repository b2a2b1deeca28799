// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import Pricing
import Vocabulary

/// Quotes, and what things cost: for everybody to see.
struct PricingRoutes {
    let desk: Desk

    var routes: [Route] {
        let path = "/api/v1/pricing"
        return [
            Route(
                .post, "/api/v1/quotes", .organization(.spend, or: .meter), "createQuote",
                answer: quote),
            Route(.get, path, .optional, "listPrices", answer: list),
            // The names of models have slashes, and clients do not all encode them.
            Route(.get, path + "/models/{id}", .optional, "getPrices", answer: get).takingRest(),
            Route(.get, path + "/summary", .open, "getPricingSummary", answer: summary),
        ]
    }

    @Sendable
    func quote(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let fields = try await request.fields()
        let now = desk.clock.now
        let at = try fields.optionalInstant("at") ?? now
        let number = try fields.optionalInteger("priceBook", in: 1...Int64.max)
        let book = try await book(numbered: number, at: max(at, now))
        let wanted = try fields.quoteRequest(at: at)
        // What is computed again has the markup of its time; what is only imagined, that of now.
        let (quote, _) = try book.quote(
            wanted, for: context.organization, markups: desk.prices.shelf.markups,
            asOf: number == nil ? max(at, now) : at)
        return .json(quote.explained(by: wanted.usage))
    }

    private func book(numbered number: Int64?, at instant: Instant) async throws -> PriceBook {
        guard let number else { return desk.prices.shelf.book(at: instant) }
        guard let book = try await desk.prices.shelf.book(numbered: number) else {
            throw APIError.notFound("price book")
        }
        return book
    }

    @Sendable
    func list(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let search = try PriceSearch(Query(request))
        let view = view(for: context)
        let page = search.page(of: view.book)
        let json: JSON = [
            "priceBook": .number(JSONNumber(view.book.number)),
            "models": .array(page.items.map { view.json($0) }),
            "total": .number(JSONNumber(page.items.count)),
            "nextCursor": Cursor.json(for: page.next),
        ]
        return cacheable(json, request)
    }

    @Sendable
    func get(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let view = view(for: context)
        let model = try view.book.model(
            named: context.pathToEnd("id"), provider: try Query(request).text("provider"))
        var json = view.json(model).object ?? [:]
        json["catalog"] = model.catalogJSON
        return cacheable(
            [
                "priceBook": .number(JSONNumber(view.book.number)), "model": .object(json),
            ], request)
    }

    private func view(for context: EdgeContext) -> PriceView {
        PriceView(
            book: desk.prices.shelf.book, markups: desk.prices.shelf.markups,
            organization: context.organizationIfAny, now: desk.clock.now)
    }

    /// An answer with a mark, so that whoever has it need not be sent it again.
    private func cacheable(_ json: JSON, _ request: Request) -> Response {
        let bytes = json.encoded()
        let mark = "\"" + PriceBooks.contentHash(of: bytes).prefix(32) + "\""
        let headers: HTTPFields = [
            .eTag: mark, .cacheControl: "private, no-cache", .vary: "Authorization, X-API-Key",
        ]
        let known = request.headers[values: .ifNoneMatch].flatMap { $0.split(separator: ",") }
        let isKnown = known.contains { each in
            let tag = each.drop { $0 == " " }.prefix { $0 != " " }
            return tag == "*" || tag == mark || tag == "W/" + mark
        }
        guard !isKnown else { return Response(status: .notModified, headers: headers) }
        var response = Response.json(bytes: bytes)
        for field in headers { response.headers[field.name] = field.value }
        return response
    }

    @Sendable
    func summary(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let now = desk.clock.now
        let summary = PricingSummary(
            of: desk.prices.shelf.book, markups: desk.prices.shelf.markups, at: now)
        return .json(["asOf": .time(now), "pricing": .object(summary.json)])
    }
}
