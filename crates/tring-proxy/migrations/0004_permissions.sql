-- The permission to call a contact from a channel: what was last heard of it, from whom.
CREATE TABLE permissions (
    channel_id TEXT NOT NULL REFERENCES channels (id),
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    team_id INTEGER NOT NULL REFERENCES teams (id),
    -- none, temporary, permanent or unknown
    grant_word TEXT NOT NULL DEFAULT 'unknown',
    granted_until INTEGER,
    -- user, automatic (WhatsApp by itself) or provider (its answer to a question, or a refusal)
    source TEXT,
    -- When the contact last gave a reply, by the provider's clock: an older one changes nothing.
    replied_at INTEGER,
    -- When the provider was last asked, by ours.
    seen_at INTEGER,
    -- Since when the grant is what it is: unanswered calls count from here on.
    changed_at INTEGER,
    declined_at INTEGER,
    -- The provider's id of the message that the last reply answers.
    request_id TEXT,
    PRIMARY KEY (channel_id, contact_id)
);
CREATE INDEX permissions_ending ON permissions (granted_until) WHERE grant_word = 'temporary';

-- Requests for the permission. Like a dial request: committed before it is sent, sent once, then done, refused or
-- unknown. What the contact says to it is its outcome; while there is none, the contact is expected to reply.
CREATE TABLE permission_requests (
    id INTEGER PRIMARY KEY,
    channel_id TEXT NOT NULL REFERENCES channels (id),
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    team_id INTEGER NOT NULL REFERENCES teams (id),
    agent_id INTEGER REFERENCES users (id),
    state TEXT NOT NULL,
    message_id TEXT,
    asked_at INTEGER NOT NULL,
    -- granted, declined or failed
    outcome TEXT,
    settled_at INTEGER,
    failure TEXT
);
CREATE INDEX permission_requests_of_contact ON permission_requests (channel_id, contact_id, asked_at);
CREATE INDEX permission_requests_message ON permission_requests (channel_id, message_id)
    WHERE message_id IS NOT NULL;

-- What providers tell of a channel by themselves.
CREATE TABLE channel_notes (
    channel_id TEXT PRIMARY KEY REFERENCES channels (id),
    -- A JSON list of the protocol's Restriction.
    restrictions TEXT NOT NULL DEFAULT '[]',
    restricted_at INTEGER,
    settings_changed_at INTEGER
);

-- Events tell of permissions too: those have no call.
CREATE TABLE events_with_permissions (
    team_id INTEGER NOT NULL REFERENCES teams (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    call INTEGER REFERENCES calls (id),
    version INTEGER,
    status TEXT,
    channel_id TEXT REFERENCES channels (id),
    contact_id INTEGER REFERENCES contacts (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (team_id, seq),
    CHECK (call IS NOT NULL OR (channel_id IS NOT NULL AND contact_id IS NOT NULL))
);
INSERT INTO events_with_permissions (team_id, seq, kind, call, version, status, at)
    SELECT team_id, seq, kind, call, version, status, at FROM events;
DROP TABLE events;
ALTER TABLE events_with_permissions RENAME TO events;

-- The id by which webhooks name the call, where it is another than the one that dialling returned.
ALTER TABLE calls ADD COLUMN reported_id TEXT;
UPDATE calls SET reported_id = provider_call_id;
-- When the sweep next looks whether the call has ended without a report, and how often it asked the provider's log.
ALTER TABLE calls ADD COLUMN check_at INTEGER;
ALTER TABLE calls ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;

DROP INDEX calls_without_id;
CREATE INDEX calls_unreported ON calls (channel_id, initiated_at)
    WHERE reported_id IS NULL AND direction = 'outbound';
