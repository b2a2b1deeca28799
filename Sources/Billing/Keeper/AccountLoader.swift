// SPDX-License-Identifier: Apache-2.0

import Database
import Ledger
import Money
import Vocabulary

/// Reads accounts and as much of their history as given commands need: never more than grows with
/// the commands.
struct AccountLoader {
    let connection: any Connection
    let now: Instant

    // Asked for each account of a batch: made once, not at every question.
    private static let liveGrants = """
        SELECT \(AccountRows.grantColumns) FROM credit_grant
        WHERE organization_id = $1 AND live = 1
        ORDER BY kind DESC, expires_at, id LIMIT $2 OFFSET $3
        """
    private static let grant = """
        SELECT \(AccountRows.grantColumns) FROM credit_grant
        WHERE organization_id = $1 AND id = $2
        """

    /// Grants read at first; most organizations have fewer alive.
    private static let grantPage: Int64 = 16
    /// Debts collected in one go; more wait for the next sweep, which comes at once.
    private static let debtPage: Int64 = 500

    /// Reads the accounts of `organizations` under lock, in key order so that two nodes cannot wait
    /// for each other. Organizations without books are left out.
    func accounts(of organizations: some Sequence<OrganizationID>) throws -> [Account] {
        let ordered = organizations.sorted()
        var keys = Parameters()
        for organization in ordered {
            keys.beginRow()
            keys.append(organization)
        }
        var accounts: [Account] = []
        accounts.reserveCapacity(ordered.count)
        try connection.queryMany(
            """
            SELECT \(AccountRows.accountColumns) FROM account
            WHERE organization_id = $1 \(connection.lockingClause)
            """, keys
        ) { index, row in accounts.append(try AccountRows.account(ordered[index], row)) }
        return accounts
    }

    /// Puts what is due into the working set.
    func loadDue(into account: inout Account) throws {
        guard account.nextExpiry <= now else { return }
        let organization = Value.id(account.organization)
        let due: [Value] = [organization, .instant(now)]
        account.load(
            holds: try connection.query(
                """
                SELECT \(AccountRows.holdColumns) FROM hold
                WHERE organization_id = $1 AND status = 'open' AND expires_at <= $2
                """, due
            ) { try AccountRows.hold($0).hold })
        account.load(
            grants: try connection.query(
                """
                SELECT \(AccountRows.grantColumns) FROM credit_grant
                WHERE organization_id = $1 AND live = 1
                    AND expires_at <= $2 AND expires_at < 9223372036854775807
                """, due, AccountRows.grant))
        let laterHold = try connection.first(
            """
            SELECT min(expires_at) FROM hold
            WHERE organization_id = $1 AND status = 'open' AND expires_at > $2
            """, due
        ) { $0.instantOrNull(0) }
        let laterGrant = try connection.first(
            """
            SELECT min(expires_at) FROM credit_grant
            WHERE organization_id = $1 AND live = 1
                AND expires_at > $2 AND expires_at < 9223372036854775807
            """, due
        ) { $0.instantOrNull(0) }
        account.load(
            laterExpiry: min((laterHold ?? nil) ?? .never, (laterGrant ?? nil) ?? .never))
    }

    /// Puts the oldest uncollected charges into the working set, when there are any.
    func loadDebts(into account: inout Account) throws {
        guard account.balances.uncollected.isPositive else { return }
        account.load(
            debts: try connection.query(
                """
                SELECT \(AccountRows.chargeColumns) FROM charge
                WHERE organization_id = $1 AND uncollected > 0 ORDER BY id LIMIT $2
                """, [.id(account.organization), .integer(Self.debtPage)], AccountRows.charge))
    }

    /// Puts live grants into the working sets, in the order in which they are spent, until they
    /// cover the demand on their account or there are no more.
    ///
    /// - Parameter demands: For each account what may be drawn from its grants since it was loaded;
    ///   what was drawn in memory stands undrawn in the rows.
    func loadGrants(covering demands: [Credits], into accounts: inout [Account]) throws {
        let places = accounts.indices.filter {
            demands[$0].isPositive && !accounts[$0].hasAllLiveGrants
        }
        var questions = Parameters()
        for place in places {
            questions.beginRow()
            questions.append(accounts[place].organization, Self.grantPage, Int64(0))
        }
        var pages = [[Grant]](repeating: [], count: places.count)
        try connection.queryMany(Self.liveGrants, questions) { index, row in
            pages[index].append(try AccountRows.grant(row))
        }
        for (page, place) in zip(pages, places) {
            accounts[place].load(grants: page)
            guard page.count == Self.grantPage else {
                accounts[place].noteAllLiveGrantsAreLoaded()
                continue
            }
            try loadMoreGrants(
                covering: demands[place], alreadyCovered: spendable(page), into: &accounts[place])
        }
    }

    /// Goes on behind the first page.
    private func loadMoreGrants(
        covering demand: Credits, alreadyCovered: Credits, into account: inout Account
    ) throws {
        // Grants that are in the working set for another reason do not count: they may be spent
        // after those that this page has not reached.
        var covered = alreadyCovered
        var position = Self.grantPage
        // Each page skips those before it: growing ones keep the sum in proportion.
        var limit = 2 * Self.grantPage
        while covered < demand {
            let page = try connection.query(
                Self.liveGrants,
                [.id(account.organization), .integer(limit), .integer(position)],
                AccountRows.grant)
            account.load(grants: page)
            covered = covered.saturatingSum(spendable(page))
            if page.count < limit { return }
            position += limit
            limit *= 2
        }
    }

    private func spendable(_ grants: [Grant]) -> Credits {
        grants.reduce(.zero) { $1.expiresAt > now ? $0.saturatingSum($1.remaining) : $0 }
    }

    /// Puts the grants that loaded holds and charges drew on into the working sets.
    ///
    /// - Throws: `DatabaseFailure.corrupt` when one is not there: the books are damaged.
    func loadMissingGrants(into accounts: inout [Account]) throws {
        var keys = Parameters()
        var asked: [(place: Int, grant: GrantID)] = []
        for place in accounts.indices {
            for grant in accounts[place].missingGrants.sorted() {
                keys.beginRow()
                keys.append(accounts[place].organization, grant)
                asked.append((place, grant))
            }
        }
        var found: [Int: [Grant]] = [:]
        var count = 0
        try connection.queryMany(Self.grant, keys) { index, row in
            let grant = try AccountRows.grant(asked[index].grant, row)
            found[asked[index].place, default: []].append(grant)
            count += 1
        }
        guard count == asked.count else {
            throw DatabaseFailure.corrupt("a hold or charge drew on a grant that is not there")
        }
        for (place, grants) in found { accounts[place].load(grants: grants) }
    }

    /// The account as it stands now, what is due ended in memory: for reading, nothing is written.
    ///
    /// Debts are not collected: there may be more than one wants to read.
    func currentAccount(of organization: OrganizationID) throws -> Account? {
        var accounts = try accounts(of: [organization])
        guard !accounts.isEmpty, accounts[0].nextExpiry <= now else { return accounts.first }
        try loadDue(into: &accounts[0])
        try loadMissingGrants(into: &accounts)
        do {
            _ = try accounts[0].apply(.expire, at: now)
        } catch {
            throw DatabaseFailure.corrupt("the totals of \(organization) left their range")
        }
        return accounts[0]
    }
}
