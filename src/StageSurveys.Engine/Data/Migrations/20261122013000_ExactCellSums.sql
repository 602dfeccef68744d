-- Decimal sums are exact, so that answers can be added to and taken out of a day instead of counting the whole day again.
ALTER TABLE cell_days
    ALTER COLUMN sum_w TYPE numeric,
    ALTER COLUMN sum_ww TYPE numeric,
    ALTER COLUMN sum_wx TYPE numeric,
    ALTER COLUMN sum_wxx TYPE numeric;
DELETE FROM cell_days;
INSERT INTO cell_days (touchpoint_id, persona_id, dimension, latest, day, n, sum_w, sum_ww, sum_wx, sum_wxx)
SELECT touchpoint_id, persona_id, dimension, l.latest, day, count(*), trim_scale(sum(weight::numeric)), trim_scale(sum((weight * weight)::numeric)),
    trim_scale(sum((weight * value)::numeric)), trim_scale(sum((weight * value * value)::numeric))
FROM response_scores CROSS JOIN (VALUES (true), (false)) AS l (latest)
WHERE dimension <> 'nps' AND (counts OR NOT l.latest)
GROUP BY touchpoint_id, persona_id, dimension, l.latest, day;
