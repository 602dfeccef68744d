-- From which survey version a score and a text come, so that boards and maps can be filtered by survey.
ALTER TABLE response_scores ADD COLUMN survey_version_id uuid;
UPDATE response_scores s SET survey_version_id = r.survey_version_id FROM responses r WHERE r.id = s.response_id;
UPDATE response_scores SET survey_version_id = '00000000-0000-0000-0000-000000000000' WHERE survey_version_id IS NULL;
ALTER TABLE response_scores ALTER COLUMN survey_version_id SET NOT NULL;
DROP INDEX ix_response_scores_touchpoint_id_day;
CREATE INDEX ix_response_scores_cell ON response_scores (touchpoint_id, dimension, persona_id, survey_version_id, answered_at);
ALTER TABLE verbatims ADD COLUMN survey_version_id uuid;
UPDATE verbatims v SET survey_version_id = r.survey_version_id FROM responses r WHERE r.id = v.response_id;
UPDATE verbatims SET survey_version_id = '00000000-0000-0000-0000-000000000000' WHERE survey_version_id IS NULL;
ALTER TABLE verbatims ALTER COLUMN survey_version_id SET NOT NULL;
DROP INDEX ix_verbatims_touchpoint_id_answered_at;
CREATE INDEX ix_verbatims_cell ON verbatims (touchpoint_id, persona_id, survey_version_id, answered_at);
-- The daily sums, counted again with the version in their key.
DROP TABLE cell_days;
CREATE TABLE cell_days (
    touchpoint_id uuid NOT NULL,
    persona_id uuid NOT NULL,
    survey_version_id uuid NOT NULL,
    dimension text NOT NULL,
    latest boolean NOT NULL,
    day date NOT NULL,
    n integer NOT NULL,
    sum_w numeric NOT NULL,
    sum_ww numeric NOT NULL,
    sum_wx numeric NOT NULL,
    sum_wxx numeric NOT NULL,
    CONSTRAINT pk_cell_days PRIMARY KEY (touchpoint_id, persona_id, survey_version_id, day, dimension, latest)
);
INSERT INTO cell_days (touchpoint_id, persona_id, survey_version_id, dimension, latest, day, n, sum_w, sum_ww, sum_wx, sum_wxx)
SELECT touchpoint_id, persona_id, survey_version_id, dimension, l.latest, day, count(*), trim_scale(sum(weight::numeric)), trim_scale(sum((weight * weight)::numeric)),
    trim_scale(sum((weight * value)::numeric)), trim_scale(sum((weight * value * value)::numeric))
FROM response_scores CROSS JOIN (VALUES (true), (false)) AS l (latest)
WHERE dimension <> 'nps' AND (counts OR NOT l.latest)
GROUP BY touchpoint_id, persona_id, survey_version_id, dimension, l.latest, day;
-- Sums over days, weeks and four weeks, so that a window of any length is a few dozen rows a cell.
CREATE TABLE score_half_lives (half_life double precision NOT NULL, CONSTRAINT pk_score_half_lives PRIMARY KEY (half_life));
INSERT INTO score_half_lives SELECT coalesce((SELECT (profile->>'halfLifeDays')::float8 FROM scoring_profiles WHERE in_force), 90);
CREATE TABLE cell_spans (
    touchpoint_id uuid NOT NULL,
    half_life double precision NOT NULL,
    days integer NOT NULL,
    start date NOT NULL,
    persona_id uuid NOT NULL,
    survey_version_id uuid NOT NULL,
    every double precision[] NOT NULL,
    latest double precision[] NOT NULL,
    CONSTRAINT pk_cell_spans PRIMARY KEY (touchpoint_id, half_life, days, start, persona_id, survey_version_id)
);
INSERT INTO cell_spans (touchpoint_id, half_life, days, start, persona_id, survey_version_id, every, latest)
SELECT touchpoint_id, half_life, days, start, persona_id, survey_version_id,
    coalesce(max(sums) FILTER (WHERE dimension = 'goal' AND NOT latest), '{0,0,0,0,0,0,0}') || coalesce(max(sums) FILTER (WHERE dimension = 'emotion' AND NOT latest), '{0,0,0,0,0,0,0}')
        || coalesce(max(sums) FILTER (WHERE dimension = 'problem' AND NOT latest), '{0,0,0,0,0,0,0}'),
    coalesce(max(sums) FILTER (WHERE dimension = 'goal' AND latest), '{0,0,0,0,0,0,0}') || coalesce(max(sums) FILTER (WHERE dimension = 'emotion' AND latest), '{0,0,0,0,0,0,0}')
        || coalesce(max(sums) FILTER (WHERE dimension = 'problem' AND latest), '{0,0,0,0,0,0,0}')
FROM (
    SELECT d.touchpoint_id, h.half_life, l.days, s.start, d.persona_id, d.survey_version_id, d.dimension, d.latest,
        ARRAY[sum(d.n), sum(f.l * d.sum_w), sum(f.l * f.l * d.sum_ww), sum(f.l * d.sum_wx), sum(f.l * d.sum_wxx),
            sum(d.n::bigint * (d.day - date '1900-01-01')), max(d.day - date '1900-01-01')]::float8[] AS sums
    FROM cell_days d
    CROSS JOIN (VALUES (1), (7), (28)) AS l (days)
    CROSS JOIN LATERAL (SELECT d.day - (d.day - date '1900-01-01') % l.days AS start) s
    JOIN (SELECT 0 UNION ALL SELECT half_life FROM score_half_lives) AS h (half_life) ON h.half_life = 0 OR l.days > 1
    CROSS JOIN LATERAL (SELECT CASE WHEN h.half_life = 0 THEN 1 ELSE round(power(2::float8, -(s.start + l.days - 1 - d.day) / h.half_life)::numeric, 15) END AS l) f
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
) part
GROUP BY 1, 2, 3, 4, 5, 6;
-- How many responses said what.
CREATE TABLE answer_counts (
    touchpoint_id uuid NOT NULL,
    measure text NOT NULL,
    days integer NOT NULL,
    start date NOT NULL,
    persona_id uuid NOT NULL,
    survey_version_id uuid NOT NULL,
    value text NOT NULL,
    every integer NOT NULL,
    latest integer NOT NULL,
    CONSTRAINT pk_answer_counts PRIMARY KEY (touchpoint_id, measure, persona_id, days, start, survey_version_id, value)
);
INSERT INTO answer_counts (touchpoint_id, measure, days, start, persona_id, survey_version_id, value, every, latest)
SELECT s.touchpoint_id, f.measure, l.days, s.day - (s.day - date '1900-01-01') % l.days, s.persona_id, s.survey_version_id, f.value, count(*), count(*) FILTER (WHERE s.counts)
FROM (
    SELECT m.response_id, m.touchpoint_id, m.measure, coalesce(m.detail, m.raw::int::text, '') AS value FROM measurements m WHERE m.measure NOT IN ('nps', 'problems')
    UNION SELECT response_id, touchpoint_id, 'asked', measure FROM measurements WHERE measure <> 'nps'
    UNION SELECT response_id, touchpoint_id, 'nps', value::int::text FROM response_scores WHERE dimension = 'nps'
    UNION SELECT response_id, touchpoint_id, 'response', '' FROM response_scores
    UNION SELECT p.response_id, p.touchpoint_id, x.measure, p.problem
    FROM reported_problems p CROSS JOIN LATERAL (VALUES ('problem'), ('problem:' || p.resolved)) AS x (measure) WHERE p.severity > 0
) f
JOIN (SELECT DISTINCT response_id, touchpoint_id, persona_id, survey_version_id, day, counts FROM response_scores) s USING (response_id, touchpoint_id)
CROSS JOIN (VALUES (1), (7), (28)) AS l (days)
GROUP BY 1, 2, 3, 4, 5, 6, 7;
-- Ratings and who answered what, side by side: what a board or map asks of every cell at once.
CREATE TABLE question_counts (
    touchpoint_id uuid NOT NULL,
    days integer NOT NULL,
    start date NOT NULL,
    persona_id uuid NOT NULL,
    survey_version_id uuid NOT NULL,
    every integer[] NOT NULL,
    latest integer[] NOT NULL,
    CONSTRAINT pk_question_counts PRIMARY KEY (touchpoint_id, days, start, persona_id, survey_version_id)
);
INSERT INTO question_counts (touchpoint_id, days, start, persona_id, survey_version_id, every, latest)
SELECT touchpoint_id, days, start, persona_id, survey_version_id, array_agg(coalesce(every, 0) ORDER BY place), array_agg(coalesce(latest, 0) ORDER BY place)
FROM (
    SELECT DISTINCT touchpoint_id, days, start, persona_id, survey_version_id FROM answer_counts WHERE measure IN ('nps', 'asked')
) k CROSS JOIN (
    SELECT 'nps' AS measure, r::text AS value, r + 1 AS place FROM generate_series(0, 10) r
    UNION ALL SELECT 'asked', m, 11 + o FROM unnest(ARRAY['goal', 'importance', 'problems', 'emotion', 'face', 'csat', 'ces']) WITH ORDINALITY AS x (m, o)
) item
LEFT JOIN answer_counts c USING (touchpoint_id, days, start, persona_id, survey_version_id, measure, value)
GROUP BY 1, 2, 3, 4, 5;
