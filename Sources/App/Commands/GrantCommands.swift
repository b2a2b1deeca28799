// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
public import Ledger
public import Money
import Upkeep
public import Vocabulary

/// What `florin grant` is asked to give.
public struct GrantRequest: Sendable {
    public var organization: OrganizationID
    public var amount: Credits
    public var source: GrantSource
    /// Nil for the kind that goes with the source.
    public var isPaid: Bool?
    public var expiresAt: Instant?
    public var reason: String?

    public init(organization: OrganizationID, amount: Credits, source: GrantSource) {
        self.organization = organization
        self.amount = amount
        self.source = source
    }
}

extension Commands {
    /// `florin grant`.
    public func grant(_ request: GrantRequest) async throws -> Report {
        let kind: CreditKind = request.isPaid.map { $0 ? .paid : .promotional } ?? request.source.kind
        guard request.source != .adjustment else {
            throw CommandFailure("adjustments are made by the API", code: "validation_error")
        }
        guard request.source == .manual || kind == request.source.kind else {
            throw CommandFailure(
                "\(request.source.rawValue) grants are always \(request.source.kind.rawValue)",
                code: "validation_error")
        }
        return try await House.visit(configuration) { house in
            let command = GrantCommand(
                id: house.ids.make(), source: request.source, kind: kind, amount: request.amount,
                expiresAt: request.expiresAt ?? .never, provider: request.source.rawValue)
            let order = Order(
                .grant(command), for: request.organization, memo: Memo(description: request.reason))
            let now = house.clock.now
            let outcome = try await house.database.write { connection in
                try Keeper.settle(order, at: now, on: connection).outcome
            }
            return Report(
                """
                \(command.id)  \(request.amount) \(kind.rawValue) credits (\(request.source.rawValue))
                balance  \(outcome.balance)
                """,
                [
                    "grant": [
                        "id": .string(command.id.description),
                        "source": .string(request.source.rawValue),
                        "kind": .string(kind.rawValue), "amount": .credits(request.amount),
                        "expiresAt": request.expiresAt.map { .string($0.description) } ?? .null,
                    ],
                    "balance": .credits(outcome.balance), "pending": .credits(outcome.pending),
                ])
        }
    }

    /// `florin jobs run`.
    public func runJob(_ name: String, asOf: Instant?) async throws -> Report {
        try await House.visit(configuration) { house in
            let keeper = Keeper(database: house.database, clock: house.clock)
            let jobs = makeJobs(house, keeper)
            guard let run = try await jobs.run(name, asOf: asOf) else {
                let known = jobs.all.map(\.name).joined(separator: ", ")
                throw CommandFailure(
                    "there is no job \(name): there are \(known)", code: "resource_not_found")
            }
            guard case .succeeded(let count) = run.result else {
                throw CommandFailure("job \(name) failed: \(run.result)")
            }
            return Report(
                "\(name): \(count) done",
                [
                    "job": .string(name), "asOf": .string(run.asOf.description),
                    "processed": .number(JSONNumber(count)),
                ])
        }
    }

    /// `florin jobs list`.
    public func listJobs() async throws -> Report {
        try await House.visit(configuration) { house in
            let jobs = makeJobs(house, Keeper(database: house.database, clock: house.clock)).all
            let lines = jobs.map { job in
                "\(job.name.rightPadded(10))  every \(job.interval)  \(job.purpose)"
            }
            return Report(
                lines.joined(separator: "\n"),
                [
                    "jobs": .array(
                        jobs.map { job in
                            [
                                "name": .string(job.name), "purpose": .string(job.purpose),
                                "intervalSeconds": .number(
                                    JSONNumber(job.interval.components.seconds)),
                            ]
                        })
                ])
        }
    }
}
