// SPDX-License-Identifier: Apache-2.0

public import Database

extension Keeper {
    /// The keeper's tables. Organization first in every key: no transaction crosses organizations,
    /// and a distributed database can shard by it. Keys grow with time; one narrow index a
    /// question.
    public static let migrations =
        [
            Migration(300, "accounts", accounts),
            Migration(301, "grants", grants),
            Migration(302, "holds", holds),
            Migration(303, "charges", charges),
            Migration(304, "journal", journal, appendOnly: ["entry", "refund", "adjustment"]),
            Migration(305, "usage by day", usage),
            Migration(306, "idempotency", idempotency),
            Migration(307, "live grants", liveGrants),
            Migration(308, "requests of holds", requestsOfHolds),
            Migration(309, "partitions", partitioned: Partitions.tables.map(\.table)),
        ] + UsageArchives.migrations

    private static let accounts = """
        CREATE TABLE account (
            organization_id TEXT NOT NULL PRIMARY KEY,
            credit_limit BIGINT NOT NULL CHECK (credit_limit >= 0),
            credits BIGINT NOT NULL,
            promotional_credits BIGINT NOT NULL CHECK (promotional_credits >= 0),
            revenue BIGINT NOT NULL CHECK (revenue >= 0),
            breakage BIGINT NOT NULL CHECK (breakage >= 0),
            promotional_expense BIGINT NOT NULL CHECK (promotional_expense >= 0),
            clearing BIGINT NOT NULL CHECK (clearing >= 0),
            refunds BIGINT NOT NULL CHECK (refunds >= 0),
            uncollected BIGINT NOT NULL CHECK (uncollected >= 0),
            adjustments BIGINT NOT NULL,
            held BIGINT NOT NULL CHECK (held >= 0),
            overdraft BIGINT NOT NULL CHECK (overdraft >= 0),
            sequence BIGINT NOT NULL CHECK (sequence >= 0),
            chain_hash BYTEA NOT NULL,
            next_expiry BIGINT NOT NULL,
            CHECK (credits + promotional_credits - held + credit_limit >= 0),
            CHECK (clearing + promotional_expense + refunds + uncollected + adjustments
                = credits + promotional_credits + revenue + breakage)
        );
        CREATE INDEX account_next_expiry ON account (next_expiry)
            WHERE next_expiry < 9223372036854775807
        """

    private static let grants = """
        CREATE TABLE credit_grant (
            organization_id TEXT NOT NULL,
            id TEXT NOT NULL,
            source TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('paid', 'promotional')),
            amount BIGINT NOT NULL CHECK (amount > 0),
            remaining BIGINT NOT NULL CHECK (remaining >= 0),
            expired BIGINT NOT NULL CHECK (expired >= 0),
            repaid BIGINT NOT NULL CHECK (repaid >= 0),
            expires_at BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            description TEXT,
            metadata TEXT,
            PRIMARY KEY (organization_id, id),
            CHECK (remaining + expired + repaid <= amount)
        );
        CREATE INDEX credit_grant_live ON credit_grant (organization_id, kind DESC, expires_at, id)
            WHERE remaining > 0;
        CREATE INDEX credit_grant_due ON credit_grant (organization_id, expires_at)
            WHERE remaining > 0 AND expires_at < 9223372036854775807
        """

    /// Indexes on `remaining > 0` were written again at each change of what remains; `live` changes
    /// when a grant is used up, or comes to life again. A new table, so that the schema refuses a
    /// `live` that is wrong.
    private static let liveGrants = """
        CREATE TABLE credit_grant_next (
            organization_id TEXT NOT NULL,
            id TEXT NOT NULL,
            source TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('paid', 'promotional')),
            amount BIGINT NOT NULL CHECK (amount > 0),
            remaining BIGINT NOT NULL CHECK (remaining >= 0),
            expired BIGINT NOT NULL CHECK (expired >= 0),
            repaid BIGINT NOT NULL CHECK (repaid >= 0),
            expires_at BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            description TEXT,
            metadata TEXT,
            live BIGINT NOT NULL,
            PRIMARY KEY (organization_id, id),
            CHECK (remaining + expired + repaid <= amount),
            CHECK ((live = 1 AND remaining > 0) OR (live = 0 AND remaining = 0))
        );
        INSERT INTO credit_grant_next
            SELECT organization_id, id, source, kind, amount, remaining, expired, repaid,
                expires_at, created_at, description, metadata,
                CASE WHEN remaining > 0 THEN 1 ELSE 0 END
            FROM credit_grant;
        DROP TABLE credit_grant;
        ALTER TABLE credit_grant_next RENAME TO credit_grant;
        CREATE INDEX credit_grant_live ON credit_grant (organization_id, kind DESC, expires_at, id)
            WHERE live = 1;
        CREATE INDEX credit_grant_due ON credit_grant (organization_id, expires_at)
            WHERE live = 1 AND expires_at < 9223372036854775807
        """

    private static let holds = """
        CREATE TABLE hold (
            organization_id TEXT NOT NULL,
            id TEXT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount > 0),
            captured BIGINT NOT NULL CHECK (captured >= 0),
            status TEXT NOT NULL CHECK (status = 'open' OR status = 'captured'
                OR status = 'released' OR status = 'expired'),
            draws TEXT NOT NULL,
            expires_at BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            description TEXT,
            metadata TEXT,
            key_id TEXT,
            agent_id TEXT,
            app_id TEXT,
            PRIMARY KEY (organization_id, id)
        );
        CREATE INDEX hold_open ON hold (organization_id, expires_at) WHERE status = 'open'
        """

    /// A call of the gateway's that ends is captured or released; its hold expires only where
    /// nobody was left to do that. Those few have an index, all others do not pay for one.
    private static let requestsOfHolds = """
        ALTER TABLE hold ADD COLUMN request_id TEXT;
        CREATE INDEX hold_cut_off ON hold (organization_id, expires_at)
            WHERE status = 'expired' AND request_id IS NOT NULL
        """

    private static let charges = """
        CREATE TABLE charge (
            organization_id TEXT NOT NULL,
            id TEXT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount >= 0),
            uncollected BIGINT NOT NULL CHECK (uncollected >= 0),
            refunded BIGINT NOT NULL CHECK (refunded >= 0),
            draws TEXT NOT NULL,
            hold_id TEXT,
            late BIGINT NOT NULL,
            sequence BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            description TEXT,
            metadata TEXT,
            key_id TEXT,
            agent_id TEXT,
            app_id TEXT,
            provider TEXT,
            model TEXT,
            operation TEXT,
            price_book BIGINT,
            estimated BIGINT NOT NULL,
            quote TEXT,
            PRIMARY KEY (organization_id, id),
            CHECK (uncollected + refunded <= amount)
        );
        CREATE INDEX charge_uncollected ON charge (organization_id, id) WHERE uncollected > 0
        """

    private static let journal = """
        CREATE TABLE entry (
            organization_id TEXT NOT NULL,
            sequence BIGINT NOT NULL,
            at BIGINT NOT NULL,
            type TEXT NOT NULL,
            debit TEXT NOT NULL,
            credit TEXT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount >= 0),
            change BIGINT,
            balance_after BIGINT NOT NULL,
            reference TEXT NOT NULL,
            hash BYTEA NOT NULL,
            PRIMARY KEY (organization_id, sequence)
        );
        CREATE INDEX entry_type ON entry (organization_id, type, sequence)
            WHERE change IS NOT NULL AND type <> 'usage';
        CREATE TABLE refund (
            organization_id TEXT NOT NULL,
            id TEXT NOT NULL,
            charge_id TEXT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount > 0),
            created_at BIGINT NOT NULL,
            description TEXT,
            metadata TEXT,
            PRIMARY KEY (organization_id, id)
        );
        CREATE TABLE adjustment (
            organization_id TEXT NOT NULL,
            id TEXT NOT NULL,
            amount BIGINT NOT NULL,
            draws TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            description TEXT,
            metadata TEXT,
            PRIMARY KEY (organization_id, id)
        )
        """

    private static let usage = """
        CREATE TABLE usage_day (
            organization_id TEXT NOT NULL,
            day BIGINT NOT NULL,
            collected BIGINT NOT NULL,
            charges BIGINT NOT NULL,
            PRIMARY KEY (organization_id, day)
        )
        """

    private static let idempotency = """
        CREATE TABLE idempotency (
            scope TEXT NOT NULL,
            key TEXT NOT NULL,
            fingerprint BYTEA NOT NULL,
            status BIGINT NOT NULL,
            body BYTEA NOT NULL,
            reference TEXT,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (scope, key)
        )
        """
}
