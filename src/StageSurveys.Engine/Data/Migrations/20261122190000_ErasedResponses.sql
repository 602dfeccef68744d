-- Which responses were erased, so that an import does not bring them back.
CREATE TABLE erased_responses (
    id uuid NOT NULL,
    erased_at timestamp with time zone NOT NULL,
    erased_by text NOT NULL,
    CONSTRAINT pk_erased_responses PRIMARY KEY (id)
);
