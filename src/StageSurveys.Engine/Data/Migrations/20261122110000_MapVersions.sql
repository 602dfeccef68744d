-- Published maps with everything their figures were computed from, and the wish for one every month.
CREATE TABLE map_versions (
    id uuid NOT NULL,
    journey_id uuid NOT NULL,
    persona_id uuid NOT NULL,
    number integer NOT NULL,
    title text NOT NULL,
    note text NOT NULL,
    as_of date NOT NULL,
    fresh_from date NOT NULL,
    month date,
    profile text NOT NULL,
    rule_set_version integer NOT NULL,
    content jsonb NOT NULL,
    published_at timestamp with time zone NOT NULL,
    published_by text NOT NULL,
    CONSTRAINT pk_map_versions PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_map_versions_journey_id_persona_id_number ON map_versions (journey_id, persona_id, number);
CREATE UNIQUE INDEX ix_map_versions_journey_id_persona_id_month ON map_versions (journey_id, persona_id, month) WHERE month IS NOT NULL;

CREATE TABLE map_schedules (
    journey_id uuid NOT NULL,
    persona_id uuid NOT NULL,
    since date NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    CONSTRAINT pk_map_schedules PRIMARY KEY (journey_id, persona_id)
);

CREATE FUNCTION refuse_change_of_map_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A published map version is never changed or deleted; publish a new one.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER map_versions_are_frozen BEFORE UPDATE OR DELETE ON map_versions FOR EACH ROW EXECUTE FUNCTION refuse_change_of_map_version();
CREATE TRIGGER map_versions_stay BEFORE TRUNCATE ON map_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_map_version();
