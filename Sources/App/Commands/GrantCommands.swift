// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Ledger
import Money
import Upkeep
import Vocabulary

/// What `florin grant` is asked to give.
public struct GrantRequest: Sendable {
    public var organization: OrganizationArgument
    public var amount: AmountArgument
    public var source = SourceArgument.manual
    /// Given credits by hand can be paid ones; nil for the kind that goes with the source.
    public var isPaid: Bool?
    public var expiresAt: TimeArgument?
    public var reason: String?

    public init(organization: OrganizationArgument, amount: AmountArgument) {
        self.organization = organization
        self.amount = amount
    }
}

extension Commands {
    /// `florin grant`.
    public func grant(_ request: GrantRequest) async throws -> Report {
        let source = request.source.source
        let kind = request.isPaid.map { $0 ? CreditKind.paid : .promotional } ?? source.kind
        guard source == .manual || kind == source.kind else {
            throw CommandFailure(
                "\(source.rawValue) grants are always \(source.kind.rawValue)",
                code: "validation_error")
        }
        let amount = request.amount.credits
        let expiresAt = request.expiresAt?.instant
        return try await House.visit(configuration) { house in
            let command = GrantCommand(
                id: house.ids.make(), source: source, kind: kind, amount: amount,
                expiresAt: expiresAt ?? .never, provider: source.rawValue)
            let order = Order(
                .grant(command), for: request.organization.id,
                memo: Memo(description: request.reason))
            let now = house.clock.now
            let outcome = try await house.database.write(isolation: .locking) { connection in
                try Keeper.settle(order, at: now, on: connection).outcome
            }
            return Report(
                """
                \(command.id)  \(amount) \(kind.rawValue) credits (\(source.rawValue))
                balance  \(outcome.balance)
                """,
                [
                    "grant": [
                        "id": .string(command.id.description),
                        "source": .string(source.rawValue),
                        "kind": .string(kind.rawValue), "amount": .credits(amount),
                        "expiresAt": expiresAt.map { .string($0.description) } ?? .null,
                    ],
                    "balance": .credits(outcome.balance), "pending": .credits(outcome.pending),
                ])
        }
    }

    /// `florin jobs run`.
    public func runJob(_ name: String, asOf: TimeArgument?) async throws -> Report {
        try await House.visit(configuration) { house in
            let keeper = Keeper(database: house.database, clock: house.clock)
            let prices = try PriceHouse(configuration.pricing, house, .quiet)
            try await prices.open()
            let jobs = makeJobs(house, keeper, prices, configuration.usage)
            guard let run = try await jobs.run(name, asOf: asOf?.instant) else {
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
            let keeper = Keeper(database: house.database, clock: house.clock)
            let prices = try PriceHouse(configuration.pricing, house, .quiet)
            let jobs = makeJobs(house, keeper, prices, configuration.usage).all
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
