// SPDX-License-Identifier: Apache-2.0

import Database
import Vocabulary

/// Reads the rows that an archive takes, organization by organization, page by page.
///
/// What is closed and settled changes no more, so that pages need no common snapshot: nobody waits
/// for a long read, and the log of a SQLite file does not grow behind one.
struct UsageWalk: Sendable {
    /// Rows of this and earlier months are taken.
    let before: Instant
    private(set) var isDone = false

    /// The organization whose turn it is, and those before it are done.
    private var organization = ""
    private var stage = Stage.between
    private var last = ""

    private enum Stage {
        case between
        case charges
        case holds
    }

    private static let pageRows = 1_000
    /// What a page may come to before it ends: it is in memory at once.
    private static let pageBytes = 1 << 20
    /// Small organizations share a page.
    private static let pageOrganizations = 200

    init(before: Instant) {
        self.before = before
    }

    struct Page: Sendable {
        var charges = ArchivedRows(of: .charges)
        var holds = ArchivedRows(of: .holds)
    }

    /// Reads the next page.
    mutating func next(on connection: any Connection) throws -> Page {
        var page = Page()
        var organizations = 0
        while page.charges.bytes.count + page.holds.bytes.count < Self.pageBytes, !isDone {
            switch stage {
            case .between:
                guard organizations < Self.pageOrganizations else { return page }
                organizations += 1
                try goOn(on: connection)
            case .charges: try addCharges(to: &page, on: connection)
            case .holds: try addHolds(to: &page, on: connection)
            }
        }
        return page
    }

    private mutating func goOn(on connection: any Connection) throws {
        let next = try connection.first(
            """
            SELECT organization_id FROM account WHERE organization_id > $1
            ORDER BY organization_id LIMIT 1
            """, [.text(organization)]
        ) { $0.text(0) }
        guard let next else {
            isDone = true
            return
        }
        (organization, stage, last) = (next, .charges, "")
    }

    /// Charges that owe nothing, and the holds that they captured, which go with them.
    private mutating func addCharges(
        to page: inout Page, on connection: any Connection
    ) throws {
        let table = ArchiveTable.charges
        let (idPlace, holdPlace) = (table.place(of: "id"), table.place(of: "hold_id"))
        var rows = 0
        var holds: [[Value]] = []
        try connection.queryMany(
            """
            SELECT \(table.sources) FROM charge
            WHERE organization_id = $1 AND id > $2 AND id < $3 AND uncollected = 0
            ORDER BY id LIMIT $4
            """, [bounds(ChargeID(firstAt: before).description)]
        ) { _, row in
            rows += 1
            last = row.text(idPlace)
            page.charges.add(row)
            if let hold = row.textOrNull(holdPlace) {
                holds.append([.text(organization), .text(hold)])
            }
        }
        try connection.queryMany(
            """
            SELECT \(ArchiveTable.holds.sources) FROM hold
            WHERE organization_id = $1 AND id = $2 AND status = 'captured'
            """, holds
        ) { _, row in page.holds.add(row) }
        if rows < Self.pageRows { (stage, last) = (.holds, "") }
    }

    /// Holds that came to nothing.
    private mutating func addHolds(to page: inout Page, on connection: any Connection) throws {
        let table = ArchiveTable.holds
        let idPlace = table.place(of: "id")
        var rows = 0
        try connection.queryMany(
            """
            SELECT \(table.sources) FROM hold
            WHERE organization_id = $1 AND id > $2 AND id < $3
                AND (status = 'released' OR status = 'expired')
            ORDER BY id LIMIT $4
            """, [bounds(HoldID(firstAt: before).description)]
        ) { _, row in
            rows += 1
            last = row.text(idPlace)
            page.holds.add(row)
        }
        if rows < Self.pageRows { stage = .between }
    }

    private func bounds(_ end: String) -> [Value] {
        [.text(organization), .text(last), .text(end), .integer(Int64(Self.pageRows))]
    }
}

/// Looks for the oldest row that an archive would take, page by page as well.
struct OldestUsage: Sendable {
    let before: Instant
    /// When it was made; nil when there is none, or none yet.
    private(set) var found: Instant?
    private(set) var isDone = false
    private var last = ""

    private static let pageOrganizations: Int64 = 200

    init(before: Instant) {
        self.before = before
    }

    mutating func next(on connection: any Connection) throws {
        let organizations = try connection.query(
            """
            SELECT organization_id FROM account WHERE organization_id > $1
            ORDER BY organization_id LIMIT $2
            """, [.text(last), .integer(Self.pageOrganizations)]
        ) { $0.text(0) }
        guard let last = organizations.last else {
            isDone = true
            return
        }
        self.last = last
        try note(
            "charge", "uncollected = 0", ChargeID(firstAt: before), organizations, on: connection)
        try note(
            "hold", "(status = 'released' OR status = 'expired')", HoldID(firstAt: before),
            organizations, on: connection)
    }

    private mutating func note<Kind: IDKind>(
        _ table: String, _ condition: String, _ bound: ID<Kind>, _ organizations: [String],
        on connection: any Connection
    ) throws {
        try connection.queryMany(
            """
            SELECT id FROM \(table) WHERE organization_id = $1 AND id < $2 AND \(condition)
            ORDER BY id LIMIT 1
            """, organizations.map { [.text($0), .id(bound)] }
        ) { _, row in
            let id: ID<Kind> = try row.id(0)
            found = min(found ?? id.madeAt, id.madeAt)
        }
    }
}
