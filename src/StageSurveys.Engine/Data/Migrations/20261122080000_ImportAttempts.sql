ALTER TABLE import_runs ADD COLUMN attempt integer NOT NULL DEFAULT 0;
