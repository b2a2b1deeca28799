// SPDX-License-Identifier: Apache-2.0

public import Database
public import Ledger
public import Vocabulary

/// A hold and the words that stand beside it.
public struct HoldRecord: Hashable, Sendable {
    public let hold: Hold
    public let memo: Memo

    /// The status that counts: a hold past its expiry has expired, swept or not.
    public func status(at now: Instant) -> Hold.Status {
        hold.status == .open && hold.expiresAt <= now ? .expired : hold.status
    }
}

extension Statements {
    public static func hold(
        _ id: HoldID, of organization: OrganizationID, on connection: any Connection
    ) throws -> HoldRecord? {
        try connection.first(
            """
            SELECT \(AccountRows.holdColumns) FROM hold WHERE organization_id = $1 AND id = $2
            """, [.id(organization), .id(id)], record)
    }

    /// A page of holds, newest first.
    ///
    /// - Parameters:
    ///   - status: Nil for all; by the clock, as ``HoldRecord/status(at:)``.
    ///   - cursor: The last hold of the page before.
    public static func holds(
        of organization: OrganizationID, status: Hold.Status?, after cursor: HoldID?, limit: Int,
        at now: Instant, on connection: any Connection
    ) throws -> Page<HoldRecord> {
        let found = try connection.query(
            """
            SELECT \(AccountRows.holdColumns) FROM hold
            WHERE organization_id = $1 AND id < $2 \(condition(on: status))
            ORDER BY id DESC LIMIT $4
            """,
            [
                .id(organization), .text(cursor?.description ?? afterEveryID), .instant(now),
                .integer(Int64(limit) + 1),
            ], record)
        return Page(found, limit: limit) { $0.hold.id.description }
    }

    /// Sorts behind every id: digits and letters are below a tilde.
    static let afterEveryID = "~"

    private static func condition(on status: Hold.Status?) -> String {
        switch status {
        case nil: "AND $3 = $3"
        case .open: "AND status = 'open' AND expires_at > $3"
        case .expired: "AND (status = 'expired' OR (status = 'open' AND expires_at <= $3))"
        case .captured: "AND status = 'captured' AND $3 = $3"
        case .released: "AND status = 'released' AND $3 = $3"
        }
    }

    private static func record(_ row: any Row) throws -> HoldRecord {
        let (hold, memo) = try AccountRows.hold(row)
        return HoldRecord(hold: hold, memo: memo)
    }
}
