CREATE TABLE answer_drafts (
    invitation_id uuid NOT NULL,
    answers jsonb NOT NULL,
    page integer NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_answer_drafts PRIMARY KEY (invitation_id)
);
CREATE TABLE attribute_definitions (
    key text NOT NULL,
    "group" text NOT NULL,
    kind text NOT NULL,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    CONSTRAINT pk_attribute_definitions PRIMARY KEY (key)
);
CREATE TABLE brands (
    id integer NOT NULL,
    name text NOT NULL,
    colour text NOT NULL,
    privacy_url text NOT NULL,
    time_zone text NOT NULL,
    CONSTRAINT pk_brands PRIMARY KEY (id)
);
CREATE TABLE cell_days (
    touchpoint_id uuid NOT NULL,
    persona_id uuid NOT NULL,
    dimension text NOT NULL,
    latest boolean NOT NULL,
    day date NOT NULL,
    n integer NOT NULL,
    sum_w double precision NOT NULL,
    sum_ww double precision NOT NULL,
    sum_wx double precision NOT NULL,
    sum_wxx double precision NOT NULL,
    CONSTRAINT pk_cell_days PRIMARY KEY (touchpoint_id, persona_id, dimension, latest, day)
);
CREATE TABLE customers (
    id uuid NOT NULL,
    external_id text NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    locale text NOT NULL,
    time_zone text NOT NULL,
    attributes jsonb NOT NULL,
    account_ref text,
    role text,
    persona_id uuid NOT NULL,
    persona_locked boolean NOT NULL,
    opted_out_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id)
);
CREATE TABLE import_faults (
    id bigint GENERATED ALWAYS AS IDENTITY,
    run_id uuid NOT NULL,
    line bigint NOT NULL,
    field text NOT NULL,
    text text NOT NULL,
    args text[] NOT NULL,
    CONSTRAINT pk_import_faults PRIMARY KEY (id)
);
CREATE TABLE import_mappings (
    id uuid NOT NULL,
    name text NOT NULL,
    document jsonb NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_import_mappings PRIMARY KEY (id)
);
CREATE TABLE import_runs (
    id uuid NOT NULL,
    file_name text NOT NULL,
    stored_file text NOT NULL,
    mapping jsonb NOT NULL,
    state text NOT NULL,
    progress double precision NOT NULL,
    rows_read bigint NOT NULL,
    rows_added bigint NOT NULL,
    rows_updated bigint NOT NULL,
    rows_unchanged bigint NOT NULL,
    rows_rejected bigint NOT NULL,
    error text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    started_by text NOT NULL,
    CONSTRAINT pk_import_runs PRIMARY KEY (id)
);
CREATE TABLE invitations (
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    trigger_id uuid,
    touchpoint_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    survey_version_id uuid,
    persona_id uuid NOT NULL,
    persona_rule_set_version integer NOT NULL,
    locale text NOT NULL,
    disposition text NOT NULL,
    reason text NOT NULL,
    disposition_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    token_hash bytea,
    attempts integer NOT NULL,
    sent_at timestamp with time zone,
    visited_at timestamp with time zone,
    started_at timestamp with time zone,
    completed_at timestamp with time zone,
    CONSTRAINT pk_invitations PRIMARY KEY (id)
);
CREATE TABLE journeys (
    id uuid NOT NULL,
    key text NOT NULL,
    channel_strategy text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    CONSTRAINT pk_journeys PRIMARY KEY (id)
);
CREATE TABLE mailbox_messages (
    id uuid NOT NULL,
    reference uuid,
    "to" text NOT NULL,
    to_name text NOT NULL,
    "from" text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    headers jsonb NOT NULL,
    locale text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_mailbox_messages PRIMARY KEY (id)
);
CREATE TABLE measurements (
    id bigint GENERATED ALWAYS AS IDENTITY,
    response_id uuid NOT NULL,
    touchpoint_id uuid NOT NULL,
    question text NOT NULL,
    measure text NOT NULL,
    dimension text NOT NULL,
    value double precision,
    raw double precision,
    detail text,
    tier integer NOT NULL,
    CONSTRAINT pk_measurements PRIMARY KEY (id)
);
CREATE TABLE outbox_messages (
    id uuid NOT NULL,
    type text NOT NULL,
    body jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_outbox_messages PRIMARY KEY (id)
);
CREATE TABLE persona_rule_sets (
    version integer NOT NULL,
    rules jsonb NOT NULL,
    published_at timestamp with time zone NOT NULL,
    published_by text NOT NULL,
    CONSTRAINT pk_persona_rule_sets PRIMARY KEY (version)
);
CREATE TABLE personas (
    id uuid NOT NULL,
    key text NOT NULL,
    colour text NOT NULL,
    traits jsonb NOT NULL,
    position integer NOT NULL,
    is_fallback boolean NOT NULL,
    archived_at timestamp with time zone,
    description_en text NOT NULL,
    description_fr text NOT NULL,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    quote_en text NOT NULL,
    quote_fr text NOT NULL,
    CONSTRAINT pk_personas PRIMARY KEY (id)
);
CREATE TABLE reported_problems (
    id bigint GENERATED ALWAYS AS IDENTITY,
    response_id uuid NOT NULL,
    touchpoint_id uuid NOT NULL,
    persona_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    question text NOT NULL,
    problem text NOT NULL,
    severity integer NOT NULL,
    resolved text NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_reported_problems PRIMARY KEY (id)
);
CREATE TABLE response_scores (
    response_id uuid NOT NULL,
    touchpoint_id uuid NOT NULL,
    dimension text NOT NULL,
    persona_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    day date NOT NULL,
    value double precision NOT NULL,
    weight double precision NOT NULL,
    counts boolean NOT NULL,
    CONSTRAINT pk_response_scores PRIMARY KEY (response_id, touchpoint_id, dimension)
);
CREATE TABLE responses (
    id uuid NOT NULL,
    invitation_id uuid,
    survey_version_id uuid NOT NULL,
    touchpoint_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    persona_id uuid NOT NULL,
    persona_rule_set_version integer NOT NULL,
    locale text NOT NULL,
    answers jsonb NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    external_key text,
    scored_at timestamp with time zone,
    CONSTRAINT pk_responses PRIMARY KEY (id)
);
CREATE TABLE scoring_profiles (
    key text NOT NULL,
    profile jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_scoring_profiles PRIMARY KEY (key)
);
CREATE TABLE surveys (
    id uuid NOT NULL,
    key text NOT NULL,
    draft text NOT NULL,
    draft_updated_at timestamp with time zone NOT NULL,
    is_imported boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    mail_body_en text NOT NULL,
    mail_body_fr text NOT NULL,
    mail_subject_en text NOT NULL,
    mail_subject_fr text NOT NULL,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    CONSTRAINT pk_surveys PRIMARY KEY (id)
);
CREATE TABLE touchpoint_events (
    id uuid NOT NULL,
    event_key text NOT NULL,
    touchpoint_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    source text NOT NULL,
    context jsonb NOT NULL,
    planned_at timestamp with time zone,
    CONSTRAINT pk_touchpoint_events PRIMARY KEY (id)
);
CREATE TABLE triggers (
    id uuid NOT NULL,
    touchpoint_id uuid NOT NULL,
    survey_id uuid NOT NULL,
    is_active boolean NOT NULL,
    delay_minutes integer NOT NULL,
    sampling_rate double precision NOT NULL,
    persona_ids uuid[] NOT NULL,
    expiry_days integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT pk_triggers PRIMARY KEY (id)
);
CREATE TABLE verbatims (
    id bigint GENERATED ALWAYS AS IDENTITY,
    response_id uuid NOT NULL,
    touchpoint_id uuid NOT NULL,
    persona_id uuid NOT NULL,
    question text NOT NULL,
    text text NOT NULL,
    locale text NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_verbatims PRIMARY KEY (id)
);
CREATE TABLE stages (
    id uuid NOT NULL,
    journey_id uuid NOT NULL,
    key text NOT NULL,
    phase text NOT NULL,
    position integer NOT NULL,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    CONSTRAINT pk_stages PRIMARY KEY (id),
    CONSTRAINT fk_stages_journeys_journey_id FOREIGN KEY (journey_id) REFERENCES journeys (id) ON DELETE CASCADE
);
CREATE TABLE survey_versions (
    id uuid NOT NULL,
    survey_id uuid NOT NULL,
    number integer NOT NULL,
    definition text NOT NULL,
    published_at timestamp with time zone NOT NULL,
    published_by text NOT NULL,
    CONSTRAINT pk_survey_versions PRIMARY KEY (id),
    CONSTRAINT fk_survey_versions_surveys_survey_id FOREIGN KEY (survey_id) REFERENCES surveys (id) ON DELETE RESTRICT
);
CREATE TABLE touchpoints (
    id uuid NOT NULL,
    stage_id uuid NOT NULL,
    parent_id uuid,
    key text NOT NULL,
    channel text NOT NULL,
    is_mandatory boolean NOT NULL,
    is_key_moment boolean NOT NULL,
    owner_team text NOT NULL,
    owner_person text NOT NULL,
    hypothesis_emotion double precision,
    position integer NOT NULL,
    archived_at timestamp with time zone,
    goal_en text NOT NULL,
    goal_fr text NOT NULL,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    CONSTRAINT pk_touchpoints PRIMARY KEY (id),
    CONSTRAINT fk_touchpoints_stages_stage_id FOREIGN KEY (stage_id) REFERENCES stages (id) ON DELETE RESTRICT,
    CONSTRAINT fk_touchpoints_touchpoints_parent_id FOREIGN KEY (parent_id) REFERENCES touchpoints (id) ON DELETE RESTRICT
);
CREATE INDEX ix_customers_email ON customers (email);
CREATE UNIQUE INDEX ix_customers_external_id ON customers (external_id);
CREATE INDEX ix_customers_persona_id ON customers (persona_id);
CREATE INDEX ix_import_faults_run_id_line ON import_faults (run_id, line);
CREATE UNIQUE INDEX ix_import_mappings_name ON import_mappings (name);
CREATE INDEX ix_import_runs_created_at ON import_runs (created_at);
CREATE INDEX ix_invitations_customer_id_created_at ON invitations (customer_id, created_at);
CREATE INDEX ix_invitations_disposition_disposition_at ON invitations (disposition, disposition_at);
CREATE INDEX ix_invitations_due ON invitations (due_at) WHERE disposition = 'Planned';
CREATE UNIQUE INDEX ix_invitations_event_id_trigger_id ON invitations (event_id, trigger_id) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX ix_invitations_token_hash ON invitations (token_hash);
CREATE INDEX ix_invitations_touchpoint_id_created_at ON invitations (touchpoint_id, created_at);
CREATE UNIQUE INDEX ix_journeys_key ON journeys (key);
CREATE INDEX ix_mailbox_messages_received_at ON mailbox_messages (received_at);
CREATE INDEX ix_mailbox_messages_reference ON mailbox_messages (reference);
CREATE UNIQUE INDEX ix_measurements_response_id_touchpoint_id_question_dimension ON measurements (response_id, touchpoint_id, question, dimension);
CREATE INDEX ix_measurements_touchpoint_id_measure ON measurements (touchpoint_id, measure);
CREATE UNIQUE INDEX ix_personas_key ON personas (key);
CREATE INDEX ix_reported_problems_response_id ON reported_problems (response_id);
CREATE INDEX ix_reported_problems_touchpoint_id_answered_at ON reported_problems (touchpoint_id, answered_at);
CREATE INDEX ix_response_scores_customer_id_touchpoint_id_answered_at ON response_scores (customer_id, touchpoint_id, answered_at);
CREATE INDEX ix_response_scores_touchpoint_id_day ON response_scores (touchpoint_id, day);
CREATE INDEX ix_responses_customer_id_answered_at ON responses (customer_id, answered_at);
CREATE UNIQUE INDEX ix_responses_external_key ON responses (external_key);
CREATE INDEX ix_responses_to_score ON responses (received_at) WHERE scored_at IS NULL;
CREATE INDEX ix_responses_touchpoint_id_answered_at ON responses (touchpoint_id, answered_at);
CREATE UNIQUE INDEX ix_stages_journey_id_key ON stages (journey_id, key);
CREATE UNIQUE INDEX ix_survey_versions_survey_id_number ON survey_versions (survey_id, number);
CREATE UNIQUE INDEX ix_surveys_key ON surveys (key);
CREATE INDEX ix_touchpoint_events_customer_id_occurred_at ON touchpoint_events (customer_id, occurred_at);
CREATE UNIQUE INDEX ix_touchpoint_events_event_key ON touchpoint_events (event_key);
CREATE INDEX ix_touchpoint_events_to_plan ON touchpoint_events (received_at) WHERE planned_at IS NULL;
CREATE INDEX ix_touchpoint_events_touchpoint_id_occurred_at ON touchpoint_events (touchpoint_id, occurred_at);
CREATE UNIQUE INDEX ix_touchpoints_key ON touchpoints (key);
CREATE INDEX ix_touchpoints_parent_id ON touchpoints (parent_id);
CREATE INDEX ix_touchpoints_stage_id ON touchpoints (stage_id);
CREATE INDEX ix_triggers_touchpoint_id ON triggers (touchpoint_id);
CREATE INDEX ix_verbatims_response_id ON verbatims (response_id);
CREATE INDEX ix_verbatims_touchpoint_id_answered_at ON verbatims (touchpoint_id, answered_at);
INSERT INTO personas (id, key, colour, traits, position, is_fallback, description_en, description_fr, name_en, name_fr, quote_en, quote_fr)
VALUES ('00000000-0000-7000-8000-000000000001', 'none', '#6b7684', '{}', 1000000, true,
        'Everybody whom no rule matches.', 'Toutes les personnes qu’aucune règle ne retient.', 'No persona', 'Sans persona', '', '');
INSERT INTO brands (id, name, colour, privacy_url, time_zone) VALUES (1, 'Stage Surveys', '#0f5f8c', '', 'Europe/Paris');
