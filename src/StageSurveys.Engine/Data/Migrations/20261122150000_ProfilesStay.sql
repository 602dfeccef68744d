-- Row triggers do not fire on TRUNCATE, and there is always a published profile in the table.
CREATE TRIGGER scoring_profiles_are_not_emptied BEFORE TRUNCATE ON scoring_profiles FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_scoring_profile();
