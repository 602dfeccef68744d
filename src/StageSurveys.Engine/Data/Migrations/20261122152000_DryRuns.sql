-- Dry runs of the contact rules: what was asked, and a line a candidate.
CREATE TABLE dry_runs (
    id uuid NOT NULL,
    state text NOT NULL,
    trigger_id uuid,
    of_events boolean NOT NULL,
    since timestamp with time zone,
    until timestamp with time zone,
    survey_id uuid,
    persona_id uuid,
    people text[],
    open_days integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    heartbeat_at timestamp with time zone,
    finished_at timestamp with time zone,
    candidates integer NOT NULL,
    done integer NOT NULL,
    unknown integer NOT NULL,
    CONSTRAINT pk_dry_runs PRIMARY KEY (id)
);
CREATE INDEX ix_dry_runs_created_at ON dry_runs (created_at);

CREATE TABLE dry_run_lines (
    run_id uuid NOT NULL,
    number integer NOT NULL,
    customer_id uuid NOT NULL,
    event_id uuid,
    survey_id uuid,
    stop text NOT NULL,
    waits text NOT NULL,
    wished_at timestamp with time zone NOT NULL,
    at timestamp with time zone,
    CONSTRAINT pk_dry_run_lines PRIMARY KEY (run_id, number)
);
