-- Every answer pays for every index, and nothing asks these: answers are found by their id, their customer, or the place in an import.
DROP INDEX ix_responses_touchpoint_id_answered_at;
DROP INDEX ix_responses_answered_at;
DROP INDEX ix_responses_external_key;
CREATE UNIQUE INDEX ix_responses_external_key ON responses (external_key) WHERE external_key IS NOT NULL;

-- A measurement is named by what it measures; the running number was a second key that nobody used.
ALTER TABLE measurements DROP COLUMN id;
ALTER TABLE measurements ADD CONSTRAINT pk_measurements PRIMARY KEY USING INDEX ix_measurements_response_id_touchpoint_id_question_dimension;

-- Counted with every answer and read by no screen.
DELETE FROM answer_counts WHERE measure = 'response' OR measure LIKE 'problem:%';
