// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import Money
import Pricing
import Testing
import Vocabulary

@Suite("markups that an operator sets")
struct MarkupRulesTests {
    private func add(
        _ percent: Int64, to stage: PriceStage, organization: OrganizationID? = nil,
        from: Instant? = nil
    ) async throws -> MarkupRuleID {
        let rule = MarkupRule(
            percent: ExactDecimal(coefficient: Int128(percent), scale: 0),
            organization: organization?.description,
            validity: PriceRate.Validity(from: from ?? stage.now))
        let record = MarkupRecord(
            id: stage.ids.make(), rule: rule, reason: "a test", createdAt: stage.now,
            createdBy: nil)
        let event: AuditID = stage.ids.make()
        try await stage.database.write { try MarkupRules.add(record, event: event, on: $0) }
        try await stage.shelf.refresh()
        return record.id
    }

    private func percent(_ stage: PriceStage, of organization: OrganizationID) -> String {
        stage.shelf.markups.markup(
            for: MarkupTable.Call(
                organization: organization.description, provider: "p", model: "m"),
            at: stage.now
        ).percent.description
    }

    @Test("an organization's own markup goes before the platform's, from its moment on")
    func contract() async throws {
        try await withPrices { stage in
            let (acme, other): (OrganizationID, OrganizationID) = (
                stage.ids.make(), stage.ids.make()
            )
            #expect(percent(stage, of: acme) == "20")
            _ = try await add(30, to: stage)
            _ = try await add(0, to: stage, organization: acme, from: stage.now.adding(seconds: 60))
            #expect(percent(stage, of: acme) == "30")
            stage.wait(seconds: 60)
            #expect(percent(stage, of: acme) == "0")
            #expect(percent(stage, of: other) == "30")
        }
    }

    @Test("a rule that is taken back holds no longer, and cannot be taken back twice")
    func revoked() async throws {
        try await withPrices { stage in
            let acme: OrganizationID = stage.ids.make()
            let rule = try await add(5, to: stage, organization: acme)
            let (event, now): (AuditID, Instant) = (stage.ids.make(), stage.now)
            _ = try await stage.database.write { connection in
                try MarkupRules.revoke(rule, by: nil, event: event, at: now, on: connection)
            }
            try await stage.shelf.refresh()
            #expect(percent(stage, of: acme) == "20")
            await #expect(throws: PriceRefusal.alreadyDecided) {
                try await stage.database.write { connection in
                    try MarkupRules.revoke(rule, by: nil, event: event, at: now, on: connection)
                }
            }
            #expect(
                try await stage.audit() == ["pricing.markup_revoked", "pricing.markup_set"])
        }
    }
}
