// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Ledger
import Money
import Vocabulary

/// The operator's commands: each opens the database, does one thing in one transaction, and says
/// what it did. They run beside a live server.
public struct Commands: Sendable {
    let configuration: Configuration

    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// `florin migrate`.
    public func migrate() async throws -> Report {
        try await House(configuration.database).closing { house in
            let applied = try await house.migrate()
            try await house.refuseUnfinished()
            try await PriceHouse(configuration.pricing, house, .quiet).open()
            let lines = applied.map { "applied \($0.number) \($0.name)" }
            let text = lines.isEmpty ? "nothing to do" : lines.joined(separator: "\n")
            return Report(
                text,
                [
                    "database": .string("\(configuration.database)"),
                    "applied": .array(applied.map { .number(JSONNumber($0.number)) }),
                ])
        }
    }
}

extension Commands {
    /// `florin organizations create`.
    public func createOrganization(
        name: String, email: String?, signupGrant: AmountArgument?, scopes: [ScopeArgument]
    ) async throws -> Report {
        let name = name.trimmed
        guard (1...200).contains(name.utf8.count) else {
            throw CommandFailure("a name has 1 to 200 bytes", code: "validation_error")
        }
        let scopes = scopes.isEmpty ? Scopes.customer : Scopes(scopes)
        return try await House.visit(configuration) { house in
            let secret = freshSecret()
            let founding = Founding(
                id: house.ids.make(), name: name, email: email, grant: signupGrant?.credits,
                scopes: scopes)
            let (key, grant): (KeyID, GrantID) = (house.ids.make(), house.ids.make())
            let now = house.clock.now
            let (organization, standing) = try await house.database.write { connection in
                let organization = try founding.found(
                    firstKey: key, secret, by: nil, grant: grant, at: now, on: connection)
                let id = organization.id
                return (
                    organization, try Statements.standing(of: id, at: now, on: connection)
                )
            }
            return Report(
                """
                \(organization.id)  \(organization.name)
                key (shown once): \(secret.text)
                """,
                [
                    "organization": .organization(organization, standing),
                    "apiKey": .string(secret.text),
                ])
        }
    }

    /// `florin organizations list`.
    public func listOrganizations(
        limit: Int, after cursor: OrganizationArgument?
    ) async throws -> Report {
        try await House.visit(configuration) { house in
            let now = house.clock.now
            let (page, standings) = try await house.database.read { connection in
                let page = try Organizations.list(after: cursor?.id, limit: limit, in: connection)
                let standings = try page.items.map {
                    try Statements.standing(of: $0.id, at: now, on: connection)
                }
                return (page, standings)
            }
            let rows = zip(page.items, standings)
            var lines = rows.map { organization, standing in
                let balance = standing?.balance.description ?? "-"
                return "\(organization.id)  \(balance.leftPadded(16))  \(organization.name)"
            }
            if lines.isEmpty { lines = ["no organizations"] }
            if let next = page.next { lines.append("more: --after \(next)") }
            return Report(
                lines.joined(separator: "\n"),
                [
                    "organizations": .array(rows.map { .organization($0, $1) }),
                    "nextCursor": page.next.map { .string($0) } ?? .null,
                ])
        }
    }

    /// `florin organizations show`.
    public func showOrganization(_ organization: OrganizationArgument) async throws -> Report {
        let id = organization.id
        return try await House.visit(configuration) { house in
            let now = house.clock.now
            let found = try await house.database.read { connection in
                try Organizations.find(id, in: connection).map {
                    ($0, try Statements.standing(of: id, at: now, on: connection))
                }
            }
            guard let (organization, standing) = found else {
                throw CommandFailure(
                    "there is no organization \(id)", code: "resource_not_found")
            }
            return Report(
                """
                id       \(organization.id)
                name     \(organization.name)
                email    \(organization.email ?? "-")
                status   \(organization.status.rawValue)
                created  \(organization.createdAt)
                balance  \(standing?.balance.description ?? "-")
                pending  \(standing?.pending.description ?? "-")
                owed     \(standing?.uncollected.description ?? "-")
                """,
                ["organization": .organization(organization, standing)])
        }
    }
}

extension JSON {
    static func organization(_ organization: Organization, _ standing: Standing?) -> JSON {
        [
            "id": .string(organization.id.description), "name": .string(organization.name),
            "email": organization.email.map { .string($0) } ?? .null,
            "status": .string(organization.status.rawValue),
            "createdAt": .string(organization.createdAt.description),
            "balance": standing.map { .credits($0.balance) } ?? .null,
            "pending": standing.map { .credits($0.pending) } ?? .null,
            "uncollected": standing.map { .credits($0.uncollected) } ?? .null,
        ]
    }
}

extension String {
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }

    func leftPadded(_ width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }

    func rightPadded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
