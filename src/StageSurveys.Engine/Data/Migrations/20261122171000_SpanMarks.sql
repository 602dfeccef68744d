-- When a roll-up changed, by four weeks: what a program has read of weeks that are over need not be read again.
CREATE TABLE span_marks (
    touchpoint_id uuid NOT NULL,
    start date NOT NULL,
    mark uuid NOT NULL,
    CONSTRAINT pk_span_marks PRIMARY KEY (touchpoint_id, start)
);
INSERT INTO span_marks (touchpoint_id, start, mark)
SELECT touchpoint_id, start, gen_random_uuid() FROM (
    SELECT touchpoint_id, start FROM cell_spans WHERE days = 28 UNION SELECT touchpoint_id, start FROM answer_counts WHERE days = 28
) held;
INSERT INTO score_stamps (touchpoint_id, version) SELECT DISTINCT touchpoint_id, 1 FROM span_marks ON CONFLICT DO NOTHING;
CREATE TABLE invitation_marks (
    touchpoint_id uuid NOT NULL,
    start date NOT NULL,
    mark uuid NOT NULL,
    CONSTRAINT pk_invitation_marks PRIMARY KEY (touchpoint_id, start)
);
INSERT INTO invitation_marks (touchpoint_id, start, mark) SELECT touchpoint_id, start, gen_random_uuid() FROM (SELECT DISTINCT touchpoint_id, start FROM invitation_counts WHERE days = 28) held;
