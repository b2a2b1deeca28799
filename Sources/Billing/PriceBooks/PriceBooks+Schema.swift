// SPDX-License-Identifier: Apache-2.0

public import Database

extension PriceBooks {
    /// The tables of prices. They are the platform's, no organization's: small, and read whole.
    ///
    /// Models are stored once, by the digest of what they say; a book is the changes since the one
    /// before it, so that a thousand books of ten thousand models cost what differs between them.
    public static let migrations = [
        Migration(
            400, "price books", books, appendOnly: ["price_model", "price_book", "price_change"]),
        Migration(401, "price sources", sources),
        Migration(402, "price runs", runs),
        Migration(403, "price quarantine", quarantine),
        Migration(404, "price overrides", overrides),
        Migration(405, "markup rules", markups),
        Migration(406, "unusable prices", unusable),
        Migration(407, "prices held back for later", later),
    ]

    private static let books = """
        CREATE TABLE price_model (
            digest TEXT NOT NULL PRIMARY KEY,
            document TEXT NOT NULL
        );
        CREATE TABLE price_book (
            number BIGINT NOT NULL PRIMARY KEY CHECK (number >= 1),
            effective_at BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            cause TEXT NOT NULL,
            author TEXT,
            models BIGINT NOT NULL,
            changes BIGINT NOT NULL
        );
        CREATE TABLE price_change (
            book BIGINT NOT NULL REFERENCES price_book (number),
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            digest TEXT REFERENCES price_model (digest),
            PRIMARY KEY (provider, model, book)
        );
        CREATE INDEX price_change_by_book ON price_change (book)
        """

    private static let sources = """
        CREATE TABLE price_source (
            name TEXT NOT NULL PRIMARY KEY,
            format TEXT NOT NULL,
            location TEXT NOT NULL,
            etag TEXT,
            content_hash TEXT,
            changed_at BIGINT,
            checked_at BIGINT,
            failed_at BIGINT,
            failure TEXT
        );
        CREATE TABLE price_listing (
            source TEXT NOT NULL,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            digest TEXT NOT NULL REFERENCES price_model (digest),
            PRIMARY KEY (source, provider, model)
        );
        CREATE TABLE price_accepted (
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            digest TEXT NOT NULL REFERENCES price_model (digest),
            source TEXT NOT NULL,
            accepted_at BIGINT NOT NULL,
            PRIMARY KEY (provider, model)
        )
        """

    private static let runs = """
        CREATE TABLE price_run (
            id TEXT NOT NULL PRIMARY KEY,
            source TEXT NOT NULL,
            cause TEXT NOT NULL,
            author TEXT,
            started_at BIGINT NOT NULL,
            ended_at BIGINT NOT NULL,
            status TEXT NOT NULL,
            failure TEXT,
            book BIGINT,
            entries_in BIGINT NOT NULL,
            models_out BIGINT NOT NULL,
            rates_out BIGINT NOT NULL,
            skipped BIGINT NOT NULL,
            changed BIGINT NOT NULL,
            held_back BIGINT NOT NULL,
            report TEXT NOT NULL
        )
        """

    private static let quarantine = """
        CREATE TABLE price_quarantine (
            id TEXT NOT NULL PRIMARY KEY,
            source TEXT NOT NULL,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            digest TEXT REFERENCES price_model (digest),
            alarms TEXT NOT NULL,
            status TEXT NOT NULL
                CHECK (status IN ('pending', 'approved', 'rejected', 'superseded')),
            created_at BIGINT NOT NULL,
            decided_at BIGINT,
            decided_by TEXT,
            note TEXT
        );
        CREATE INDEX price_quarantine_pending ON price_quarantine (provider, model)
            WHERE status = 'pending';
        CREATE INDEX price_quarantine_rejected ON price_quarantine (provider, model)
            WHERE status = 'rejected'
        """

    private static let overrides = """
        CREATE TABLE price_override (
            id TEXT NOT NULL PRIMARY KEY,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            digest TEXT NOT NULL REFERENCES price_model (digest),
            reason TEXT NOT NULL,
            expires_at BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            created_by TEXT,
            revoked_at BIGINT,
            revoked_by TEXT
        )
        """

    private static let markups = """
        CREATE TABLE markup_rule (
            id TEXT NOT NULL PRIMARY KEY,
            organization_id TEXT,
            provider TEXT,
            model TEXT,
            operation TEXT,
            percent TEXT NOT NULL,
            valid_from BIGINT NOT NULL,
            valid_until BIGINT NOT NULL,
            reason TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            created_by TEXT,
            revoked_at BIGINT,
            revoked_by TEXT
        )
        """

    /// `is_kept`: the source said so before, and states no usable price now. `unusable`: the digest
    /// of what it states, in rows with nothing to approve. `lapsed_at`: since when it does not.
    private static let unusable = """
        ALTER TABLE price_listing ADD COLUMN is_kept BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE price_quarantine ADD COLUMN unusable TEXT;
        ALTER TABLE price_quarantine ADD COLUMN lapsed_at BIGINT
        """

    /// From when on an approved price is to hold; null for at once.
    private static let later = """
        ALTER TABLE price_quarantine ADD COLUMN effective_at BIGINT
        """
}
