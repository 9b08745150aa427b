-- Whether agents take calls, how calls are routed to them, and what follows where nobody answered.

ALTER TABLE users ADD COLUMN call_status TEXT NOT NULL DEFAULT 'available';
ALTER TABLE users ADD COLUMN is_call_enabled INTEGER NOT NULL DEFAULT 1;
-- The end of her last talk: for the cooldown, and for who has been idle for longest.
ALTER TABLE users ADD COLUMN last_talk_at INTEGER;
-- What the last `agent_changed` said of her; kept, because a process that was killed could not say that she is gone.
ALTER TABLE users ADD COLUMN told_reachable INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN told_call TEXT;
CREATE INDEX users_of_team ON users (team_id);
CREATE INDEX calls_live_of_agent ON calls (agent_id)
    WHERE agent_id IS NOT NULL AND status IN ('initiated', 'ringing', 'in_progress');

-- Who last talked with this contact.
ALTER TABLE contacts ADD COLUMN last_agent_id INTEGER REFERENCES users (id);

UPDATE users SET last_talk_at = talks.ended_at FROM (
    SELECT agent_id, MAX(ended_at) AS ended_at FROM calls
    WHERE agent_id IS NOT NULL AND answered_at IS NOT NULL GROUP BY agent_id
) AS talks WHERE talks.agent_id = users.id;
UPDATE contacts SET last_agent_id = talks.agent_id FROM (
    SELECT contact_id, agent_id, ROW_NUMBER() OVER (PARTITION BY contact_id ORDER BY answered_at DESC) AS place
    FROM calls WHERE agent_id IS NOT NULL AND answered_at IS NOT NULL
) AS talks WHERE talks.contact_id = contacts.id AND talks.place = 1;

CREATE TRIGGER calls_talk_ended AFTER UPDATE OF ended_at ON calls
WHEN OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.answered_at IS NOT NULL AND NEW.agent_id IS NOT NULL
BEGIN
    UPDATE users SET last_talk_at = NEW.ended_at WHERE id = NEW.agent_id;
    UPDATE contacts SET last_agent_id = NEW.agent_id WHERE id = NEW.contact_id;
END;

-- A team's settings; one without a row has the defaults.
CREATE TABLE call_routing (
    team_id INTEGER PRIMARY KEY REFERENCES teams (id),
    mode TEXT NOT NULL,
    role TEXT NOT NULL,
    cooldown_seconds INTEGER NOT NULL,
    ring_timeout_seconds INTEGER NOT NULL,
    -- NULL: as long as the proxy lets a call ring.
    max_wait_seconds INTEGER,
    fallback_action TEXT NOT NULL,
    -- NULL: our own words.
    auto_reply_text TEXT
);
-- Whom the round robin asked last.
CREATE TABLE round_robins (
    team_id INTEGER PRIMARY KEY REFERENCES teams (id),
    last_agent_id INTEGER NOT NULL REFERENCES users (id)
);

-- Customers who are to be called back, one row open at a time for each.
CREATE TABLE callbacks (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    call INTEGER NOT NULL REFERENCES calls (id),
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    created_at INTEGER NOT NULL,
    done_at INTEGER,
    -- Who settled it; nobody where a talk did.
    done_by INTEGER REFERENCES users (id)
);
CREATE UNIQUE INDEX callbacks_open ON callbacks (team_id, contact_id) WHERE done_at IS NULL;

-- Calls about which something is still to be done: `unanswered` or `talked`. Filled here and emptied by the sweep,
-- so that the path from a webhook to the pages knows nothing of it.
CREATE TABLE follow_ups (
    call INTEGER NOT NULL REFERENCES calls (id),
    kind TEXT NOT NULL,
    PRIMARY KEY (call, kind)
);

CREATE TRIGGER calls_unanswered AFTER UPDATE OF status ON calls
WHEN NEW.direction = 'inbound' AND OLD.status = 'ringing' AND NEW.status IN ('missed', 'rejected', 'failed')
    AND NEW.answered_at IS NULL AND (SELECT fallback_action FROM call_routing WHERE team_id = NEW.team_id) <> 'none'
BEGIN
    INSERT INTO follow_ups (call, kind) VALUES (NEW.id, 'unanswered') ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER calls_came_too_late AFTER INSERT ON calls
WHEN NEW.direction = 'inbound' AND NEW.status = 'missed'
    AND (SELECT fallback_action FROM call_routing WHERE team_id = NEW.team_id) <> 'none'
BEGIN
    INSERT INTO follow_ups (call, kind) VALUES (NEW.id, 'unanswered') ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER calls_talked AFTER UPDATE OF answered_at ON calls
WHEN OLD.answered_at IS NULL AND NEW.answered_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM callbacks
    WHERE team_id = NEW.team_id AND contact_id = NEW.contact_id AND done_at IS NULL
)
BEGIN
    INSERT INTO follow_ups (call, kind) VALUES (NEW.id, 'talked') ON CONFLICT DO NOTHING;
END;
