-- Webhooks out: where teams want to be told what happens, and what is to be told. (`webhook_deliveries` are what comes
-- in.)

CREATE TABLE webhook_endpoints (
    id TEXT PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    url TEXT NOT NULL,
    -- A JSON list of types, `call.*`, `call.ended` or `*`.
    event_types TEXT NOT NULL,
    description TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    -- Why the proxy disabled it by itself.
    disabled_reason TEXT,
    -- A sealed envelope, bound to this row's id.
    secrets TEXT NOT NULL,
    old_secret_until INTEGER,
    -- The team's last event that has been looked at for this endpoint.
    last_seq INTEGER NOT NULL,
    -- Since when nothing was delivered although something was sent.
    failing_since INTEGER,
    created_at INTEGER NOT NULL
);
CREATE INDEX webhook_endpoints_of_team ON webhook_endpoints (team_id);

-- Deliveries: pending, then delivered or dead. At most one for an event and an endpoint, whatever crashes when.
CREATE TABLE outgoing_deliveries (
    id INTEGER PRIMARY KEY,
    -- What the header `webhook-id` says, the same in every attempt.
    webhook_id TEXT NOT NULL UNIQUE,
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    event_type TEXT NOT NULL,
    -- A test has none.
    seq INTEGER,
    -- What it is about: those with the same subject are sent one after the other.
    subject TEXT NOT NULL,
    -- Whom it is about, so that it can be erased with the contact.
    contact_id INTEGER REFERENCES contacts (id),
    -- Personal data; NULL once it is erased.
    payload TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    last_attempt_at INTEGER,
    -- When a pending one is sent; NULL while its endpoint is disabled.
    next_at INTEGER,
    last_status INTEGER,
    last_error TEXT,
    last_answer TEXT,
    UNIQUE (endpoint_id, seq)
);
CREATE INDEX outgoing_deliveries_due ON outgoing_deliveries (endpoint_id, next_at) WHERE state = 'pending';
CREATE INDEX outgoing_deliveries_next ON outgoing_deliveries (next_at) WHERE state = 'pending' AND next_at IS NOT NULL;
CREATE INDEX outgoing_deliveries_listed ON outgoing_deliveries (endpoint_id, state, id);
CREATE INDEX outgoing_deliveries_old ON outgoing_deliveries (created_at);
CREATE INDEX outgoing_deliveries_of_contact ON outgoing_deliveries (contact_id) WHERE payload IS NOT NULL;

-- What was said of a person goes when she does.
CREATE TRIGGER outgoing_deliveries_of_erased_contact AFTER UPDATE OF erased_at ON contacts
WHEN NEW.erased_at IS NOT NULL
BEGIN
    UPDATE outgoing_deliveries SET payload = NULL, last_answer = NULL WHERE contact_id = NEW.id;
    UPDATE outgoing_deliveries SET state = 'dead', next_at = NULL,
        last_error = 'The contact was erased, and with her what this message said.'
        WHERE contact_id = NEW.id AND state = 'pending';
END;
