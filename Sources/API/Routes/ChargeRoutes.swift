// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Hummingbird
import JSON
import Ledger
import Money
import Vocabulary

/// `/api/v1/charges`: spend in one step, look at what was spent, give it back.
struct ChargeRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            Route(.post, "/api/v1/charges", .organization(.meter), "createCharge", answer: create),
            Route(
                .get, "/api/v1/charges/{id}", .organization(.read, or: .meter), "getCharge",
                answer: get),
            Route(
                .post, "/api/v1/charges/{id}/refund", .organization(.meter), "refundCharge",
                answer: refund),
        ]
    }

    @Sendable
    func create(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let json = try await request.json()
        let fields = try Fields(json)
        let price = try fields.price(.positive, for: context.organization, on: desk)
        let command = ChargeCommand(id: desk.ids.make(), amount: price.amount)
        let instruction = Instruction(
            command: .charge(command),
            memo: try fields.memo(of: context.caller, pricing: price.pricing),
            reference: command.id.description)
        return try await settle(instruction, request, json, context)
    }

    @Sendable
    func get(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let organization = try context.organization
        let id = try context.id(of: ChargeKind.self, what: "charge")
        let (record, entries) = try await desk.database.read { connection in
            guard let record = try Statements.charge(id, of: organization, on: connection) else {
                throw try APIError.missing("charge", id, on: connection)
            }
            return (record, try Statements.entries(of: organization, for: id, on: connection))
        }
        var charge = JSON.charge(record.charge, record.memo).object ?? [:]
        charge["entries"] = .array(entries.map { .entry($0) })
        return .json(["charge": .object(charge)])
    }

    @Sendable
    func refund(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.id(of: ChargeKind.self, what: "charge")
        let json = try await request.json()
        let fields = try Fields(json)
        let command = RefundCommand(
            id: desk.ids.make(), charge: id,
            amount: try fields.optionalCredits("amount", .positive))
        var memo = try fields.memo(of: context.caller)
        memo.description = try fields.string("reason", lengths: 1...500)
        let instruction = Instruction(
            command: .refund(command), memo: memo, reference: command.id.description)
        return try await settle(instruction, request, json, context)
    }

    private func settle(
        _ instruction: Instruction, _ request: Request, _ json: JSON?, _ context: EdgeContext
    ) async throws -> Response {
        try await desk.settle(
            instruction, for: context.organization, claim: request.idempotencyClaim(for: json))
    }
}
