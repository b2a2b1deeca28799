// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Hummingbird
import JSON
import Money
import Pricing
import Vocabulary

/// `/api/v1/admin/pricing/markups`: what goes on top of upstream costs, for whom and for what.
struct MarkupRoutes {
    let desk: Desk

    var routes: [Route] {
        let path = "/api/v1/admin/pricing/markups"
        return [
            Route(.get, path, .operator, "listMarkups", answer: list),
            Route(.post, path, .operator, "createMarkup", answer: create),
            Route(.delete, path + "/{id}", .operator, "revokeMarkup", answer: revoke),
        ]
    }

    @Sendable
    func list(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let query = Query(request)
        let (limit, cursor) = (try query.limit(), try query.cursor(of: MarkupRuleKind.self))
        let organization = try query.id("organizationId", of: OrganizationKind.self)
        let page = try await desk.database.read {
            try MarkupRules.list(of: organization, before: cursor, limit: limit, on: $0)
        }
        return .json([
            "markups": .array(page.items.map { .markup($0) }),
            "standard": .number(JSONNumber(desk.prices.shelf.markups.standard.percent)),
            "nextCursor": Cursor.json(for: page.next),
        ])
    }

    @Sendable
    func create(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let json = try await request.json()
        let fields = try Fields(json)
        let now = desk.clock.now
        let organization = try fields.optionalID("organizationId", of: OrganizationKind.self)
        var rule = MarkupRule(
            percent: try fields.markup("markup"), organization: organization?.description,
            validity: try fields.validity(from: now))
        try fields.readPlace(of: &rule, in: desk.prices.shelf.book)
        let record = MarkupRecord(
            id: desk.ids.make(), rule: rule, reason: try fields.string("reason", lengths: 1...500),
            createdAt: now, createdBy: try context.caller.keyID)
        let event: AuditID = desk.ids.make()
        return try await desk.note(request, json, status: .created) { connection, _ in
            if let organization {
                guard try Organizations.exists(organization, in: connection) else {
                    throw APIError.notFound("organization")
                }
            }
            try MarkupRules.add(record, event: event, on: connection)
            return ["markup": .markup(record)]
        }
    }

    @Sendable
    func revoke(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.id(of: MarkupRuleKind.self, what: "markup")
        let author = try context.caller.keyID
        let event: AuditID = desk.ids.make()
        return try await desk.note(request, nil) { connection, now in
            let record = try MarkupRules.revoke(
                id, by: author, event: event, at: now, on: connection)
            return ["markup": .markup(record)]
        }
    }
}

extension Fields {
    /// A markup in percent: a number or a decimal text.
    func markup(_ name: String) throws(APIError) -> ExactDecimal {
        try required(name, expected: markupExpected, markupPercent)
    }

    /// From when until when something holds: `effectiveAt`, now if absent, and `until`.
    fileprivate func validity(from now: Instant) throws(APIError) -> PriceRate.Validity {
        let from = try optionalInstant("effectiveAt") ?? now
        let until = try optionalInstant("until") ?? .never
        guard from < until else { throw invalid("until", expected: "after effectiveAt") }
        return PriceRate.Validity(from: from, until: until)
    }

    /// What a rule is for: the provider, the model and the operation, by the names of the book.
    fileprivate func readPlace(of rule: inout MarkupRule, in book: PriceBook) throws(APIError) {
        let provider = try optionalString("provider").map(Providers.canonicalName(of:))
        rule.provider = provider
        rule.operation = try optionalString("operation").map(Pricing.Operation.init(rawValue:))
        guard let name = try optionalString("model") else { return }
        do throws(PricingRefusal) {
            let model = try book.model(named: name, provider: provider)
            rule.model = model.name
            if provider != nil { rule.provider = model.provider }
        } catch .ambiguousModel {
            // It holds for the model whoever sells it.
            rule.model = name
        } catch {
            throw APIError(error)
        }
    }
}

let markupExpected = "a percentage from -100 to 10000 with at most 9 decimals"

/// Nil when it is no markup.
func markupPercent(_ json: JSON) -> ExactDecimal? {
    do throws(DecimalRefusal) {
        let percent: ExactDecimal
        switch json {
        case .number(let number): percent = try number.decimal
        case .string(let text): percent = try ExactDecimal(text: text)
        default: return nil
        }
        return Markup(percent: percent) == nil ? nil : percent
    } catch {
        return nil
    }
}
