CREATE INDEX ix_touchpoint_events_occurred_at ON touchpoint_events (occurred_at);
CREATE INDEX ix_responses_answered_at ON responses (answered_at);
