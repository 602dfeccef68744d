ALTER TABLE responses ADD COLUMN taken_at timestamp with time zone;
