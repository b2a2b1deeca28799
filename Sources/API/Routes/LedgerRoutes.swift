// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Hummingbird
import JSON
import Vocabulary

/// `/api/v1/admin/ledger`: the books, for the operator and the accountant.
struct LedgerRoutes {
    let desk: Desk

    var routes: [Route] {
        let path = "/api/v1/admin/ledger"
        return [
            Route(.get, path + "/verify", .operator, "verifyLedger", answer: verify),
            Route(.get, path + "/trial-balance", .operator, "getTrialBalance", answer: balance),
            Route(.get, path + "/entries", .operator, "listEntries", answer: entries),
        ]
    }

    @Sendable
    func verify(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let seed = UInt64(truncatingIfNeeded: desk.ids.make(GrantKind.self).bits)
        let verdict = try await desk.database.readAtLength { connection in
            try Books.verify(on: connection, seed: seed)
        }
        return .json(verdict.json)
    }

    @Sendable
    func balance(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let balance = try await desk.database.readAtLength { try Books.trialBalance(on: $0) }
        return .json(balance.json)
    }

    @Sendable
    func entries(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let query = Query(request)
        guard let organization = try query.id("organizationId", of: OrganizationKind.self) else {
            throw APIError.invalid("organizationId", expected: "the id of an organization")
        }
        let (limit, cursor) = (try query.limit(), try query.numericCursor())
        let page = try await desk.database.read { connection in
            guard try Organizations.exists(organization, in: connection) else {
                throw APIError.notFound("organization")
            }
            return try Statements.journal(
                of: organization, before: cursor, limit: limit, on: connection)
        }
        return .json([
            "entries": .array(page.items.map { .entry($0) }),
            "nextCursor": Cursor.json(for: page.next),
        ])
    }
}
