-- What was said, side by side in one row for each persona, touchpoint, survey version and span: a dozen times fewer rows to write and to read.
ALTER TABLE answer_counts RENAME TO answer_counts_apart;
ALTER TABLE answer_counts_apart DROP CONSTRAINT pk_answer_counts;
CREATE TABLE answer_counts (
    touchpoint_id uuid NOT NULL,
    persona_id uuid NOT NULL,
    days integer NOT NULL,
    start date NOT NULL,
    survey_version_id uuid NOT NULL,
    measures text[] NOT NULL,
    answers text[] NOT NULL,
    every integer[] NOT NULL,
    latest integer[] NOT NULL,
    CONSTRAINT pk_answer_counts PRIMARY KEY (touchpoint_id, persona_id, days, start, survey_version_id)
);
INSERT INTO answer_counts (touchpoint_id, persona_id, days, start, survey_version_id, measures, answers, every, latest)
SELECT touchpoint_id, persona_id, days, start, survey_version_id, array_agg(measure), array_agg(value), array_agg(every), array_agg(latest)
FROM (SELECT * FROM answer_counts_apart ORDER BY touchpoint_id, persona_id, days, start, survey_version_id, measure COLLATE "C", value COLLATE "C") said
GROUP BY touchpoint_id, persona_id, days, start, survey_version_id;
DROP TABLE answer_counts_apart;
