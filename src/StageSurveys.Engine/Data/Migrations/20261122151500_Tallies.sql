-- Invitations sent and completed, by the day they were made, the week and the four weeks.
CREATE TABLE invitation_counts (
    touchpoint_id uuid NOT NULL,
    days integer NOT NULL,
    start date NOT NULL,
    persona_id uuid NOT NULL,
    survey_version_id uuid NOT NULL,
    sent integer NOT NULL,
    completed integer NOT NULL,
    CONSTRAINT pk_invitation_counts PRIMARY KEY (touchpoint_id, days, start, persona_id, survey_version_id)
);
-- Different customers of a month at a touchpoint and in the whole journey.
CREATE TABLE visitor_months (
    journey_id uuid NOT NULL,
    touchpoint_id uuid NOT NULL,
    month date NOT NULL,
    persona_id uuid NOT NULL,
    customers integer NOT NULL,
    CONSTRAINT pk_visitor_months PRIMARY KEY (journey_id, touchpoint_id, month, persona_id)
);
-- How far the tallies have come.
CREATE TABLE tallies (
    name text NOT NULL,
    seen timestamp with time zone NOT NULL,
    CONSTRAINT pk_tallies PRIMARY KEY (name)
);
CREATE INDEX ix_touchpoint_events_received_at ON touchpoint_events (received_at);
