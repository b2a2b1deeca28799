// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Hummingbird
import JSON
import Ledger
import Money
import Vocabulary

/// `/api/v1/credits`: what is there, what was spent, how long it will last.
struct CreditRoutes {
    let desk: Desk

    var routes: [Route] {
        let balance = Route(
            .get, "/api/v1/credits/balance", .organization(.read), "getBalance", answer: balance)
        let transactions = Route(
            .get, "/api/v1/credits/transactions", .organization(.read), "listTransactions",
            answer: transactions)
        return [
            balance, balance.at("/api/credits/balance", as: "getBalanceAlias"),
            Route(
                .get, "/api/v1/credits/summary", .organization(.read), "getSummary",
                answer: summary),
            transactions,
            transactions.at("/api/credits/transactions", as: "listTransactionsAlias"),
        ]
    }

    @Sendable
    func balance(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let organization = try context.organization
        let now = desk.clock.now
        let standing = try await desk.database.read {
            try Statements.standing(of: organization, at: now, on: $0)
        }
        guard let standing else { throw APIError.notFound("organization") }
        return .json(["balance": .credits(standing.balance)])
    }

    @Sendable
    func transactions(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let organization = try context.organization
        let query = Query(request)
        let now = desk.clock.now
        let since = try query.integer("hours", in: 1...876_000).map {
            now.adding(seconds: -$0 * 3_600)
        }
        let filter = StatementFilter(
            type: try query.choice("type"), since: since, agent: try query.id("agentId"),
            app: try query.id("appId"))
        let (limit, cursor) = (try query.limit(), try query.numericCursor())
        let page = try await desk.database.read { connection in
            try Statements.lines(
                of: organization, where: filter, before: cursor, limit: limit, on: connection)
        }
        let oldest = page.items.last?.at
        return .json([
            "transactions": .array(page.items.map { .transaction($0) }),
            "total": .number(JSONNumber(page.items.count)),
            "period": ["start": .time(since ?? oldest), "end": .time(now)],
            "nextCursor": Cursor.json(for: page.next),
        ])
    }

    @Sendable
    func summary(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let organization = try context.organization
        let now = desk.clock.now
        let overview = try await desk.database.read {
            try Overview(of: organization, at: now, on: $0)
        }
        guard let overview else { throw APIError.notFound("organization") }
        return .json(overview.json)
    }
}
