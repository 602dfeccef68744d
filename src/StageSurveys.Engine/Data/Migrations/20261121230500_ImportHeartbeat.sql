ALTER TABLE import_runs ADD COLUMN heartbeat_at timestamp with time zone;
ALTER TABLE import_runs ADD COLUMN rows_left_out bigint NOT NULL DEFAULT 0;
