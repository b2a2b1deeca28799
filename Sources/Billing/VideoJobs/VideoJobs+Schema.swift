// SPDX-License-Identifier: Apache-2.0

public import Database

extension VideoJobs {
    public static let migrations = [Migration(480, "video jobs", table)]

    /// `next_poll_at` is when somebody has to look, the end of time for a job that is over. The
    /// index of jobs that are lost has few rows, for whoever looks after the server.
    private static let table = """
        CREATE TABLE video_job (
            organization_id TEXT NOT NULL,
            id TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state = 'submitting' OR state = 'running'
                OR state = 'completed' OR state = 'failed' OR state = 'expired'
                OR state = 'unknown'),
            model TEXT NOT NULL,
            upstream TEXT,
            upstream_id TEXT,
            upstream_model TEXT,
            description TEXT,
            key_id TEXT,
            agent_id TEXT,
            app_id TEXT,
            request_id TEXT,
            hold_id TEXT,
            held BIGINT NOT NULL CHECK (held >= 0),
            charge_id TEXT NOT NULL,
            cost BIGINT CHECK (cost >= 0),
            price_book BIGINT NOT NULL,
            markup TEXT NOT NULL,
            measure TEXT NOT NULL,
            idempotency_key TEXT,
            answer BYTEA,
            failures BIGINT NOT NULL CHECK (failures >= 0),
            last_error TEXT,
            created_at BIGINT NOT NULL,
            next_poll_at BIGINT NOT NULL,
            finished_at BIGINT,
            deleted_at BIGINT,
            PRIMARY KEY (organization_id, id),
            CHECK (state <> 'running' OR upstream_id IS NOT NULL),
            CHECK ((state = 'completed') = (cost IS NOT NULL)),
            CHECK ((state = 'submitting' OR state = 'running')
                = (next_poll_at < 9223372036854775807))
        );
        CREATE INDEX video_job_due ON video_job (next_poll_at)
            WHERE next_poll_at < 9223372036854775807;
        CREATE INDEX video_job_lost ON video_job (organization_id, finished_at)
            WHERE state = 'expired' OR state = 'unknown'
        """

    static let columns = """
        id, organization_id, state, model, upstream, upstream_id, upstream_model, description, \
        key_id, agent_id, app_id, request_id, hold_id, held, charge_id, cost, price_book, markup, \
        measure, answer, failures, created_at
        """
}
