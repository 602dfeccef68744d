-- Who opened which map first when, and what that says of a hypothesis.
CREATE TABLE map_views (
    persona_id uuid NOT NULL,
    journey_id uuid NOT NULL,
    user_id uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_map_views PRIMARY KEY (persona_id, journey_id, user_id),
    CONSTRAINT fk_map_views_journeys_journey_id FOREIGN KEY (journey_id) REFERENCES journeys (id) ON DELETE CASCADE,
    CONSTRAINT fk_map_views_personas_persona_id FOREIGN KEY (persona_id) REFERENCES personas (id) ON DELETE CASCADE
);
CREATE INDEX ix_map_views_journey_id ON map_views (journey_id);
ALTER TABLE hypotheses ADD COLUMN map_opened boolean;
-- Who looked before this was kept is not known of the maps that there are: said by a row of nobody.
INSERT INTO map_views (persona_id, journey_id, user_id, opened_at)
SELECT p.id, j.id, '00000000-0000-0000-0000-000000000000', now() FROM personas p CROSS JOIN journeys j;
