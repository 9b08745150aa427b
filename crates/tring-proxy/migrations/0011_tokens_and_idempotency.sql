-- Until when a token is valid, when it was last used (to about a minute), and who made it.
ALTER TABLE tokens ADD COLUMN expires_at INTEGER;
ALTER TABLE tokens ADD COLUMN last_used_at INTEGER;
ALTER TABLE tokens ADD COLUMN created_by TEXT;
CREATE INDEX tokens_of_team ON tokens (team_id, id) WHERE revoked_at IS NULL;

-- What a request with an `Idempotency-Key` was answered; no answer yet while it is under way. The attempt is that of
-- the call: whoever takes up a request that was broken off finds the call that it made.
CREATE TABLE idempotency_keys (
    team_id INTEGER NOT NULL REFERENCES teams (id),
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    attempt_id TEXT NOT NULL,
    -- Nobody else takes it up before then.
    locked_until INTEGER,
    status INTEGER,
    answer TEXT,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (team_id, key)
);
CREATE INDEX idempotency_keys_end ON idempotency_keys (expires_at);

-- The webhook address of seed 000 has no channel in it; its body has the number's id.
CREATE INDEX channels_of_number_id ON channels (number_id) WHERE number_id <> '';
