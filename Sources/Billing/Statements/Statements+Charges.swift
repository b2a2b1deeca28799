// SPDX-License-Identifier: Apache-2.0

public import Database
public import Ledger
public import Vocabulary

/// A charge with the usage and the rates that explain it.
public struct ChargeRecord: Hashable, Sendable {
    public let charge: Charge
    public let memo: Memo
}

extension Statements {
    public static func charge(
        _ id: ChargeID, of organization: OrganizationID, on connection: any Connection
    ) throws -> ChargeRecord? {
        try connection.first(
            """
            SELECT \(AccountRows.chargeColumns), description, metadata, key_id, agent_id, app_id,
                provider, model, operation, price_book, estimated, quote
            FROM charge WHERE organization_id = $1 AND id = $2
            """, [.id(organization), .id(id)]
        ) { row in
            ChargeRecord(
                charge: try AccountRows.charge(row),
                memo: Memo(
                    description: row.textOrNull(9), metadata: row.textOrNull(10),
                    key: try row.idOrNull(11), agent: try row.idOrNull(12),
                    app: try row.idOrNull(13), pricing: pricing(row)))
        }
    }

    /// The journal entries that booked a charge: one for each kind of credits, one for what was not
    /// collected.
    public static func entries(
        of organization: OrganizationID, for charge: ChargeID, on connection: any Connection
    ) throws -> [Entry] {
        try connection.query(
            """
            SELECT \(entryColumns) FROM entry e JOIN charge c
                ON c.organization_id = e.organization_id AND c.id = e.reference
            WHERE c.organization_id = $1 AND c.id = $2
                AND e.sequence <= c.sequence AND e.sequence > c.sequence - 3
            ORDER BY e.sequence
            """, [.id(organization), .id(charge)]
        ) { try entry($0, of: organization) }
    }

    private static func pricing(_ row: any Row) -> PricedUsage? {
        guard let quote = row.textOrNull(19) else { return nil }
        return PricedUsage(
            provider: row.text(14), model: row.text(15), operation: row.text(16),
            priceBook: row.integer(17), isEstimated: row.flag(18), quote: quote)
    }
}
