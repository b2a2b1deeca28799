// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Hummingbird
import JSON
import Vocabulary

/// `/api/v1/admin/audit`: what operators did, and what went wrong without them.
struct AuditRoutes {
    let desk: Desk

    var routes: [Route] {
        [Route(.get, "/api/v1/admin/audit", .operator, "listAuditEvents", answer: list)]
    }

    @Sendable
    func list(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let query = Query(request)
        let (limit, cursor) = (try query.limit(), try query.cursor(of: AuditKind.self))
        let action = try query.text("action")
        let page = try await desk.database.read {
            try AuditTrail.list(action: action, before: cursor, limit: limit, on: $0)
        }
        return .json([
            "events": .array(page.items.map { .auditEvent($0) }),
            "nextCursor": Cursor.json(for: page.next),
        ])
    }
}
