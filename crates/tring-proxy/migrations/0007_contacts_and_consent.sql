-- Contacts as a business keeps them: whether they want to be called, what they agreed to, tags, and the way to find them.

-- opted_in, opted_out or unknown; who said so, when, and by whose clock: 1 for the provider's, of a message.
ALTER TABLE contacts ADD COLUMN opt_in TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE contacts ADD COLUMN opt_in_source TEXT;
ALTER TABLE contacts ADD COLUMN opt_in_at INTEGER;
ALTER TABLE contacts ADD COLUMN opt_in_by_message INTEGER NOT NULL DEFAULT 0;
-- When everything was taken back: a call, a message or a permission from before does not count as consent any more.
ALTER TABLE contacts ADD COLUMN withdrawn_at INTEGER;
ALTER TABLE contacts ADD COLUMN last_message_at INTEGER;
ALTER TABLE contacts ADD COLUMN automation_blocks_calling INTEGER NOT NULL DEFAULT 0;
-- A JSON list, in the order in which they were given.
ALTER TABLE contacts ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE contacts ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
-- The row of an erased contact stays for the figures of her calls; nothing in it tells who she was.
ALTER TABLE contacts ADD COLUMN erased_at INTEGER;
-- Whether contact_words has the row's words.
ALTER TABLE contacts ADD COLUMN findable INTEGER NOT NULL DEFAULT 0;
UPDATE contacts SET updated_at = created_at;

CREATE INDEX contacts_listed ON contacts (team_id, id) WHERE erased_at IS NULL;
CREATE INDEX contacts_opt_in ON contacts (team_id, opt_in, id) WHERE erased_at IS NULL;
CREATE INDEX contacts_not_findable ON contacts (id) WHERE findable = 0 AND erased_at IS NULL;

-- The words of names, small and without accents, the digits of numbers, and BSUIDs: for searches by prefix.
CREATE TABLE contact_words (
    team_id INTEGER NOT NULL REFERENCES teams (id),
    word TEXT NOT NULL,
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    PRIMARY KEY (team_id, word, contact_id)
) WITHOUT ROWID;
CREATE INDEX contact_words_of_contact ON contact_words (contact_id);

CREATE TABLE contact_tags (
    team_id INTEGER NOT NULL REFERENCES teams (id),
    tag TEXT NOT NULL,
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    PRIMARY KEY (team_id, tag, contact_id)
) WITHOUT ROWID;
CREATE INDEX contact_tags_of_contact ON contact_tags (contact_id);

-- Consents that were recorded, the last one of each kind. What calls, messages and WhatsApp's permissions mean is
-- worked out from their own rows.
CREATE TABLE consents (
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    -- explicit or implicit
    kind TEXT NOT NULL,
    -- NULL: it does not end by itself.
    until INTEGER,
    -- message, api or import
    source TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    PRIMARY KEY (contact_id, kind)
) WITHOUT ROWID;

-- How opt-in and consents came to be what they are.
CREATE TABLE consent_changes (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    -- When it was said; a message may arrive later.
    at INTEGER NOT NULL,
    -- opt_in, explicit or implicit
    topic TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    until INTEGER,
    source TEXT NOT NULL,
    -- The user or the token, by name.
    changed_by TEXT,
    channel_id TEXT REFERENCES channels (id),
    -- Personal data, like the next.
    message_id TEXT,
    note TEXT
);
CREATE INDEX consent_changes_of_contact ON consent_changes (contact_id, id);
CREATE UNIQUE INDEX consent_changes_message ON consent_changes (contact_id, message_id, topic)
    WHERE message_id IS NOT NULL;

-- A team's settings; NULL, and a team without a row: our own.
CREATE TABLE consent_settings (
    team_id INTEGER PRIMARY KEY REFERENCES teams (id),
    -- JSON lists.
    opt_out_keywords TEXT,
    opt_in_keywords TEXT,
    callback_keywords TEXT,
    callback_consent_days INTEGER,
    call_consent_days INTEGER,
    message_consent_days INTEGER
);

-- The webhooks about a call, and the items of one that is erased.
CREATE INDEX webhook_deliveries_received ON webhook_deliveries (channel_id, received_at);
CREATE INDEX webhook_items_of_delivery ON webhook_items (delivery_id);
