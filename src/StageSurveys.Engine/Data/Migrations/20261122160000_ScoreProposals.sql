-- Scores clicked in a mail, which are no answers yet.
CREATE TABLE score_proposals (
    invitation_id uuid NOT NULL,
    place integer NOT NULL,
    clicks integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_score_proposals PRIMARY KEY (invitation_id)
);
-- Responses that hold such a score alone, and how often a response was replaced by a fuller one: scoring must see that it read the last.
ALTER TABLE responses ADD COLUMN is_partial boolean NOT NULL DEFAULT false;
ALTER TABLE responses ADD COLUMN revision integer NOT NULL DEFAULT 0;
