// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Money
import Pricing
import Upkeep
import Vocabulary

/// What `florin pricing markup set` is asked for.
public struct MarkupRequest: Sendable {
    public var percent: PercentArgument
    public var reason: String
    public var organization: OrganizationArgument?
    public var provider: String?
    public var model: String?
    public var operation: String?
    public var from: TimeArgument?
    public var until: TimeArgument?

    public init(percent: PercentArgument, reason: String) {
        self.percent = percent
        self.reason = reason
    }

    /// - Parameter book: What models and providers are called.
    func rule(for book: PriceBook) throws -> MarkupRule {
        var rule = MarkupRule(
            percent: percent.percent, organization: organization?.id.description,
            provider: provider.map { Providers.canonicalName(of: $0) },
            operation: operation.map { Pricing.Operation(rawValue: $0) })
        if let model {
            // A rule for a model that nobody sells would be found out by a bill.
            rule.model = try book.model(named: model, provider: provider).name
        }
        let isKnown = rule.provider.map { name in book.models.contains { $0.provider == name } }
        guard isKnown ?? true else {
            throw CommandFailure(
                "no model of the book is sold by \(provider ?? "")", code: "validation_error")
        }
        let validity = PriceRate.Validity(
            from: from?.instant ?? PriceRate.Validity.always.from, until: until?.instant ?? .never)
        guard validity.from < validity.until else {
            throw CommandFailure("the rule would never hold", code: "validation_error")
        }
        rule.validity = validity
        return rule
    }
}

extension Commands {
    /// `florin pricing markup list`.
    public func listMarkups(
        of organization: OrganizationArgument?, limit: Int, before id: MarkupArgument?
    ) async throws -> Report {
        try await visitPrices { house, _ in
            let now = house.clock.now
            let page = try await house.database.read {
                try MarkupRules.list(
                    of: organization?.id, before: id?.id, limit: limit, on: $0)
            }
            var table = TextTable(["rule", "markup", "for", "holds", "reason"], right: [1])
            for record in page.items {
                let view = MarkupView(record, at: now)
                table.add([
                    record.id.description, "\(record.rule.percent) %", view.scope, view.status,
                    record.reason,
                ])
            }
            let standard =
                "everything else: \(configuration.pricing.markup.percent) % (FLORIN_MARKUP)"
            return Report(
                more(page, "--before", (page.items.isEmpty ? [] : table.lines()) + [standard]),
                [
                    "standard": .number(JSONNumber(configuration.pricing.markup.percent)),
                    "markups": .array(page.items.map { MarkupView($0, at: now).json }),
                    "nextCursor": .text(page.next),
                ])
        }
    }

    /// `florin pricing markup set`.
    public func setMarkup(_ request: MarkupRequest) async throws -> Report {
        try await visitPrices { house, prices in
            let now = house.clock.now
            let record = MarkupRecord(
                id: house.ids.make(), rule: try request.rule(for: prices.watch.shelf.book(at: now)),
                reason: request.reason, createdAt: now, createdBy: nil)
            let event: AuditID = house.ids.make()
            try await house.database.write { connection in
                if let organization = request.organization {
                    guard try Organizations.find(organization.id, in: connection) != nil else {
                        throw CommandFailure(
                            "there is no organization \(organization.id)",
                            code: "resource_not_found")
                    }
                }
                try MarkupRules.add(record, event: event, on: connection)
            }
            let view = MarkupView(record, at: now)
            return Report(
                "\(record.id)  \(record.rule.percent) % for \(view.scope), \(view.status)",
                ["markup": view.json])
        }
    }

    /// `florin pricing markup revoke`.
    public func revokeMarkup(_ argument: MarkupArgument) async throws -> Report {
        try await visitPrices { house, _ in
            let (now, event) = (house.clock.now, house.ids.make(AuditKind.self))
            let record = try await house.database.write {
                try MarkupRules.revoke(argument.id, by: nil, event: event, at: now, on: $0)
            }
            let view = MarkupView(record, at: now)
            return Report(
                "revoked: \(record.id), \(record.rule.percent) % for \(view.scope)",
                ["markup": view.json])
        }
    }
}

/// A markup rule as text and as JSON.
private struct MarkupView {
    private let record: MarkupRecord
    let status: String

    init(_ record: MarkupRecord, at now: Instant) {
        self.record = record
        let validity = record.rule.validity
        let isAlways = validity.from == PriceRate.Validity.always.from
        let from = isAlways ? nil : "from \(PriceWords.brief(validity.from))"
        let until = validity.until == .never ? nil : "until \(PriceWords.brief(validity.until))"
        let times = [from, until].compactMap(\.self).joined(separator: " ")
        status =
            record.revokedAt.map { "revoked \(PriceWords.brief($0))" }
            ?? (times.isEmpty ? "always" : times)
    }

    var scope: String {
        let rule = record.rule
        let parts = [rule.organization, rule.provider, rule.model, rule.operation?.rawValue]
        let text = parts.compactMap(\.self).joined(separator: " ")
        return text.isEmpty ? "everything" : text
    }

    var json: JSON {
        let rule = record.rule
        let isAlways = rule.validity.from == PriceRate.Validity.always.from
        return [
            "id": .text(record.id), "percent": .number(JSONNumber(rule.percent)),
            "organization": .text(rule.organization), "provider": .text(rule.provider),
            "model": .text(rule.model), "operation": .text(rule.operation),
            "from": isAlways ? .null : .time(rule.validity.from),
            "until": .time(rule.validity.until), "reason": .string(record.reason),
            "createdAt": .time(record.createdAt), "createdBy": .text(record.createdBy),
            "revokedAt": .time(record.revokedAt), "revokedBy": .text(record.revokedBy),
        ]
    }
}
