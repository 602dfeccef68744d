ALTER TABLE invitations ADD COLUMN announced_at timestamp with time zone;
