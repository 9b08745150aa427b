-- How a channel's number stands at its provider: what settings, checks and webhooks have told so far. NULL is not told.

CREATE TABLE channel_health (
    channel_id TEXT PRIMARY KEY REFERENCES channels (id),
    -- Whether calling is switched on, and when that was so.
    calling_enabled INTEGER,
    calling_at INTEGER,
    -- The number: connected or not, flagged or not, and its rating: green, yellow, red, unknown.
    number_active INTEGER,
    number_flagged INTEGER,
    quality TEXT,
    number_at INTEGER,
    -- Its account: usable or not, under review or not.
    account_active INTEGER,
    account_flagged INTEGER,
    account_at INTEGER,
    -- When the provider is asked next how number and account stand, fired by the sweep.
    ask_at INTEGER
);
