-- What programs say about a call, what it costs, and which agent it waits for.

-- The integrator's conversation.
ALTER TABLE calls ADD COLUMN conversation_id INTEGER;
-- Why the call was asked for, in the words of the eligibility's first check.
ALTER TABLE calls ADD COLUMN trigger_type TEXT;
ALTER TABLE calls ADD COLUMN trigger_source TEXT;

-- A call that a program asked for without media waits for an agent who makes the offer: 1 while it waits. Who asked
-- is the token's name or the user's.
ALTER TABLE calls ADD COLUMN requested INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN requested_by TEXT;

-- The routing's own notes (JSON), and when it next wants to be woken; fired by the sweep.
ALTER TABLE calls ADD COLUMN routing TEXT;
ALTER TABLE calls ADD COLUMN route_at INTEGER;
-- When a phone or an inbox first rang, for the ring time.
ALTER TABLE calls ADD COLUMN ringing_since INTEGER;

-- The price as it was when the call was placed, in millionths of the currency for each begun pulse; and what the
-- call has cost by it.
ALTER TABLE calls ADD COLUMN currency TEXT;
ALTER TABLE calls ADD COLUMN pulse_seconds INTEGER;
ALTER TABLE calls ADD COLUMN pulse_micros INTEGER;
ALTER TABLE calls ADD COLUMN cost_micros INTEGER NOT NULL DEFAULT 0;

-- Events tell of agents too, and of steps of a call's routing, which name the agent.
CREATE TABLE events_with_agents (
    team_id INTEGER NOT NULL REFERENCES teams (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    call INTEGER REFERENCES calls (id),
    version INTEGER,
    status TEXT,
    channel_id TEXT REFERENCES channels (id),
    contact_id INTEGER REFERENCES contacts (id),
    agent_id INTEGER REFERENCES users (id),
    -- One more word about it, never personal data: an end reason, a routing mode.
    detail TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (team_id, seq)
);
INSERT INTO events_with_agents (team_id, seq, kind, call, version, status, channel_id, contact_id, at)
    SELECT team_id, seq, kind, call, version, status, channel_id, contact_id, at FROM events;
DROP TABLE events;
ALTER TABLE events_with_agents RENAME TO events;
CREATE INDEX events_of_call ON events (call, seq) WHERE call IS NOT NULL;
