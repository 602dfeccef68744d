CREATE TABLE score_stamps (
    touchpoint_id uuid NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT pk_score_stamps PRIMARY KEY (touchpoint_id)
);
