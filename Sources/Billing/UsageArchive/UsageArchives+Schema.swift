// SPDX-License-Identifier: Apache-2.0

public import Database

extension UsageArchives {
    /// Besides the archives themselves, what the removed rows of each organization came to: the
    /// books prove themselves with these sums in the place of the rows.
    public static let migrations = [
        Migration(
            490, "archives of usage",
            """
            CREATE TABLE usage_retention (
                id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
                closed_before BIGINT NOT NULL,
                seed BIGINT NOT NULL
            );
            CREATE TABLE usage_archive (
                number BIGINT NOT NULL PRIMARY KEY,
                id TEXT NOT NULL,
                closed_before BIGINT NOT NULL,
                closed_at BIGINT NOT NULL,
                state TEXT NOT NULL CHECK (state = 'writing' OR state = 'removing'
                    OR state = 'finished'),
                folder TEXT NOT NULL,
                charges BIGINT NOT NULL,
                holds BIGINT NOT NULL,
                amount BIGINT NOT NULL,
                refunded BIGINT NOT NULL,
                charges_sha256 TEXT,
                holds_sha256 TEXT,
                charges_removed BIGINT NOT NULL,
                holds_removed BIGINT NOT NULL,
                finished_at BIGINT,
                failure TEXT,
                failed_at BIGINT,
                CHECK (charges_removed <= charges AND holds_removed <= holds)
            );
            CREATE TABLE usage_archived (
                organization_id TEXT NOT NULL PRIMARY KEY,
                charges BIGINT NOT NULL,
                amount BIGINT NOT NULL,
                refunded BIGINT NOT NULL,
                holds BIGINT NOT NULL,
                captured_holds BIGINT NOT NULL,
                amount_tally TEXT NOT NULL,
                place_tally TEXT NOT NULL,
                refunded_tally TEXT NOT NULL
            );
            CREATE TABLE usage_archived_grant (
                organization_id TEXT NOT NULL,
                grant_id TEXT NOT NULL,
                drawn BIGINT NOT NULL,
                PRIMARY KEY (organization_id, grant_id)
            );
            CREATE TABLE usage_archived_day (
                organization_id TEXT NOT NULL,
                day BIGINT NOT NULL,
                collected BIGINT NOT NULL,
                charges BIGINT NOT NULL,
                PRIMARY KEY (organization_id, day)
            )
            """)
    ]
}
