// SPDX-License-Identifier: Apache-2.0

public import Database
public import Money
public import Vocabulary

/// A call of the gateway's that nobody settled: its server died while it ran. Its hold has freed
/// itself, and nothing was charged.
public struct CutOffCall: Hashable, Sendable {
    public let organization: OrganizationID
    public let hold: HoldID
    /// As the client and the logs know it.
    public let request: String
    public let description: String?
    /// What was held for it.
    public let amount: Credits
    public let startedAt: Instant

    /// The calls whose holds ended since an instant, the latest first.
    ///
    /// - Parameter now: Holds that end later belong to calls that still run.
    public static func since(
        _ start: Instant, until now: Instant, limit: Int, on connection: any Connection
    ) throws -> [CutOffCall] {
        // Booked as expired by a server that ran since, or still open where none has.
        try connection.query(
            """
            SELECT organization_id, id, request_id, description, amount, created_at, expires_at
            FROM hold WHERE status = 'expired' AND request_id IS NOT NULL AND expires_at >= $1
            UNION ALL
            SELECT organization_id, id, request_id, description, amount, created_at, expires_at
            FROM hold WHERE status = 'open' AND request_id IS NOT NULL
                AND expires_at >= $1 AND expires_at <= $2
            ORDER BY expires_at DESC LIMIT $3
            """, [.instant(start), .instant(now), .integer(Int64(limit))]
        ) { row in
            CutOffCall(
                organization: try row.id(0), hold: try row.id(1), request: row.text(2),
                description: row.textOrNull(3), amount: row.credits(4), startedAt: row.instant(5))
        }
    }
}
