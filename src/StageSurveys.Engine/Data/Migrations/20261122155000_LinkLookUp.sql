-- The invitation that a link leads to, as rows: PostgreSQL plans a function of this form together with the query around it. The one before was run apart,
-- once for each link, which took more than twice the time of looking the link up.
CREATE FUNCTION invitations_by_token(hash bytea) RETURNS SETOF invitations LANGUAGE sql STABLE AS $$
    SELECT i.* FROM invitations i WHERE i.token_hash = hash
    UNION ALL
    SELECT i.* FROM earlier_links l JOIN invitations i ON i.id = l.invitation_id WHERE l.token_hash = hash
$$;
DROP FUNCTION invitation_by_token(bytea);
