-- Periodic surveys of client companies, their waves, and who is on the list of each.
CREATE TABLE programmes (
    id uuid NOT NULL,
    survey_id uuid NOT NULL,
    touchpoint_id uuid NOT NULL,
    trigger_id uuid NOT NULL,
    every_months integer,
    every_weeks integer,
    account_rule jsonb,
    roles text[] NOT NULL,
    starts_on date NOT NULL,
    time_zone text NOT NULL,
    send_at_hour integer NOT NULL,
    notice_days integer NOT NULL,
    unapproved text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    planned_at timestamp with time zone,
    paused_at timestamp with time zone,
    ended_at timestamp with time zone,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    CONSTRAINT pk_programmes PRIMARY KEY (id),
    CONSTRAINT ck_programmes_rhythm CHECK (num_nonnulls(every_months, every_weeks) = 1)
);
CREATE TABLE programme_accounts (
    programme_id uuid NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT pk_programme_accounts PRIMARY KEY (programme_id, account_id)
);
CREATE INDEX ix_programme_accounts_account_id ON programme_accounts (account_id);
CREATE TABLE waves (
    id uuid NOT NULL,
    programme_id uuid,
    batch_id uuid,
    account_id uuid NOT NULL,
    touchpoint_id uuid NOT NULL,
    survey_id uuid NOT NULL,
    trigger_id uuid NOT NULL,
    number integer NOT NULL,
    period_start date NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    reason text NOT NULL,
    note text NOT NULL,
    note_by text NOT NULL,
    approved_by uuid,
    approved_by_name text NOT NULL,
    approved_at timestamp with time zone,
    announced_at timestamp with time zone,
    started_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT pk_waves PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_waves_programme_id_account_id_period_start ON waves (programme_id, account_id, period_start);
CREATE INDEX ix_waves_account_id_starts_at ON waves (account_id, starts_at);
CREATE INDEX ix_waves_batch_id ON waves (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX ix_waves_to_come ON waves (starts_at) WHERE state IN ('Planned', 'Announced', 'Approved');
CREATE INDEX ix_waves_running ON waves (started_at) WHERE state = 'Started';
CREATE INDEX ix_waves_cancelled_at ON waves (cancelled_at) WHERE cancelled_at IS NOT NULL;
CREATE TABLE wave_contacts (
    wave_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    included boolean NOT NULL,
    left_out_reason text NOT NULL,
    left_out_note text NOT NULL,
    added_by_hand boolean NOT NULL,
    role text NOT NULL,
    influence numeric(4,2) NOT NULL,
    CONSTRAINT pk_wave_contacts PRIMARY KEY (wave_id, customer_id)
);
CREATE INDEX ix_wave_contacts_customer_id ON wave_contacts (customer_id);

-- A wave asks by events of its own, which fire its own trigger and no other.
ALTER TABLE triggers ADD COLUMN for_waves boolean NOT NULL DEFAULT false;
ALTER TABLE touchpoint_events ADD COLUMN wave_id uuid;
CREATE INDEX ix_touchpoint_events_wave_id ON touchpoint_events (wave_id) WHERE wave_id IS NOT NULL;
ALTER TABLE invitations ADD COLUMN wave_id uuid;
CREATE INDEX ix_invitations_wave_id ON invitations (wave_id) WHERE wave_id IS NOT NULL;
