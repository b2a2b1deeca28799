// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Vocabulary

extension Commands {
    /// `florin keys create`; without an organization it makes an operator's key.
    public func createKey(
        for organization: OrganizationArgument?, name: String, scopes: [ScopeArgument],
        expiresAt: TimeArgument?
    ) async throws -> Report {
        let organization = organization?.id
        let standard: Scopes = organization == nil ? .operator : .customer
        let draft = KeyDraft(
            organizationID: organization, name: name,
            scopes: scopes.isEmpty ? standard : Scopes(scopes), expiresAt: expiresAt?.instant)
        return try await House.visit(configuration) { house in
            let (id, secret, now): (KeyID, KeySecret, Instant) =
                (house.ids.make(), freshSecret(), house.clock.now)
            let key = try await house.database.write { connection in
                if let organization {
                    guard try Organizations.exists(organization, in: connection) else {
                        throw CommandFailure(
                            "there is no organization \(organization)", code: "resource_not_found")
                    }
                }
                return try Keys.create(
                    draft, id: id, secret: secret, by: nil, at: now, in: connection)
            }
            return Report(
                """
                \(key.id)  \(key.name)  \(key.scopes)
                key (shown once): \(secret.text)
                """,
                ["apiKey": .key(key), "plainKey": .string(secret.text)])
        }
    }

    /// `florin keys list`; without an organization the operator's keys.
    public func listKeys(
        of organization: OrganizationArgument?, limit: Int, after cursor: KeyArgument?
    ) async throws -> Report {
        try await House.visit(configuration) { house in
            let page = try await house.database.read { connection in
                try Keys.list(
                    of: organization?.id, after: cursor?.id, limit: limit, in: connection)
            }
            var lines = page.items.map { key in
                let state = key.revokedAt == nil ? "" : "  revoked"
                return "\(key.id)  \(key.prefix)…  \(key.scopes)  \(key.name)\(state)"
            }
            if lines.isEmpty { lines = ["no keys"] }
            if let next = page.next { lines.append("more: --after \(next)") }
            return Report(
                lines.joined(separator: "\n"),
                [
                    "keys": .array(page.items.map { .key($0) }),
                    "nextCursor": page.next.map { .string($0) } ?? .null,
                ])
        }
    }

    /// `florin keys revoke`: a live server believes it within a second.
    public func revokeKey(_ key: KeyArgument) async throws -> Report {
        try await House.visit(configuration) { house in
            let now = house.clock.now
            let key = try await house.database.write { connection in
                let owner = try Keys.owner(of: key.id, in: connection)
                return try Keys.revoke(key.id, of: owner, at: now, in: connection)
            }
            return Report("revoked \(key.id)  \(key.name)", ["apiKey": .key(key)])
        }
    }
}

extension JSON {
    static func key(_ key: Billing.Key) -> JSON {
        func time(_ instant: Instant?) -> JSON {
            instant.map { .string($0.description) } ?? .null
        }
        return [
            "id": .string(key.id.description),
            "organizationId": key.organizationID.map { .string($0.description) } ?? .null,
            "name": .string(key.name), "prefix": .string(key.prefix),
            "scopes": .array(key.scopes.list.map { .string($0.rawValue) }),
            "createdAt": time(key.createdAt), "expiresAt": time(key.expiresAt),
            "revokedAt": time(key.revokedAt), "lastUsedAt": time(key.lastUsedAt),
        ]
    }
}
