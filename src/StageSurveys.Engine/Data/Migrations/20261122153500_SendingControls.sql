-- The switch, the plan for a new sending domain, and how fast any one domain of recipients may be written to; 0 is no limit.
ALTER TABLE sending_settings
    ADD COLUMN stopped_at timestamp with time zone,
    ADD COLUMN stopped_by text NOT NULL DEFAULT '',
    ADD COLUMN warm_up_from date,
    ADD COLUMN warm_up_plan integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN per_minute integer NOT NULL DEFAULT 0,
    ADD COLUMN at_once integer NOT NULL DEFAULT 0;

-- Surveys and triggers whose mails wait.
CREATE TABLE sending_stops (
    id uuid NOT NULL,
    since timestamp with time zone NOT NULL,
    by text NOT NULL,
    CONSTRAINT pk_sending_stops PRIMARY KEY (id)
);

CREATE TABLE sending_domains (
    domain text NOT NULL,
    per_minute integer,
    at_once integer,
    next_at timestamp with time zone,
    held_until timestamp with time zone,
    refusals integer NOT NULL,
    CONSTRAINT pk_sending_domains PRIMARY KEY (domain)
);

CREATE TABLE sending_days (
    day date NOT NULL,
    mails integer NOT NULL,
    CONSTRAINT pk_sending_days PRIMARY KEY (day)
);

ALTER TABLE invitations ADD COLUMN send_before timestamp with time zone, ADD COLUMN slot_at timestamp with time zone;
DROP INDEX ix_invitations_due;
CREATE INDEX ix_invitations_due ON invitations (due_at) WHERE disposition = 'Planned' AND reason <> 'stopped';

-- Who changed a line by hand: said by the transaction that does it.
ALTER TABLE invitation_changes ADD COLUMN by text NOT NULL DEFAULT '';
CREATE OR REPLACE FUNCTION note_changed_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO invitation_changes (invitation_id, disposition, reason, at, by)
    VALUES (NEW.id, NEW.disposition, NEW.reason, NEW.disposition_at, COALESCE(current_setting('stage_surveys.actor', true), ''));
    RETURN NULL;
END
$$;
-- What came back by mail, each once: no address and no text of it is kept.
CREATE TABLE mail_returns (
    fingerprint bytea NOT NULL,
    invitation_id uuid,
    kind text NOT NULL,
    status text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_mail_returns PRIMARY KEY (fingerprint)
);
CREATE INDEX ix_mail_returns_invitation_id ON mail_returns (invitation_id);
CREATE INDEX ix_mail_returns_received_at ON mail_returns (received_at);
-- What a trigger says about writing again, and what a line still has before it.
ALTER TABLE triggers
    ADD COLUMN reminder_count integer NOT NULL DEFAULT 0,
    ADD COLUMN reminder_days integer NOT NULL DEFAULT 3,
    ADD COLUMN last_call boolean NOT NULL DEFAULT true,
    ADD COLUMN thank_you boolean NOT NULL DEFAULT false;
ALTER TABLE invitations ADD COLUMN remind_at timestamp with time zone, ADD COLUMN wants_thanks boolean NOT NULL DEFAULT false;
CREATE INDEX ix_invitations_remind_at ON invitations (remind_at) WHERE remind_at IS NOT NULL;
CREATE INDEX ix_invitations_to_thank ON invitations (completed_at) WHERE wants_thanks AND disposition = 'Completed';

-- What the last look at the ledger found.
ALTER TABLE sending_settings
    ADD COLUMN ledger_alarm_at timestamp with time zone,
    ADD COLUMN ledger_missing bigint NOT NULL DEFAULT 0,
    ADD COLUMN ledger_off bigint NOT NULL DEFAULT 0,
    ADD COLUMN ledger_unwritten bigint NOT NULL DEFAULT 0;
