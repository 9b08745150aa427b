-- A team's rules for outgoing calls. One without a row has none.
CREATE TABLE calling_rules (
    team_id INTEGER PRIMARY KEY REFERENCES teams (id),
    -- The protocol's CallingRules as JSON, without what is as the defaults have it.
    rules TEXT NOT NULL DEFAULT '{}',
    -- When somebody last lifted the suspension for missed calls, and who: missed calls from before do not count.
    lifted_at INTEGER,
    lifted_by TEXT
);

-- For the limits per minute and hour: read on the way of a call, so from the index alone.
CREATE INDEX calls_placed ON calls (team_id, initiated_at) WHERE direction = 'outbound';
