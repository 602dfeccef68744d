CREATE TABLE map_notes (
    id uuid NOT NULL,
    persona_id uuid NOT NULL,
    stage_id uuid,
    touchpoint_id uuid,
    lane text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    written_by text NOT NULL,
    text_en text NOT NULL,
    text_fr text NOT NULL,
    CONSTRAINT pk_map_notes PRIMARY KEY (id),
    CONSTRAINT fk_map_notes_personas_persona_id FOREIGN KEY (persona_id) REFERENCES personas (id) ON DELETE CASCADE,
    CONSTRAINT fk_map_notes_stages_stage_id FOREIGN KEY (stage_id) REFERENCES stages (id) ON DELETE CASCADE,
    CONSTRAINT fk_map_notes_touchpoints_touchpoint_id FOREIGN KEY (touchpoint_id) REFERENCES touchpoints (id) ON DELETE CASCADE
);
CREATE INDEX ix_map_notes_persona_id_lane ON map_notes (persona_id, lane);
CREATE INDEX ix_map_notes_stage_id ON map_notes (stage_id);
CREATE INDEX ix_map_notes_touchpoint_id ON map_notes (touchpoint_id);

CREATE TABLE hypotheses (
    id uuid NOT NULL,
    persona_id uuid NOT NULL,
    journey_id uuid NOT NULL,
    number integer NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    saved_by text NOT NULL,
    CONSTRAINT pk_hypotheses PRIMARY KEY (id),
    CONSTRAINT fk_hypotheses_journeys_journey_id FOREIGN KEY (journey_id) REFERENCES journeys (id) ON DELETE CASCADE,
    CONSTRAINT fk_hypotheses_personas_persona_id FOREIGN KEY (persona_id) REFERENCES personas (id) ON DELETE CASCADE
);
CREATE INDEX ix_hypotheses_journey_id ON hypotheses (journey_id);
CREATE UNIQUE INDEX ix_hypotheses_persona_id_journey_id_number ON hypotheses (persona_id, journey_id, number);

CREATE TABLE hypothesis_lines (
    hypothesis_id uuid NOT NULL,
    touchpoint_id uuid NOT NULL,
    emotion double precision,
    goal double precision,
    problem double precision,
    reason text NOT NULL,
    CONSTRAINT pk_hypothesis_lines PRIMARY KEY (hypothesis_id, touchpoint_id),
    CONSTRAINT fk_hypothesis_lines_hypotheses_hypothesis_id FOREIGN KEY (hypothesis_id) REFERENCES hypotheses (id) ON DELETE CASCADE,
    CONSTRAINT fk_hypothesis_lines_touchpoints_touchpoint_id FOREIGN KEY (touchpoint_id) REFERENCES touchpoints (id) ON DELETE CASCADE
);
CREATE INDEX ix_hypothesis_lines_touchpoint_id ON hypothesis_lines (touchpoint_id);

-- One guess a touchpoint held for every persona: each that is in use keeps it as its first version.
INSERT INTO hypotheses (id, persona_id, journey_id, number, saved_at, saved_by)
SELECT gen_random_uuid(), p.id, j.id, 1, now(), ''
FROM personas p CROSS JOIN journeys j
WHERE p.archived_at IS NULL AND NOT p.is_fallback
  AND EXISTS (SELECT FROM stages s JOIN touchpoints t ON t.stage_id = s.id WHERE s.journey_id = j.id AND t.hypothesis_emotion IS NOT NULL);
INSERT INTO hypothesis_lines (hypothesis_id, touchpoint_id, emotion, reason)
SELECT h.id, t.id, t.hypothesis_emotion, ''
FROM hypotheses h JOIN stages s ON s.journey_id = h.journey_id JOIN touchpoints t ON t.stage_id = s.id
WHERE t.hypothesis_emotion IS NOT NULL;
ALTER TABLE touchpoints DROP COLUMN hypothesis_emotion;

ALTER TABLE personas ADD COLUMN customer_value double precision;
