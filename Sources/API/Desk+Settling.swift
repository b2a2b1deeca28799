// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import Money
import Vocabulary

/// A command as a route has read it.
struct Instruction {
    let command: Command
    var memo = Memo()
    var status: HTTPResponse.Status = .created
    /// The id of what the command makes, to find it by its idempotency key.
    var reference: String?
}

extension Desk {
    /// Settles a command and answers with its receipt, rendered in the transaction: a replay of the
    /// request is answered with the same bytes.
    func settle(
        _ instruction: Instruction, for organization: OrganizationID, claim: IdempotencyClaim?
    ) async throws -> Response {
        let status = instruction.status
        let reference = instruction.reference
        let order = Order(
            instruction.command, for: organization, memo: instruction.memo, claim: claim
        ) { receipt in
            Answer(status: status.code, body: receipt.json.encoded(), reference: reference)
        }
        switch try await keeper.settle(order) {
        case .settled(let receipt, let answer):
            var response = Response.json(bytes: answer?.body ?? [], status: status)
            response.tell(
                charge: receipt.charge?.id.description, cost: receipt.charge?.amount,
                balance: receipt.outcome.balance)
            return response
        case .replayed(let answer):
            return try await replay(answer, of: organization)
        }
    }

    /// A remembered answer: its status and body as they were, its headers as things are now.
    func replay(_ answer: Answer, of organization: OrganizationID?) async throws -> Response {
        var response = Response.replay(answer)
        guard let organization else { return response }
        let now = clock.now
        let standing = try await database.read {
            try Statements.standing(of: organization, at: now, on: $0)
        }
        let charge = answer.reference.flatMap { ChargeID($0) }
        var cost: Credits?
        if let charge {
            let record = try await database.read {
                try Statements.charge(charge, of: organization, on: $0)
            }
            cost = record?.charge.amount
        }
        response.tell(charge: charge?.description, cost: cost, balance: standing?.balance)
        return response
    }

    /// Does `work` once for a claim, in one durable transaction.
    func once(
        _ claim: IdempotencyClaim?, in scope: Idempotency.Scope,
        _ work: @escaping @Sendable (any Connection, Instant) throws -> Answer
    ) async throws -> (answer: Answer, isReplay: Bool) {
        let now = clock.now
        return try await database.write { connection in
            try Idempotency.once(claim, in: scope, at: now, on: connection) {
                try work(connection, now)
            }
        }
    }
}

extension Receipt {
    var charge: Charge? {
        switch outcome.effect {
        case .captured(let charge, _), .charged(let charge): charge
        case .granted, .held, .extended, .released, .refunded, .adjusted, .expired: nil
        }
    }
}

extension Response {
    static func replay(_ answer: Answer) -> Response {
        var response = Response.json(
            bytes: answer.body, status: HTTPResponse.Status(code: answer.status))
        response.headers[.idempotencyReplayed] = "true"
        return response
    }
}

extension APIError {
    /// What is not there, or is not there any more.
    static func missing(
        _ what: String, _ id: ID<some IDKind>, on connection: any Connection
    ) throws -> APIError {
        guard let usage = try ClosedUsage.find(id, on: connection) else { return notFound(what) }
        return archived(what, usage)
    }
}
