// SPDX-License-Identifier: Apache-2.0

import Billing
import Database
import HTTPEdge
import JSON
import Ledger
import Money
import Vocabulary

/// Everything that a customer's first page wants to know, from one snapshot.
struct Overview {
    private let organization: Organization
    private let standing: Standing
    private let usage: UsageTotals
    private let recent: [StatementLine]
    private let grants: [Grant]

    private static let recentMax = 10
    /// API.md, section 5: lists within the summary.
    private static let grantsMax = 100

    /// Nil when there is no such organization.
    init?(
        of id: OrganizationID, at now: Instant, on connection: any Connection
    ) throws {
        guard let organization = try Organizations.find(id, in: connection),
            let standing = try Statements.standing(of: id, at: now, on: connection)
        else { return nil }
        self.organization = organization
        self.standing = standing
        usage = try Statements.usage(of: id, at: now, on: connection)
        recent = try Statements.lines(
            of: id, where: StatementFilter(), before: nil, limit: Self.recentMax, on: connection
        ).items
        grants = try Statements.liveGrants(of: id, at: now, limit: Self.grantsMax, on: connection)
    }

    var json: JSON {
        [
            "success": true,
            "balance": .credits(standing.balance), "pending": .credits(standing.pending),
            "uncollected": .credits(standing.uncollected),
            "usage": ["today": .credits(usage.today), "thisMonth": .credits(usage.thisMonth)],
            "organization": organizationJSON,
            "agents": [], "agentsSummary": Self.noAgents,
            "apps": [], "earnings": Self.noEarnings,
            "recentTransactions": .array(recent.map(Self.transaction)),
            "grants": .array(grants.map { .grant($0) }),
            "runway": ["dailyBurn": .credits(usage.dailyBurn), "days": runwayDays],
            "pricing": ["creditsPerDollar": 1, "minimumTopUp": 1, "x402Enabled": false],
        ]
    }

    private var organizationJSON: JSON {
        [
            "id": .text(organization.id), "name": .string(organization.name),
            "creditBalance": .credits(standing.balance), "autoTopUpEnabled": false,
            "autoTopUpThreshold": nil, "autoTopUpAmount": nil, "hasPaymentMethod": false,
        ]
    }

    /// Whole days that the balance lasts at this rate; null when nothing is being spent.
    private var runwayDays: JSON {
        guard usage.dailyBurn.isPositive else { return nil }
        let balance = max(0, standing.balance.nanocredits)
        return .number(JSONNumber(balance / usage.dailyBurn.nanocredits))
    }

    private static func transaction(_ line: StatementLine) -> JSON {
        let row = JSON.transaction(line)
        return [
            "id": row["id"] ?? nil, "type": row["type"] ?? nil, "amount": row["amount"] ?? nil,
            "description": row["description"] ?? nil, "createdAt": row["created_at"] ?? nil,
        ]
    }

    private static let noAgents: JSON = [
        "total": 0, "withBudget": 0, "paused": 0, "totalAllocated": 0, "totalSpent": 0,
        "totalAvailable": 0,
    ]

    private static let noEarnings: JSON = [
        "availableBalance": 0, "totalEarned": 0, "totalRedeemed": 0, "totalPending": 0,
        "breakdown": ["miniapps": 0, "agents": 0, "mcps": 0],
    ]
}
