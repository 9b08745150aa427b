-- The few live calls among many: for the sweep, the routing and the snapshots.
CREATE INDEX calls_live_of_team ON calls (team_id)
    WHERE status IN ('initiated', 'ringing', 'in_progress');
CREATE INDEX calls_without_id ON calls (channel_id, contact_id)
    WHERE provider_call_id IS NULL AND direction = 'outbound';
