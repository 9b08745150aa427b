-- The tables of a first call. Times are integers of Unix milliseconds, ids that travel are text.
-- Every row has a team, or belongs to a row that has one.

CREATE TABLE teams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    last_seq INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
);

CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

-- One-time links; only the hash of the token is kept.
CREATE TABLE sign_in_links (
    token_hash TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    expires_at INTEGER NOT NULL
);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    secret_hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);

CREATE TABLE tokens (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    abilities TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
);

CREATE TABLE channels (
    id TEXT PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    name TEXT NOT NULL,
    provider TEXT NOT NULL,
    number TEXT NOT NULL,
    number_id TEXT NOT NULL,
    base_url TEXT NOT NULL,
    credentials TEXT NOT NULL,
    webhook_key_hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    UNIQUE (team_id, provider, number_id)
);

CREATE TABLE contacts (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    phone TEXT,
    provider_user_id TEXT,
    name TEXT,
    created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX contacts_phone ON contacts (team_id, phone) WHERE phone IS NOT NULL;
CREATE UNIQUE INDEX contacts_provider_user
    ON contacts (team_id, provider_user_id) WHERE provider_user_id IS NOT NULL;

CREATE TABLE calls (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL UNIQUE,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    channel_id TEXT NOT NULL REFERENCES channels (id),
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    version INTEGER NOT NULL,
    direction TEXT NOT NULL,
    status TEXT NOT NULL,
    from_number TEXT NOT NULL,
    to_number TEXT NOT NULL,
    initiated_at INTEGER NOT NULL,
    answered_at INTEGER,
    ended_at INTEGER,
    duration_seconds INTEGER,
    end_reason TEXT,
    failure_reason TEXT,
    provider_call_id TEXT,
    attempt_id TEXT,
    integrator_id TEXT,
    desk_id TEXT,
    agent_id INTEGER REFERENCES users (id),
    -- The claim: who answers is desk_id and agent_id; its number tells one claim's requests from the next one's.
    claimed_until INTEGER,
    claims INTEGER NOT NULL DEFAULT 0,
    pre_accepted INTEGER NOT NULL DEFAULT 0,
    -- The routing: JSON lists of agents.
    ringing_agents TEXT NOT NULL DEFAULT '[]',
    declined_agents TEXT NOT NULL DEFAULT '[]',
    -- Deadlines, fired by the sweep.
    rings_until INTEGER,
    settle_by INTEGER
);
CREATE UNIQUE INDEX calls_live ON calls (channel_id, contact_id)
    WHERE status IN ('initiated', 'ringing', 'in_progress');
CREATE UNIQUE INDEX calls_attempt ON calls (team_id, attempt_id) WHERE attempt_id IS NOT NULL;
CREATE INDEX calls_history ON calls (team_id, initiated_at);

-- Both the answer to our request and the webhook write here first, so neither can miss the other.
CREATE TABLE provider_calls (
    channel_id TEXT NOT NULL REFERENCES channels (id),
    provider_call_id TEXT NOT NULL,
    call INTEGER NOT NULL REFERENCES calls (id),
    PRIMARY KEY (channel_id, provider_call_id)
);
CREATE INDEX provider_calls_call ON provider_calls (call);

-- Session descriptions, apart from the calls so that they can be erased.
CREATE TABLE session_descriptions (
    call INTEGER NOT NULL REFERENCES calls (id),
    kind TEXT NOT NULL,
    sdp TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (call, kind)
);

-- What we ask of providers: intended, sent, then done, refused or unknown.
CREATE TABLE provider_actions (
    id INTEGER PRIMARY KEY,
    call INTEGER NOT NULL REFERENCES calls (id),
    kind TEXT NOT NULL,
    claim INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER,
    sdp_hash TEXT,
    error_kind TEXT,
    error_message TEXT,
    created_at INTEGER NOT NULL,
    UNIQUE (call, kind, claim)
);
CREATE INDEX provider_actions_open ON provider_actions (state, next_at)
    WHERE state IN ('intended', 'sent');

-- The event log tells that something changed and when; personal data stays in its own tables.
CREATE TABLE events (
    team_id INTEGER NOT NULL REFERENCES teams (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    call INTEGER NOT NULL REFERENCES calls (id),
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (team_id, seq)
);

-- Webhooks as they came in, erasable; and their items, by which duplicates are known.
CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY,
    channel_id TEXT NOT NULL REFERENCES channels (id),
    received_at INTEGER NOT NULL,
    body BLOB NOT NULL
);

CREATE TABLE webhook_items (
    id INTEGER PRIMARY KEY,
    channel_id TEXT NOT NULL REFERENCES channels (id),
    delivery_id INTEGER NOT NULL,
    dedupe_key TEXT NOT NULL,
    state TEXT NOT NULL,
    provider_call_id TEXT,
    event TEXT,
    UNIQUE (channel_id, dedupe_key)
);
CREATE INDEX webhook_items_waiting ON webhook_items (channel_id, provider_call_id)
    WHERE state = 'waiting';
