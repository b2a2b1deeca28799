// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Hummingbird
import JSON
import Ledger
import Money
import Vocabulary

/// Credits that the operator gives, sells or corrects:
/// `/api/v1/admin/organizations/{id}/grants` and `/adjustments`.
struct GrantRoutes {
    let desk: Desk

    var routes: [Route] {
        let path = "/api/v1/admin/organizations/{id}"
        return [
            Route(.get, path + "/grants", .operator, "listGrants", answer: list),
            Route(.post, path + "/grants", .operator, "createGrant", answer: create),
            Route(.post, path + "/adjustments", .operator, "createAdjustment", answer: adjust),
        ]
    }

    @Sendable
    func list(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let organization = try context.id(of: OrganizationKind.self, what: "organization")
        let query = Query(request)
        let (limit, cursor) = (try query.limit(), try query.cursor(of: GrantKind.self))
        let page = try await desk.database.read { connection in
            guard try Organizations.exists(organization, in: connection) else {
                throw APIError.notFound("organization")
            }
            return try Statements.grants(
                of: organization, after: cursor, limit: limit, on: connection)
        }
        return .json([
            "grants": .array(page.items.map { .grant($0.grant, $0.memo) }),
            "nextCursor": Cursor.json(for: page.next),
        ])
    }

    @Sendable
    func create(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let json = try await request.json()
        let fields = try Fields(json)
        let source = try fields.grantSource()
        let isPaid = try fields.optionalBool("paid") ?? (source.kind == .paid)
        guard source == .manual || isPaid == (source.kind == .paid) else {
            throw APIError.invalid(
                "paid",
                expected: "left out, because \(source.rawValue) grants are always "
                    + source.kind.rawValue)
        }
        let command = GrantCommand(
            id: desk.ids.make(), source: source, kind: isPaid ? .paid : .promotional,
            amount: try fields.credits("amount", .positive),
            expiresAt: try fields.optionalInstant("expiresAt") ?? .never,
            provider: source.rawValue)
        return try await settle(.grant(command), command.id.description, fields, request, context)
    }

    @Sendable
    func adjust(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let fields = try await request.fields()
        let command = AdjustCommand(
            id: desk.ids.make(), amount: try fields.credits("amount", .signed))
        return try await settle(.adjust(command), command.id.description, fields, request, context)
    }

    private func settle(
        _ command: Command, _ reference: String, _ fields: Fields, _ request: Request,
        _ context: EdgeContext
    ) async throws -> Response {
        let organization = try context.id(of: OrganizationKind.self, what: "organization")
        var memo = try fields.memo(of: context.caller)
        memo.description = try fields.string("reason", lengths: 1...500)
        let instruction = Instruction(command: command, memo: memo, reference: reference)
        let claim = try request.idempotencyClaim(for: .object(fields.object))
        return try await desk.settle(instruction, for: organization, claim: claim)
    }
}

extension Fields {
    /// Where the operator says the credits come from; corrections have a route of their own.
    fileprivate func grantSource() throws(APIError) -> GrantSource {
        let offered = GrantSource.allCases.filter { $0 != .adjustment }
        let words = offered.map(\.rawValue).joined(separator: ", ")
        let source = try optional("source", expected: "one of \(words)") { json in
            json.string.flatMap(GrantSource.init(rawValue:)).flatMap {
                offered.contains($0) ? $0 : nil
            }
        }
        return source ?? .manual
    }
}

extension JSON {
    static func adjustment(_ adjustment: Adjustment, _ memo: Memo) -> JSON {
        [
            "id": .text(adjustment.id), "amount": .credits(adjustment.amount),
            "reason": .text(memo.description), "metadata": .stored(memo.metadata),
            "createdAt": .time(adjustment.createdAt),
        ]
    }
}
