CREATE INDEX ix_invitations_to_expire ON invitations (expires_at) WHERE disposition IN ('Planned', 'Queued', 'Sent', 'Visited', 'Started');
CREATE INDEX ix_invitations_in_hand ON invitations (disposition_at) WHERE disposition IN ('Queued', 'Sending');
