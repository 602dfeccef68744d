-- Contact rules with their history, the suppression list, opting out of one survey, and what a planned line has to say about waiting.
CREATE TABLE contact_rules (
    id uuid NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    position integer NOT NULL,
    is_active boolean NOT NULL,
    limits jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL,
    removed_at timestamp with time zone,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    reason_en text NOT NULL,
    reason_fr text NOT NULL,
    CONSTRAINT pk_contact_rules PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_contact_rules_key ON contact_rules (key);

CREATE TABLE contact_rule_changes (
    id uuid NOT NULL,
    rule_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    step text NOT NULL,
    limits jsonb NOT NULL,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    reason_en text NOT NULL,
    reason_fr text NOT NULL,
    CONSTRAINT pk_contact_rule_changes PRIMARY KEY (id)
);
CREATE INDEX ix_contact_rule_changes_rule_id_at ON contact_rule_changes (rule_id, at);

CREATE TABLE suppressed_addresses (
    hash bytea NOT NULL,
    address text,
    cause text NOT NULL,
    source text NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_suppressed_addresses PRIMARY KEY (hash)
);
CREATE INDEX ix_suppressed_addresses_added_at ON suppressed_addresses (added_at);

CREATE TABLE survey_opt_outs (
    customer_id uuid NOT NULL,
    survey_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT pk_survey_opt_outs PRIMARY KEY (customer_id, survey_id)
);

CREATE TABLE known_zones (
    name text NOT NULL,
    CONSTRAINT pk_known_zones PRIMARY KEY (name)
);
INSERT INTO known_zones (name) SELECT name FROM pg_timezone_names WHERE name NOT LIKE 'posix%' ON CONFLICT DO NOTHING;

ALTER TABLE customers ADD COLUMN ask_every_days integer;
CREATE INDEX ix_customers_account_ref ON customers (account_ref) WHERE account_ref IS NOT NULL;

ALTER TABLE invitations ADD COLUMN wished_at timestamp with time zone, ADD COLUMN released_at timestamp with time zone, ADD COLUMN reminded_at timestamp with time zone[];
CREATE INDEX ix_invitations_released_at ON invitations (released_at) WHERE released_at IS NOT NULL;
