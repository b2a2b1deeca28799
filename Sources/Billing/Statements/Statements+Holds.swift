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
    /// A status that few holds have can answer with a short page and a cursor, as a filtered
    /// statement does: one page looks at no more holds than its window is wide.
    /// - Parameters:
    ///   - status: Nil for all; by the clock, as ``HoldRecord/status(at:)``.
    ///   - cursor: Where the page before ended.
    public static func holds(
        of organization: OrganizationID, status: Hold.Status?, after cursor: HoldID?, limit: Int,
        at now: Instant, on connection: any Connection
    ) throws -> Page<HoldRecord> {
        let end = Value.text(cursor?.description ?? afterEveryID)
        if status == .open {
            return try openHolds(of: organization, end, limit, at: now, on: connection)
        }
        let start =
            status == nil ? nil : try windowStart(of: organization, before: end, on: connection)
        var parameters: [Value] = [
            .id(organization), .text(start ?? ""), end, .integer(Int64(limit) + 1),
        ]
        var condition = ""
        switch status {
        case nil, .open: break
        case .expired:
            condition = "AND (status = 'expired' OR (status = 'open' AND expires_at <= $5))"
            parameters.append(.instant(now))
        case .captured, .released:
            condition = "AND status = $5"
            parameters.append(.text(status?.rawValue))
        }
        let found = try connection.query(
            """
            SELECT \(AccountRows.holdColumns) FROM hold
            WHERE organization_id = $1 AND id >= $2 AND id < $3 \(condition)
            ORDER BY id DESC LIMIT $4
            """, parameters, record)
        let page = Page(found, limit: limit) { $0.hold.id.description }
        return page.next == nil ? Page(page.items, next: start) : page
    }

    /// Open holds are few among all that were: they are sorted rather than searched for. An
    /// expression of the id keeps the database from walking the key instead of their index.
    private static func openHolds(
        of organization: OrganizationID, _ end: Value, _ limit: Int, at now: Instant,
        on connection: any Connection
    ) throws -> Page<HoldRecord> {
        let found = try connection.query(
            """
            SELECT \(AccountRows.holdColumns) FROM hold
            WHERE organization_id = $1 AND status = 'open' AND expires_at > $2 AND id || '' < $3
            ORDER BY id || '' DESC LIMIT $4
            """, [.id(organization), .instant(now), end, .integer(Int64(limit) + 1)], record)
        return Page(found, limit: limit) { $0.hold.id.description }
    }

    /// The last hold that a search may look at, nil when it may look at all.
    private static func windowStart(
        of organization: OrganizationID, before end: Value, on connection: any Connection
    ) throws -> String? {
        try connection.first(
            """
            SELECT id FROM hold WHERE organization_id = $1 AND id < $2
            ORDER BY id DESC LIMIT 1 OFFSET $3
            """, [.id(organization), end, .integer(window)]
        ) { $0.text(0) }
    }

    /// Sorts behind every id: digits and letters are below a tilde.
    static let afterEveryID = "~"

    private static func record(_ row: any Row) throws -> HoldRecord {
        let (hold, memo) = try AccountRows.hold(row)
        return HoldRecord(hold: hold, memo: memo)
    }
}
