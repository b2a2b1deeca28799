// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import Vocabulary

/// `/api/v1/api-keys`: make, look at, rotate and revoke keys. A secret is shown once.
struct KeyRoutes {
    let desk: Desk

    var routes: [Route] {
        let path = "/api/v1/api-keys"
        return [
            Route(.get, path, .organization(.admin), "listKeys", answer: list),
            Route(.post, path, .organization(.admin), "createKey", answer: create),
            Route(.get, path + "/{id}", .organization(.admin), "getKey", answer: get),
            Route(.delete, path + "/{id}", .organization(.admin), "revokeKey", answer: revoke),
            Route(
                .post, path + "/{id}/rotate", .organization(.admin), "rotateKey", answer: rotate),
        ]
    }

    @Sendable
    func list(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let organization = try context.organization
        let query = Query(request)
        let (limit, cursor) = (try query.limit(), try query.cursor(of: KeyKind.self))
        let page = try await desk.database.read { connection in
            try Keys.list(of: organization, after: cursor, limit: limit, in: connection)
        }
        let now = desk.clock.now
        return .json([
            "keys": .array(page.items.map { .key($0, at: now) }),
            "nextCursor": Cursor.json(for: page.next),
        ])
    }

    @Sendable
    func get(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let organization = try context.organization
        let id = try context.id(of: KeyKind.self, what: "API key")
        let key = try await desk.database.read { connection in
            try Keys.find(id, of: organization, in: connection)
        }
        guard let key else { throw APIError.notFound("API key") }
        return .json(["apiKey": .key(key, at: desk.clock.now)])
    }

    @Sendable
    func create(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let json = try await request.json()
        let fields = try Fields(json)
        let caller = try context.caller
        let organization = try context.organization
        let draft = KeyDraft(
            organizationID: organization, name: try fields.string("name"),
            scopes: try fields.scopes() ?? caller.scopes.reachable(of: .customer),
            expiresAt: try fields.optionalInstant("expiresAt"))
        let issue = try Issue(request, json, on: desk)
        let id: KeyID = desk.ids.make()
        return try await issue.answer(in: .organization(organization)) { connection, now in
            let key = try Keys.create(
                draft, id: id, secret: issue.secret, by: caller, at: now, in: connection)
            return Answer(
                status: 201,
                body: issue.body(["apiKey": .key(key, at: now)], showing: "plainKey"),
                reference: id.description)
        }
    }

    @Sendable
    func rotate(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.id(of: KeyKind.self, what: "API key")
        let json = try await request.jsonIfAny()
        let fields = try Fields(json ?? .object([:]))
        let grace = try fields.optionalInteger("graceSeconds", in: 0...Keys.graceMaxSeconds) ?? 0
        let (caller, organization) = (try context.caller, try context.organization)
        let issue = try Issue(request, json, on: desk)
        let response = try await issue.answer(in: .organization(organization)) { connection, now in
            let key = try Keys.rotate(
                id, of: organization, to: issue.secret, grace: grace, by: caller, at: now,
                in: connection)
            return Answer(
                status: 200,
                body: issue.body(["apiKey": .key(key, at: now)], showing: "plainKey"),
                reference: id.description)
        }
        desk.keys.forget(id)
        return response
    }

    @Sendable
    func revoke(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let organization = try context.organization
        let id = try context.id(of: KeyKind.self, what: "API key")
        let key = try await desk.keys.revoke(id, of: organization)
        return .json(["success": true, "apiKey": .key(key, at: desk.clock.now)])
    }
}

extension Scopes {
    /// As much of `wanted` as one with these scopes can give.
    fileprivate func reachable(of wanted: Scopes) -> Scopes {
        wanted.subtracting(missing(from: wanted))
    }
}

extension Fields {
    /// The scopes that are asked for, nil when none are named.
    func scopes() throws(APIError) -> Scopes? {
        let words = Scope.allCases.map(\.rawValue).joined(separator: ", ")
        return try optional("scopes", expected: "an array of some of: \(words)") { json in
            guard let array = json.array, !array.isEmpty else { return nil }
            let scopes = array.compactMap { $0.string.flatMap(Scope.init(rawValue:)) }
            return scopes.count == array.count ? Scopes(scopes) : nil
        }
    }
}

extension JSON {
    static func key(_ key: Billing.Key, at now: Instant) -> JSON {
        [
            "id": .text(key.id), "name": .string(key.name), "prefix": .string(key.prefix),
            "scopes": .array(key.scopes.list.map { .string($0.rawValue) }),
            "organizationId": .text(key.organizationID), "agentId": .text(key.agentID),
            "appId": .text(key.appID), "status": .string(key.status(at: now)),
            "createdAt": .time(key.createdAt), "expiresAt": .time(key.expiresAt),
            "revokedAt": .time(key.revokedAt), "rotatedAt": .time(key.rotatedAt),
            "lastUsedAt": .time(key.lastUsedAt),
        ]
    }
}

extension Key {
    fileprivate func status(at now: Instant) -> String {
        if revokedAt != nil { return "revoked" }
        return expiresAt.map { $0 <= now } ?? false ? "expired" : "active"
    }
}
