// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import JSON
import Testing
import Vocabulary

/// Which tier an organization is in.
struct OrganizationTiersTests {
    @Test("a tier is remembered, told from memory for ten seconds, and its change is noted")
    func tier() async throws {
        try await withKeeper { stage in
            let migrations =
                Keeper.migrations + AuditTrail.migrations + OrganizationTiers.migrations
            _ = try await Migrator(migrations).migrate(stage.database, at: 0)
            let tiers = OrganizationTiers(
                database: stage.database, clock: Clock { stage.now })
            #expect(try await tiers.tier(of: stage.organization) == nil)
            try await stage.put("gold")
            #expect(try await tiers.tier(of: stage.organization) == nil, "known for a while")
            stage.wait(seconds: 10)
            #expect(try await tiers.tier(of: stage.organization) == "gold")
            try await stage.put("gold")
            try await stage.put(nil)
            tiers.forget(stage.organization)
            #expect(try await tiers.tier(of: stage.organization) == nil)
            let events = try await stage.database.read {
                try AuditTrail.list(
                    action: "organization.tier", before: nil, limit: 10, on: $0)
            }
            #expect(events.items.map(\.details["to"]) == [.null, .string("gold")])
        }
    }
}

extension KeeperStage {
    fileprivate func put(_ tier: String?) async throws {
        let (organization, id, now): (OrganizationID, AuditID, Instant) = (
            self.organization, ids.make(), self.now
        )
        try await database.write { connection in
            try OrganizationTiers.set(
                tier, of: organization, reason: "test", event: (id, now, nil), on: connection)
        }
    }
}
