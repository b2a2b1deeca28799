// SPDX-License-Identifier: Apache-2.0

public import Database
public import Ledger
public import Money
public import Vocabulary

/// A line of an organization's statement: one transaction, however many entries it took.
public struct StatementLine: Hashable, Sendable {
    public let organization: OrganizationID
    /// The journal's order; the last entry of the transaction.
    public let sequence: Int64
    public let type: TransactionType
    /// Signed: what the transaction changed of what the organization owns.
    public let amount: Credits
    public let balanceAfter: Credits
    public let at: Instant
    /// The id of the grant, charge, refund or adjustment behind it.
    public let reference: String
    public let charge: ChargeID?
    public let hold: HoldID?
    public let grant: GrantID?
    public let description: String?
    public let metadata: String?
    public let agent: AgentID?
    public let app: AppID?

    /// Unique over organizations and ordered within one.
    public var id: TransactionID {
        TransactionID(bits: organization.bits << 64 | UInt128(UInt64(bitPattern: sequence)))
    }
}

/// Which lines of a statement are wanted.
public struct StatementFilter: Hashable, Sendable {
    public var type: TransactionType?
    public var since: Instant?
    public var agent: AgentID?
    public var app: AppID?

    public init(
        type: TransactionType? = nil, since: Instant? = nil, agent: AgentID? = nil,
        app: AppID? = nil
    ) {
        self.type = type
        self.since = since
        self.agent = agent
        self.app = app
    }
}

extension Statements {
    /// How many entries or holds one page may look at: a filter that matches little answers with a
    /// short page and a cursor, never with a long scan.
    static let window: Int64 = 20_000
    /// Clocks go back; a search by time starts this much earlier than asked for.
    private static let clockSlackSeconds: Int64 = 86_400

    /// A page of the statement, newest first by the journal's sequence.
    ///
    /// - Parameter cursor: The sequence that the page before ended with.
    public static func lines(
        of organization: OrganizationID, where filter: StatementFilter, before cursor: Int64?,
        limit: Int, on connection: any Connection
    ) throws -> Page<StatementLine> {
        let end: Int64
        if let cursor {
            end = cursor
        } else {
            end = try lastSequence(of: organization, on: connection) + 1
        }
        let first = try firstSequence(of: organization, since: filter.since, on: connection)
        // Types other than usage have an index of their own: the window can be all of history.
        let isIndexed =
            filter.type != nil && filter.type != .usage && filter.agent == nil
            && filter.app == nil
        let start = isIndexed ? first : max(first, end - window)
        let found = try query(
            organization, filter, from: start, to: end, limit: limit, on: connection)
        let page = Page(found, limit: limit) { String($0.sequence) }
        guard page.next == nil, start > first else { return page }
        return Page(page.items, next: String(start))
    }

    private static func lastSequence(
        of organization: OrganizationID, on connection: any Connection
    ) throws -> Int64 {
        try connection.first(
            "SELECT sequence FROM account WHERE organization_id = $1", [.id(organization)]
        ) { $0.integer(0) } ?? 0
    }

    /// Where a search by time starts: entries before it are older, by more than clocks go back.
    ///
    /// Found by halving, a few dozen entries looked at however long the journal is.
    private static func firstSequence(
        of organization: OrganizationID, since: Instant?, on connection: any Connection
    ) throws -> Int64 {
        guard let earliest = since?.adding(seconds: -clockSlackSeconds) else { return 1 }
        var first: Int64 = 1
        var end = try lastSequence(of: organization, on: connection) + 1
        while first < end {
            let middle = first + (end - first) / 2
            let at = try connection.first(
                "SELECT at FROM entry WHERE organization_id = $1 AND sequence = $2",
                [.id(organization), .integer(middle)]
            ) { $0.instant(0) }
            guard let at else {
                throw DatabaseFailure.corrupt("\(organization) lacks its entry \(middle)")
            }
            if at < earliest { first = middle + 1 } else { end = middle }
        }
        return first
    }

    private static func query(
        _ organization: OrganizationID, _ filter: StatementFilter, from start: Int64,
        to end: Int64, limit: Int, on connection: any Connection
    ) throws -> [StatementLine] {
        var parameters: [Value] = [
            .id(organization), .integer(start), .integer(end), .integer(Int64(limit) + 1),
        ]
        var conditions = ""
        func add(_ condition: String, _ value: Value) {
            parameters.append(value)
            conditions += " AND \(condition) $\(parameters.count)"
        }
        if let type = filter.type {
            // Said in words of the partial index, so that it can be used.
            if type != .usage { conditions += " AND e.type <> 'usage'" }
            add("e.type =", .text(type.rawValue))
        }
        if let since = filter.since { add("e.at >=", .instant(since)) }
        if let agent = filter.agent { add("c.agent_id =", .id(agent)) }
        if let app = filter.app { add("c.app_id =", .id(app)) }
        return try connection.query(
            """
            SELECT e.sequence, e.type, e.change, e.balance_after, e.at, e.reference,
                coalesce(r.charge_id, e.reference), c.hold_id, g.id,
                coalesce(r.description, c.description, g.description, a.description),
                coalesce(r.metadata, c.metadata, g.metadata, a.metadata), c.agent_id, c.app_id
            FROM entry e
            LEFT JOIN refund r ON r.organization_id = e.organization_id AND r.id = e.reference
            LEFT JOIN charge c ON c.organization_id = e.organization_id
                AND c.id = coalesce(r.charge_id, e.reference)
            LEFT JOIN credit_grant g
                ON g.organization_id = e.organization_id AND g.id = e.reference
            LEFT JOIN adjustment a ON a.organization_id = e.organization_id AND a.id = e.reference
            WHERE e.organization_id = $1 AND e.sequence >= $2 AND e.sequence < $3
                AND e.change IS NOT NULL\(conditions)
            ORDER BY e.sequence DESC LIMIT $4
            """, parameters
        ) { try line($0, of: organization) }
    }

    private static func line(
        _ row: any Row, of organization: OrganizationID
    ) throws -> StatementLine {
        guard let type = TransactionType(rawValue: row.text(1)) else {
            throw DatabaseFailure.corrupt("an entry of \(organization) has type \(row.text(1))")
        }
        return StatementLine(
            organization: organization, sequence: row.integer(0), type: type,
            amount: row.credits(2), balanceAfter: row.credits(3), at: row.instant(4),
            // Also of a charge that is archived: the journal keeps its id.
            reference: row.text(5), charge: ChargeID(row.text(6)), hold: try row.idOrNull(7),
            grant: try row.idOrNull(8), description: row.textOrNull(9),
            metadata: row.textOrNull(10), agent: try row.idOrNull(11), app: try row.idOrNull(12))
    }
}
