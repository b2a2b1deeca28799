// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Hummingbird
import JSON
import Ledger
import Money
import Vocabulary

/// `/api/v1/admin/organizations`: customers, as the operator sees them.
struct OrganizationRoutes {
    let desk: Desk

    /// What a new organization is given when the operator says so (facts/reference.md, 3.11).
    private static let signupAmount = Credits(nanocredits: 5 * Credits.nanocreditsPerCredit)

    var routes: [Route] {
        let path = "/api/v1/admin/organizations"
        return [
            Route(.get, path, .operator, "listOrganizations", answer: list),
            Route(.post, path, .operator, "createOrganization", answer: create),
            Route(.get, path + "/{id}", .operator, "getOrganization", answer: get),
        ]
    }

    @Sendable
    func list(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let query = Query(request)
        let (limit, cursor) = (try query.limit(), try query.cursor(of: OrganizationKind.self))
        let now = desk.clock.now
        let (page, standings) = try await desk.database.read { connection in
            let page = try Organizations.list(after: cursor, limit: limit, in: connection)
            let standings = try page.items.map {
                try Statements.standing(of: $0.id, at: now, on: connection)
            }
            return (page, standings)
        }
        let organizations = zip(page.items, standings).map { JSON.organization($0, $1) }
        return .json([
            "organizations": .array(organizations), "nextCursor": Cursor.json(for: page.next),
        ])
    }

    @Sendable
    func get(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.id(of: OrganizationKind.self, what: "organization")
        let now = desk.clock.now
        let found = try await desk.database.read { connection in
            try Organizations.find(id, in: connection).map { organization in
                (organization, try Statements.standing(of: id, at: now, on: connection))
            }
        }
        guard let found else { throw APIError.notFound("organization") }
        return .json(["organization": .organization(found.0, found.1)])
    }

    @Sendable
    func create(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let json = try await request.json()
        let fields = try Fields(json)
        let founding = Founding(
            id: desk.ids.make(), name: try fields.string("name"),
            email: try fields.email("email"),
            grant: try fields.optionalBool("signupGrant") ?? false ? Self.signupAmount : nil,
            scopes: Scopes.customer.union(try fields.scopes() ?? []))
        let caller = try context.caller
        let issue = try Issue(request, json, on: desk)
        let (keyID, grantID): (KeyID, GrantID) = (desk.ids.make(), desk.ids.make())
        return try await issue.answer(in: .operatorItself) { connection, now in
            let organization = try founding.found(
                firstKey: keyID, issue.secret, by: caller, grant: grantID, at: now, on: connection)
            let standing = try Statements.standing(of: organization.id, at: now, on: connection)
            return Answer(
                status: 201,
                body: issue.body(
                    ["organization": .organization(organization, standing)], showing: "apiKey"),
                reference: organization.id.description)
        }
    }
}

extension Fields {
    /// An e-mail address, as far as that can be told without sending one.
    func email(_ name: String) throws(APIError) -> String? {
        try optional(name, expected: "an e-mail address") { json in
            guard let text = json.string, (3...254).contains(text.utf8.count) else { return nil }
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            let isSane = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
            return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && isSane ? text : nil
        }
    }
}

extension JSON {
    static func organization(_ organization: Organization, _ standing: Standing?) -> JSON {
        var json: JSONObject = [
            "id": .text(organization.id), "name": .string(organization.name),
            "email": .text(organization.email), "status": .string(organization.status.rawValue),
            "createdAt": .time(organization.createdAt),
        ]
        if let standing {
            json["balance"] = .credits(standing.balance)
            json["pending"] = .credits(standing.pending)
            json["uncollected"] = .credits(standing.uncollected)
        }
        return .object(json)
    }
}
