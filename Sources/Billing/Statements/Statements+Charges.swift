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
                    description: row.textOrNull(8), metadata: row.textOrNull(9),
                    key: try row.idOrNull(10), agent: try row.idOrNull(11),
                    app: try row.idOrNull(12), pricing: pricing(row)))
        }
    }

    private static func pricing(_ row: any Row) -> PricedUsage? {
        guard let quote = row.textOrNull(18) else { return nil }
        return PricedUsage(
            provider: row.text(13), model: row.text(14), operation: row.text(15),
            priceBook: row.integer(16), isEstimated: row.flag(17), quote: quote)
    }
}
