-- A recompute fills twins of the tables that scoring writes in a schema of their own, and puts them in their place when it is complete.
CREATE SCHEMA rescoring;
CREATE TABLE recomputations (
    id uuid NOT NULL,
    profile integer NOT NULL,
    before integer NOT NULL,
    state text NOT NULL,
    total bigint NOT NULL,
    done bigint NOT NULL,
    cursor uuid NOT NULL,
    attempt integer NOT NULL,
    migration text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    started_by text NOT NULL,
    heartbeat_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT pk_recomputations PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_recomputations_state ON recomputations (state) WHERE state = 'Running';
CREATE INDEX ix_recomputations_started_at ON recomputations (started_at);
CREATE TABLE recomputation_changes (
    response_id uuid NOT NULL,
    stamp uuid NOT NULL,
    CONSTRAINT pk_recomputation_changes PRIMARY KEY (response_id)
);
