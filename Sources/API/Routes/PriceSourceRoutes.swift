// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Hummingbird
import JSON
import Pricing
import Upkeep
import Vocabulary

/// `/api/v1/admin/pricing`: where prices come from, and what came of the looks at them.
struct PriceSourceRoutes {
    let desk: Desk

    var routes: [Route] {
        let path = "/api/v1/admin/pricing"
        return [
            Route(.post, path + "/refresh", .operator, "refreshPrices", answer: refresh),
            Route(.post, path + "/import", .operator, "importPrices", answer: takeList),
            Route(.get, path + "/runs", .operator, "listPriceRuns", answer: runs),
            Route(.get, path + "/runs/{id}", .operator, "getPriceRun", answer: run),
            Route(.get, path + "/sources", .operator, "listPriceSources", answer: sources),
        ]
    }

    @Sendable
    func refresh(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let json = try await request.jsonIfAny()
        let fields = try Fields(json ?? .object([:]))
        let known = desk.prices.refresh.sources.map(\.name)
        guard !known.isEmpty else {
            throw APIError(
                .validationError, "No price sources are configured (FLORIN_PRICING_SOURCES).",
                details: ["field": "source"])
        }
        let source = try fields.optional(
            "source", expected: "one of " + known.joined(separator: ", ")
        ) { json in json.string.flatMap { known.contains($0) ? $0 : nil } }
        let author = try context.caller.keyID
        return try await desk.perform(request, json) {
            let runs = try await desk.prices.refresh.refresh(source.map { [$0] }, by: author)
            let failed = runs.filter { $0.status == .failed }.count
            return [
                "runs": .array(runs.map { .priceRun($0) }),
                "failed": .number(JSONNumber(failed)),
            ]
        }
    }

    @Sendable
    func takeList(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let json = try await request.json()
        let fields = try Fields(json)
        let list = try ListToTake(fields, at: desk.clock.now)
        let occasion = try context.occasion(
            .imported, effectiveAt: try fields.optionalInstant("effectiveAt"))
        return try await desk.perform(request, json, status: .created) {
            let delivery = try await list.delivery(by: desk.prices.refresh)
            let run = try await desk.prices.books.take(delivery, occasion)
            return ["run": .priceRun(run, isWhole: true)]
        }
    }

    @Sendable
    func runs(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let query = Query(request)
        let (limit, cursor) = (try query.limit(), try query.cursor(of: PriceRunKind.self))
        let page = try await desk.database.read {
            try PriceRuns.list(before: cursor, limit: limit, on: $0)
        }
        return .json([
            "runs": .array(page.items.map { .priceRun($0) }),
            "nextCursor": Cursor.json(for: page.next),
        ])
    }

    @Sendable
    func run(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.id(of: PriceRunKind.self, what: "run")
        let run = try await desk.database.read { try PriceRuns.find(id, on: $0) }
        guard let run else { throw APIError.notFound("run") }
        return .json(["run": .priceRun(run, isWhole: true)])
    }

    @Sendable
    func sources(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let read = try await desk.database.read { try PriceSources.all(on: $0) }
        let configured = desk.prices.refresh.sources
        let unread = configured.filter { source in !read.contains { $0.source.name == source.name }
        }
        let known = read.map { status in
            JSON.priceSource(
                status, isConfigured: configured.contains { $0.name == status.source.name })
        }
        return .json(["sources": .array(known + unread.map { .unread($0) }), "nextCursor": nil])
    }
}

/// A price list that an operator hands in: its content, or where it is.
private struct ListToTake: Sendable {
    private enum Content: Sendable {
        case bytes([UInt8])
        case url
    }

    private let source: PriceSource
    private let content: Content
    private let startedAt: Instant

    init(_ fields: Fields, at now: Instant) throws(APIError) {
        let format = try fields.choice("format", of: CatalogFormat.self)
        let name = try fields.optional(
            "source",
            expected: "1 to 64 visible ASCII characters, and not \(PriceSource.builtin.name)"
        ) { $0.string.flatMap { PriceSource.isName($0) ? $0 : nil } }
        let url = try fields.optional("url", expected: "an http or https URL") {
            $0.string.flatMap { PriceSource.isURL($0) ? $0 : nil }
        }
        let bytes = try fields.optional("content", expected: "a text or an object") { json in
            json.string.map { Array($0.utf8) } ?? json.object.map { JSON.object($0).encoded() }
        }
        guard (url == nil) != (bytes == nil) else {
            throw fields.invalid("content", expected: "there, or url instead of it, but not both")
        }
        startedAt = now
        content = bytes.map { .bytes($0) } ?? .url
        source = PriceSource(
            name: name ?? format.rawValue, format: format, location: url ?? "by hand")
    }

    /// - Throws: 400 for a list that cannot be read, 502 for one that cannot be fetched.
    func delivery(by refresh: PriceRefresh) async throws(APIError) -> PriceBooks.Delivery {
        do throws(PriceListRefusal) {
            switch content {
            case .bytes(let bytes):
                return try refresh.reader.read(bytes, of: source, startedAt: startedAt)
            case .url: return try await refresh.fetch(source)
            }
        } catch {
            throw APIError(error)
        }
    }
}

extension APIError {
    fileprivate init(_ refusal: PriceListRefusal) {
        switch refusal {
        case .notFetched(let failure):
            self.init(
                .providerError, "The list could not be fetched: \(failure).",
                details: ["field": "url"])
        case .notYAML, .notRead:
            self.init(
                .validationError, "The list cannot be read: \(refusal)",
                details: ["field": "content"])
        }
    }
}
