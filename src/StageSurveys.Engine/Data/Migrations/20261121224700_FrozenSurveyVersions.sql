CREATE FUNCTION refuse_change_of_survey_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A published survey version is never changed; publish a new one.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER survey_versions_are_frozen BEFORE UPDATE OF survey_id, number, definition, published_at ON survey_versions
    FOR EACH ROW WHEN (
        OLD.survey_id IS DISTINCT FROM NEW.survey_id OR OLD.number IS DISTINCT FROM NEW.number
        OR OLD.definition IS DISTINCT FROM NEW.definition OR OLD.published_at IS DISTINCT FROM NEW.published_at)
    EXECUTE FUNCTION refuse_change_of_survey_version();
