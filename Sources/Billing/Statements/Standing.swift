// SPDX-License-Identifier: Apache-2.0

public import Database
public import Ledger
public import Money
public import Vocabulary

/// How an organization stands now: what is due by now counts as ended, whether or not a sweep has
/// been there.
public struct Standing: Hashable, Sendable {
    /// What can be spent now.
    public let balance: Credits
    /// What open holds keep aside. Together with ``balance``: what the organization owns.
    public let pending: Credits
    public let uncollected: Credits
    public let creditLimit: Credits
}

/// Collected charges net of refunds, in UTC days and months of the charges.
public struct UsageTotals: Hashable, Sendable {
    public let today: Credits
    public let thisMonth: Credits
    /// What an average day of the last week cost; zero without charges.
    public let dailyBurn: Credits
}

/// A grant and the words that stand beside it.
public struct GrantRecord: Hashable, Sendable {
    public let grant: Grant
    public let memo: Memo
}

/// Reads of the books: each costs the same however long the history is.
public enum Statements {
    /// Nil when the organization has no books.
    public static func standing(
        of organization: OrganizationID, at now: Instant, on connection: any Connection
    ) throws -> Standing? {
        let loader = AccountLoader(connection: connection, now: now)
        guard let account = try loader.currentAccount(of: organization) else { return nil }
        // What is available pays debts before anything else can spend it.
        let uncollected = account.balances.uncollected
        let collectable = max(.zero, min(account.available, uncollected))
        return Standing(
            balance: try account.available.subtracting(collectable), pending: account.held,
            uncollected: try uncollected.subtracting(collectable),
            creditLimit: account.creditLimit)
    }

    /// Usage from the rollups that are kept with the journal.
    public static func usage(
        of organization: OrganizationID, at now: Instant, on connection: any Connection
    ) throws -> UsageTotals {
        let today = now.day
        let week = Day(number: today.number - burnDays)
        let days = try connection.query(
            """
            SELECT day, collected FROM usage_day
            WHERE organization_id = $1 AND day >= $2 AND day <= $3 ORDER BY day
            """,
            [
                .id(organization), .integer(Int64(min(week, today.startOfMonth).number)),
                .integer(Int64(today.number)),
            ]
        ) { (day: Day(number: Int32(clamping: $0.integer(0))), collected: $0.credits(1)) }
        let lastWeek = days.filter { $0.day > week }
        // A new customer's week starts with its first charge.
        let span = lastWeek.first.map { Int64(today.number - $0.day.number) + 1 } ?? 1
        let burned = try sum(lastWeek.map(\.collected))
        return UsageTotals(
            today: try sum(days.filter { $0.day == today }.map(\.collected)),
            thisMonth: try sum(days.filter { $0.day >= today.startOfMonth }.map(\.collected)),
            dailyBurn: Credits(nanocredits: max(0, burned.nanocredits / span)))
    }

    /// Grants with something left to spend, in the order in which they are spent.
    public static func liveGrants(
        of organization: OrganizationID, at now: Instant, limit: Int,
        on connection: any Connection
    ) throws -> [Grant] {
        try connection.query(
            """
            SELECT \(AccountRows.grantColumns) FROM credit_grant
            WHERE organization_id = $1 AND live = 1 AND expires_at > $2
            ORDER BY kind DESC, expires_at, id LIMIT $3
            """, [.id(organization), .instant(now), .integer(Int64(limit))], AccountRows.grant)
    }

    /// A page of all grants, spent and expired ones too, newest first.
    ///
    /// - Parameter cursor: The last grant of the page before.
    public static func grants(
        of organization: OrganizationID, after cursor: GrantID?, limit: Int,
        on connection: any Connection
    ) throws -> Page<GrantRecord> {
        let found = try connection.query(
            """
            SELECT \(AccountRows.grantColumns), description, metadata FROM credit_grant
            WHERE organization_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3
            """,
            [
                .id(organization), .text(cursor?.description ?? afterEveryID),
                .integer(Int64(limit) + 1),
            ]
        ) { row in
            GrantRecord(
                grant: try AccountRows.grant(row),
                memo: Memo(description: row.textOrNull(9), metadata: row.textOrNull(10)))
        }
        return Page(found, limit: limit) { $0.grant.id.description }
    }

    /// The days that the burn rate averages over: a week evens out weekends.
    private static let burnDays: Int32 = 7

    private static func sum(_ amounts: [Credits]) throws -> Credits {
        var total = Credits.zero
        for amount in amounts { total = try total.adding(amount) }
        return total
    }
}
