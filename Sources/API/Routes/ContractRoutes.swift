// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Hummingbird
import JSON
import Money
import Pricing
import Vocabulary

/// `/api/v1/admin/organizations/{id}/contract`: an organization's own terms.
struct ContractRoutes {
    let desk: Desk

    var routes: [Route] {
        let path = "/api/v1/admin/organizations/{id}/contract"
        return [
            Route(.get, path, .operator, "getContract", answer: get),
            Route(.put, path, .operator, "putContract", answer: change),
            Route(.post, path, .operator, "postContract", answer: change),
            Route(.patch, path, .operator, "patchContract", answer: change),
        ]
    }

    @Sendable
    func get(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.id(of: OrganizationKind.self, what: "organization")
        let now = desk.clock.now
        return .json(
            try await desk.database.read { try contract(of: id, at: now, on: $0) })
    }

    @Sendable
    func change(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.id(of: OrganizationKind.self, what: "organization")
        let json = try await request.json()
        let fields = try Fields(json)
        let change = try MarkupChange(fields, at: desk.clock.now)
        let tier = try TierChange(fields, names: desk.tiers.names)
        let (rule, event): (MarkupRuleID, AuditID) = (desk.ids.make(), desk.ids.make())
        let author = try context.caller.keyID
        defer { desk.tiers.organizations.forget(id) }
        return try await desk.note(request, json) { [ids = desk.ids] connection, now in
            // Who is not there has no contract: 404 before anything is written.
            _ = try contract(of: id, at: now, on: connection)
            switch change.markup {
            case .unchanged: break
            case .own(let percent):
                let record = MarkupRecord(
                    id: rule,
                    rule: MarkupRule(
                        percent: percent, organization: id.description,
                        validity: PriceRate.Validity(from: change.effectiveAt ?? now)),
                    reason: change.reason, createdAt: now, createdBy: author)
                try MarkupRules.add(record, event: event, on: connection)
            case .none:
                for record in try MarkupRules.own(of: id, on: connection) {
                    _ = try MarkupRules.revoke(
                        record.id, by: author, event: ids.make(), at: now, on: connection)
                }
            }
            if case .to(let name) = tier {
                try OrganizationTiers.set(
                    name, of: id, reason: change.reason, event: (ids.make(), now, author),
                    on: connection)
            }
            return try contract(of: id, at: now, on: connection)
        }
    }

    private func contract(
        of id: OrganizationID, at now: Instant, on connection: any Connection
    ) throws -> JSON {
        guard try Organizations.exists(id, in: connection) else {
            throw APIError.notFound("organization")
        }
        let own = try MarkupRules.contract(of: id, at: now, on: connection)
        return [
            "contract": [
                "organizationId": .text(id),
                "markup": own.map { .number(JSONNumber($0.rule.percent)) } ?? .null,
                "effectiveAt": .time(own?.rule.validity.from), "reason": .text(own?.reason),
                "createdBy": .text(own?.createdBy),
                "tier": .string(
                    try OrganizationTiers.tier(of: id, on: connection)
                        ?? OrganizationTiers.standardName),
            ]
        ]
    }
}

/// What a request wants to become of an organization's markup.
private struct MarkupChange: Sendable {
    enum Markup: Sendable {
        case unchanged
        case own(ExactDecimal)
        /// That of everybody again.
        case none
    }

    let markup: Markup
    let effectiveAt: Instant?
    let reason: String

    init(_ fields: Fields, at now: Instant) throws(APIError) {
        switch fields.object["markup"] {
        case nil: markup = .unchanged
        case .null?: markup = .none
        default: markup = .own(try fields.markup("markup"))
        }
        effectiveAt = try fields.optionalInstant("effectiveAt")
        reason = try fields.optionalString("reason", lengths: 1...500) ?? "contract"
    }
}

/// What a request wants to become of an organization's tier.
private enum TierChange: Sendable {
    case unchanged
    /// Nil for the standard one.
    case to(String?)

    init(_ fields: Fields, names: Set<String>) throws(APIError) {
        switch fields.object["tier"] {
        case nil: self = .unchanged
        case .null?: self = .to(nil)
        default:
            let name = try fields.string("tier")
            guard names.contains(name) else {
                let known = names.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
                throw .invalid("tier", expected: "a tier of the settings: \(known)")
            }
            self = .to(name == OrganizationTiers.standardName ? nil : name)
        }
    }
}
