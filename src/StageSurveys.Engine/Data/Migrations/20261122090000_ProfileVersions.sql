-- Versions of the scoring profile: drafts and published ones, of which one is in force. What was scored says with which.
CREATE TABLE scoring_profile_versions (
    number integer NOT NULL,
    name text NOT NULL,
    state text NOT NULL,
    profile jsonb NOT NULL,
    note text NOT NULL,
    copied_from integer,
    in_force boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    published_by text NOT NULL
);
INSERT INTO scoring_profile_versions (number, name, state, profile, note, in_force, created_at, created_by, updated_at, published_at, published_by)
SELECT row_number() OVER (ORDER BY created_at, key), key, 'Published', profile, '', row_number() OVER (ORDER BY created_at, key) = 1, created_at, '', created_at, created_at, ''
FROM scoring_profiles;
DROP TABLE scoring_profiles;
ALTER TABLE scoring_profile_versions RENAME TO scoring_profiles;
ALTER TABLE scoring_profiles ADD CONSTRAINT pk_scoring_profiles PRIMARY KEY (number);
CREATE UNIQUE INDEX ix_scoring_profiles_name ON scoring_profiles (name);
CREATE UNIQUE INDEX ix_scoring_profiles_in_force ON scoring_profiles (in_force) WHERE in_force;

CREATE FUNCTION refuse_change_of_scoring_profile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A published scoring profile is never changed; publish a new one.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER scoring_profiles_are_frozen BEFORE UPDATE ON scoring_profiles
    FOR EACH ROW WHEN (OLD.state = 'Published' AND (
        OLD.number, OLD.name, OLD.state, OLD.profile, OLD.note, OLD.copied_from, OLD.created_at, OLD.created_by, OLD.published_at, OLD.published_by)
        IS DISTINCT FROM (
        NEW.number, NEW.name, NEW.state, NEW.profile, NEW.note, NEW.copied_from, NEW.created_at, NEW.created_by, NEW.published_at, NEW.published_by))
    EXECUTE FUNCTION refuse_change_of_scoring_profile();
CREATE TRIGGER scoring_profiles_stay BEFORE DELETE ON scoring_profiles
    FOR EACH ROW WHEN (OLD.state = 'Published') EXECUTE FUNCTION refuse_change_of_scoring_profile();

ALTER TABLE measurements ADD COLUMN profile integer NOT NULL DEFAULT 1;
ALTER TABLE response_scores ADD COLUMN profile integer NOT NULL DEFAULT 1;
