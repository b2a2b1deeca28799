// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import Hummingbird
import JSON
import Ledger
import Money
import Vocabulary

/// `/api/v1/holds`: set credits aside before work starts, and charge for it when it ends.
struct HoldRoutes {
    let desk: Desk

    /// How long a hold lives unless somebody says otherwise (API.md, section 3).
    private static let defaultLifetimeSeconds: Int64 = 900

    var routes: [Route] {
        [
            Route(
                .get, "/api/v1/holds", .organization(.read, or: .meter), "listHolds", answer: list),
            Route(.post, "/api/v1/holds", .organization(.meter), "createHold", answer: create),
            Route(
                .get, "/api/v1/holds/{id}", .organization(.read, or: .meter), "getHold", answer: get
            ),
            Route(
                .post, "/api/v1/holds/{id}/extend", .organization(.meter), "extendHold",
                answer: extend),
            Route(
                .post, "/api/v1/holds/{id}/capture", .organization(.meter), "captureHold",
                answer: capture),
            Route(
                .post, "/api/v1/holds/{id}/release", .organization(.meter), "releaseHold",
                answer: release),
        ]
    }

    @Sendable
    func list(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let organization = try context.organization
        let query = Query(request)
        if let key = try query.text("idempotencyKey", lengths: 1...255) {
            return try await list(madeUnder: key, in: organization)
        }
        let (limit, cursor) = (try query.limit(), try query.cursor(of: HoldKind.self))
        let status = try query.choice("status", of: Hold.Status.self)
        let now = desk.clock.now
        let page = try await desk.database.read { connection in
            try Statements.holds(
                of: organization, status: status, after: cursor, limit: limit, at: now,
                on: connection)
        }
        return .json([
            "holds": .array(page.items.map { .hold($0.hold, $0.memo, status: $0.status(at: now)) }),
            "nextCursor": Cursor.json(for: page.next),
        ])
    }

    private func list(
        madeUnder key: String, in organization: OrganizationID
    ) async throws -> Response {
        let now = desk.clock.now
        let record = try await desk.database.read { connection in
            let reference = try Idempotency.reference(
                of: key, in: .organization(organization), on: connection)
            return try reference.flatMap { HoldID($0) }.flatMap {
                try Statements.hold($0, of: organization, on: connection)
            }
        }
        let holds = record.map { [JSON.hold($0.hold, $0.memo, status: $0.status(at: now))] } ?? []
        return .json(["holds": .array(holds), "nextCursor": nil])
    }

    @Sendable
    func create(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let json = try await request.json()
        let fields = try Fields(json)
        let price = try fields.price(.positive, for: context.organization, on: desk)
        guard price.amount.isPositive else {
            throw APIError.invalid("usage", expected: "something that costs more than nothing")
        }
        let lifetime = try fields.optionalInteger("expiresIn", in: 1...Hold.lifetimeSecondsMax)
        let command = HoldCommand(
            id: desk.ids.make(), amount: price.amount,
            expiry: .after(seconds: lifetime ?? Self.defaultLifetimeSeconds))
        let instruction = Instruction(
            command: .hold(command), memo: try fields.memo(of: context.caller),
            reference: command.id.description)
        return try await settle(instruction, request, json, context)
    }

    @Sendable
    func get(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let organization = try context.organization
        let id = try context.id(of: HoldKind.self, what: "hold")
        let now = desk.clock.now
        let (record, standing) = try await desk.database.read { connection in
            guard let record = try Statements.hold(id, of: organization, on: connection),
                let standing = try Statements.standing(of: organization, at: now, on: connection)
            else { throw try APIError.missing("hold", id, on: connection) }
            return (record, standing)
        }
        return .json([
            "hold": .hold(record.hold, record.memo, status: record.status(at: now)),
            "balance": .credits(standing.balance), "pending": .credits(standing.pending),
        ])
    }

    @Sendable
    func extend(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.id(of: HoldKind.self, what: "hold")
        let json = try await request.json()
        let fields = try Fields(json)
        let amount = try fields.optionalCredits("amount", .positive)
        let lifetime = try fields.optionalInteger("expiresIn", in: 1...Hold.lifetimeSecondsMax)
        guard amount != nil || lifetime != nil else {
            throw APIError.invalid("amount", expected: "there, or expiresIn, or both")
        }
        let command = ExtendCommand(
            hold: id, amount: amount ?? .zero, expiry: lifetime.map { .after(seconds: $0) })
        let instruction = Instruction(
            command: .extend(command), status: .ok, reference: id.description)
        return try await settle(instruction, request, json, context)
    }

    @Sendable
    func capture(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.id(of: HoldKind.self, what: "hold")
        let json = try await request.json()
        let fields = try Fields(json)
        let price = try fields.price(.notNegative, for: context.organization, on: desk)
        // To capture a stated nothing is to release; usage that prices to nothing is a charge of 0.
        if price.amount.isZero, price.pricing == nil {
            let instruction = Instruction(
                command: .release(id), status: .created, reference: id.description)
            return try await settle(instruction, request, json, context)
        }
        let command = CaptureCommand(hold: id, charge: desk.ids.make(), amount: price.amount)
        let instruction = Instruction(
            command: .capture(command),
            memo: try fields.memo(of: context.caller, pricing: price.pricing),
            reference: command.charge.description)
        return try await settle(instruction, request, json, context)
    }

    @Sendable
    func release(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try context.id(of: HoldKind.self, what: "hold")
        let json = try await request.jsonIfAny()
        _ = try Fields(json ?? .object([:]))
        let instruction = Instruction(
            command: .release(id), status: .ok, reference: id.description)
        return try await settle(instruction, request, json, context)
    }

    private func settle(
        _ instruction: Instruction, _ request: Request, _ json: JSON?, _ context: EdgeContext
    ) async throws -> Response {
        try await desk.settle(
            instruction, for: context.organization, claim: request.idempotencyClaim(for: json))
    }
}
