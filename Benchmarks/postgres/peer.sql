-- SPDX-License-Identifier: Apache-2.0
-- The tables that elizaOS Cloud writes for an AI request, by its public schema
-- (packages/db/schemas/organizations.ts, credit-transactions.ts, usage-records.ts): columns, checks,
-- foreign keys and indexes. Its tables of users and API keys are here only as far as those refer to
-- them. `psql --set organizations=N`; organization n has the id that peer.pgbench computes from n.

CREATE TABLE organizations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    slug text NOT NULL UNIQUE,
    credit_balance numeric(16, 6) NOT NULL DEFAULT 100.000000 CHECK (credit_balance >= 0),
    settings jsonb DEFAULT '{}',
    stripe_customer_id text,
    billing_email text,
    stripe_payment_method_id text,
    stripe_default_payment_method text,
    auto_top_up_enabled boolean NOT NULL DEFAULT false,
    auto_top_up_threshold numeric(10, 2),
    auto_top_up_amount numeric(10, 2),
    pay_as_you_go_from_earnings boolean NOT NULL DEFAULT true,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamp NOT NULL DEFAULT now(),
    updated_at timestamp NOT NULL DEFAULT now()
);

CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
CREATE TABLE api_keys (id uuid PRIMARY KEY DEFAULT gen_random_uuid());

CREATE TABLE credit_transactions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    user_id uuid REFERENCES users ON DELETE SET NULL,
    amount numeric(12, 6) NOT NULL,
    type text NOT NULL,
    description text,
    metadata jsonb NOT NULL DEFAULT '{}',
    stripe_payment_intent_id text,
    created_at timestamp NOT NULL DEFAULT now()
);
CREATE INDEX ON credit_transactions (organization_id);
CREATE INDEX ON credit_transactions (user_id);
CREATE INDEX ON credit_transactions (type);
CREATE INDEX ON credit_transactions (created_at);
CREATE UNIQUE INDEX ON credit_transactions (stripe_payment_intent_id);

CREATE TABLE usage_records (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
    user_id uuid REFERENCES users ON DELETE SET NULL,
    api_key_id uuid REFERENCES api_keys ON DELETE SET NULL,
    type text NOT NULL,
    model text,
    provider text NOT NULL,
    input_tokens integer NOT NULL DEFAULT 0,
    output_tokens integer NOT NULL DEFAULT 0,
    input_cost numeric(12, 6) DEFAULT 0,
    output_cost numeric(12, 6) DEFAULT 0,
    markup numeric(12, 6) DEFAULT 0,
    request_id text,
    duration_ms integer,
    is_successful boolean NOT NULL DEFAULT true,
    error_message text,
    ip_address text,
    user_agent text,
    metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamp NOT NULL DEFAULT now()
);
CREATE INDEX ON usage_records (organization_id);
CREATE INDEX ON usage_records (user_id);
CREATE INDEX ON usage_records (api_key_id);
CREATE INDEX ON usage_records (type);
CREATE INDEX ON usage_records (provider);
CREATE INDEX ON usage_records (created_at);
CREATE INDEX ON usage_records (organization_id, created_at);
CREATE INDEX ON usage_records (organization_id, type, created_at);

INSERT INTO users VALUES ('00000000-0000-4000-8000-000000000001');
INSERT INTO api_keys VALUES ('00000000-0000-4000-8000-000000000001');
INSERT INTO organizations (id, name, slug, credit_balance)
    SELECT md5(n::text)::uuid, 'Bench', 'bench-' || n, 1000000
    FROM generate_series(1, :organizations) n;
VACUUM ANALYZE;
