-- One row of what sending needs to know everywhere. The key signs the addresses that bounces come back to: 244 random bits.
CREATE TABLE sending_settings (
    id integer NOT NULL,
    return_key bytea NOT NULL,
    CONSTRAINT pk_sending_settings PRIMARY KEY (id)
);
INSERT INTO sending_settings (id, return_key)
VALUES (1, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

-- Links of earlier mails about the same invitation: they go on leading to it.
CREATE TABLE earlier_links (
    token_hash bytea NOT NULL,
    invitation_id uuid NOT NULL,
    CONSTRAINT pk_earlier_links PRIMARY KEY (token_hash)
);
CREATE INDEX ix_earlier_links_invitation_id ON earlier_links (invitation_id);

CREATE FUNCTION invitation_by_token(hash bytea) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT COALESCE((SELECT id FROM invitations WHERE token_hash = hash), (SELECT invitation_id FROM earlier_links WHERE token_hash = hash))
$$;

-- Every disposition that an invitation ever had, written by the database itself, so that no way of changing a line can forget it.
CREATE TABLE invitation_changes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    invitation_id uuid NOT NULL,
    disposition text NOT NULL,
    reason text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT pk_invitation_changes PRIMARY KEY (id)
);
INSERT INTO invitation_changes (invitation_id, disposition, reason, at) SELECT id, disposition, reason, disposition_at FROM invitations ORDER BY created_at;
CREATE INDEX ix_invitation_changes_invitation_id_id ON invitation_changes (invitation_id, id);

CREATE FUNCTION note_made_invitations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO invitation_changes (invitation_id, disposition, reason, at) SELECT id, disposition, reason, disposition_at FROM made;
    RETURN NULL;
END
$$;
CREATE TRIGGER invitations_are_noted AFTER INSERT ON invitations REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION note_made_invitations();

CREATE FUNCTION note_changed_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO invitation_changes (invitation_id, disposition, reason, at) VALUES (NEW.id, NEW.disposition, NEW.reason, NEW.disposition_at);
    RETURN NULL;
END
$$;
CREATE TRIGGER changes_are_noted AFTER UPDATE ON invitations FOR EACH ROW
    WHEN (OLD.disposition IS DISTINCT FROM NEW.disposition OR OLD.reason IS DISTINCT FROM NEW.reason)
    EXECUTE FUNCTION note_changed_invitation();

CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of an invitation is only added to.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER invitation_changes_stay BEFORE UPDATE OR DELETE ON invitation_changes FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER invitation_changes_are_kept BEFORE TRUNCATE ON invitation_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
