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
        WHERE organization_id = $1 AND remaining > 0
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
    func accounts(of organizations: some Sequence<OrganizationID>) throws -> [OrganizationID:
        Account]
    {
        let ordered = organizations.sorted()
        var accounts: [OrganizationID: Account] = [:]
        try connection.queryMany(
            """
            SELECT \(AccountRows.accountColumns) FROM account
            WHERE organization_id = $1 \(connection.lockingClause)
            """,
            ordered.map { [.id($0)] }
        ) { index, row in
            accounts[ordered[index]] = try AccountRows.account(ordered[index], row)
        }
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
                WHERE organization_id = $1 AND remaining > 0
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
            WHERE organization_id = $1 AND remaining > 0
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

    /// Puts live grants into the working set, in the order in which they are spent, until they
    /// cover `demand` or there are no more.
    func loadGrants(covering demand: Credits, into account: inout Account) throws {
        guard demand.isPositive else { return }
        var position: Int64 = 0
        var limit = Self.grantPage
        // Grants that are in the working set for another reason do not count: they may be spent
        // after those that this page has not reached.
        var covered = Credits.zero
        while true {
            let page = try connection.query(
                Self.liveGrants,
                [.id(account.organization), .integer(limit), .integer(position)],
                AccountRows.grant)
            account.load(grants: page)
            for grant in page where grant.expiresAt > now {
                covered = covered.saturatingSum(grant.remaining)
            }
            if page.count < limit || covered >= demand { return }
            position += limit
            // Each page skips those before it: growing ones keep the sum in proportion.
            limit *= 2
        }
    }

    /// Puts the grants that loaded holds and charges drew on into the working set.
    ///
    /// - Throws: `DatabaseFailure.corrupt` when one is not there: the books are damaged.
    func loadMissingGrants(into account: inout Account) throws {
        let missing = account.missingGrants.sorted()
        guard !missing.isEmpty else { return }
        var found: [Grant] = []
        try connection.queryMany(
            Self.grant,
            missing.map { [.id(account.organization), .id($0)] }
        ) { _, row in found.append(try AccountRows.grant(row)) }
        guard found.count == missing.count else {
            throw DatabaseFailure.corrupt(
                "a hold or charge of \(account.organization) drew on a grant that is not there")
        }
        account.load(grants: found)
    }

    /// The account as it stands now, what is due ended in memory: for reading, nothing is written.
    ///
    /// Debts are not collected: there may be more than one wants to read.
    func currentAccount(of organization: OrganizationID) throws -> Account? {
        guard var account = try accounts(of: [organization])[organization] else { return nil }
        guard account.nextExpiry <= now else { return account }
        try loadDue(into: &account)
        try loadMissingGrants(into: &account)
        do {
            _ = try account.apply(.expire, at: now)
        } catch {
            throw DatabaseFailure.corrupt("the totals of \(organization) left their range")
        }
        return account
    }
}
