-- Channels at several providers: sealed credentials, one default per team, and a soft removal, so that the
-- history of a removed channel stays readable.
--
-- The table is made anew, because a number id may be unknown at first (YCloud's is learnt from a webhook) and the
-- old constraint takes two empty ones for the same. Rows that refer to channels find them again at the end.
PRAGMA defer_foreign_keys = ON;

CREATE TABLE channels_before AS SELECT * FROM channels;
DROP TABLE channels;

CREATE TABLE channels (
    id TEXT PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    name TEXT NOT NULL,
    provider TEXT NOT NULL,
    number TEXT NOT NULL,
    -- Empty where the provider has none, or where it is still to be learnt.
    number_id TEXT NOT NULL,
    account_id TEXT NOT NULL DEFAULT '',
    base_url TEXT NOT NULL,
    -- A sealed envelope, bound to this row's id. Plain JSON from before the seal until the next start; empty once
    -- the channel is removed.
    credentials TEXT NOT NULL,
    webhook_key_hash TEXT NOT NULL UNIQUE,
    is_default INTEGER NOT NULL DEFAULT 0,
    -- The template that asks for the permission to call: `name` or `name:language`.
    permission_template TEXT,
    -- Until when webhooks signed with the secret before the last rotation are taken.
    old_secret_until INTEGER,
    last_webhook_at INTEGER,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
);

INSERT INTO channels
    (id, team_id, name, provider, number, number_id, base_url, credentials, webhook_key_hash, created_at)
    SELECT id, team_id, name, provider, number, number_id, base_url, credentials, webhook_key_hash, created_at
    FROM channels_before ORDER BY rowid;
DROP TABLE channels_before;

-- The oldest was what calls went out from.
UPDATE channels SET is_default = 1 WHERE rowid IN (
    SELECT rowid FROM (
        SELECT rowid, ROW_NUMBER() OVER (PARTITION BY team_id ORDER BY created_at, rowid) AS place FROM channels
    ) WHERE place = 1
);

CREATE UNIQUE INDEX channels_default ON channels (team_id) WHERE is_default = 1;
CREATE UNIQUE INDEX channels_number_id ON channels (team_id, provider, number_id)
    WHERE number_id <> '' AND removed_at IS NULL;
