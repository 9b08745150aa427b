-- What calls cost, figures per day, and the ways into a history of millions.

-- What a minute to numbers that begin so costs, per channel; the longest prefix counts. Digits without `+`, empty for
-- every number.
CREATE TABLE channel_prices (
    channel_id TEXT NOT NULL REFERENCES channels (id),
    prefix TEXT NOT NULL,
    -- ISO 4217.
    currency TEXT NOT NULL,
    -- Millionths of the currency.
    micros_per_minute INTEGER NOT NULL,
    pulse_seconds INTEGER NOT NULL,
    PRIMARY KEY (channel_id, prefix)
) WITHOUT ROWID;

-- Calls by the UTC day on which they began (days since 1970), kept by the triggers below in the transaction that
-- changes the call: what asks for figures never counts the calls themselves, and the path of a call knows nothing
-- of figures.
CREATE TABLE calls_by_day (
    team_id INTEGER NOT NULL REFERENCES teams (id),
    day INTEGER NOT NULL,
    direction TEXT NOT NULL,
    status TEXT NOT NULL,
    calls INTEGER NOT NULL,
    duration_seconds INTEGER NOT NULL,
    PRIMARY KEY (team_id, day, direction, status)
) WITHOUT ROWID;

CREATE TABLE costs_by_day (
    team_id INTEGER NOT NULL REFERENCES teams (id),
    day INTEGER NOT NULL,
    currency TEXT NOT NULL,
    cost_micros INTEGER NOT NULL,
    PRIMARY KEY (team_id, day, currency)
) WITHOUT ROWID;

INSERT INTO calls_by_day (team_id, day, direction, status, calls, duration_seconds)
    SELECT team_id, initiated_at / 86400000, direction, status, COUNT(*), SUM(COALESCE(duration_seconds, 0))
    FROM calls GROUP BY 1, 2, 3, 4;
INSERT INTO costs_by_day (team_id, day, currency, cost_micros)
    SELECT team_id, initiated_at / 86400000, currency, SUM(cost_micros)
    FROM calls WHERE currency IS NOT NULL GROUP BY 1, 2, 3;

CREATE TRIGGER calls_by_day_insert AFTER INSERT ON calls BEGIN
    INSERT INTO calls_by_day (team_id, day, direction, status, calls, duration_seconds)
        VALUES (NEW.team_id, NEW.initiated_at / 86400000, NEW.direction, NEW.status, 1,
            COALESCE(NEW.duration_seconds, 0))
        ON CONFLICT (team_id, day, direction, status) DO UPDATE SET
            calls = calls + 1, duration_seconds = duration_seconds + excluded.duration_seconds;
END;

CREATE TRIGGER calls_by_day_update AFTER UPDATE OF status, duration_seconds ON calls
    WHEN NEW.status <> OLD.status OR NEW.duration_seconds IS NOT OLD.duration_seconds BEGIN
    UPDATE calls_by_day SET calls = calls - 1, duration_seconds = duration_seconds - COALESCE(OLD.duration_seconds, 0)
        WHERE team_id = OLD.team_id AND day = OLD.initiated_at / 86400000 AND direction = OLD.direction
            AND status = OLD.status;
    INSERT INTO calls_by_day (team_id, day, direction, status, calls, duration_seconds)
        VALUES (NEW.team_id, NEW.initiated_at / 86400000, NEW.direction, NEW.status, 1,
            COALESCE(NEW.duration_seconds, 0))
        ON CONFLICT (team_id, day, direction, status) DO UPDATE SET
            calls = calls + 1, duration_seconds = duration_seconds + excluded.duration_seconds;
    -- Nobody rings or talks for ever: without this each day would keep a row of zeros for every passing status.
    DELETE FROM calls_by_day WHERE team_id = OLD.team_id AND day = OLD.initiated_at / 86400000
        AND direction = OLD.direction AND status = OLD.status AND calls = 0;
END;

CREATE TRIGGER costs_by_day_insert AFTER INSERT ON calls WHEN NEW.currency IS NOT NULL BEGIN
    INSERT INTO costs_by_day (team_id, day, currency, cost_micros)
        VALUES (NEW.team_id, NEW.initiated_at / 86400000, NEW.currency, NEW.cost_micros)
        ON CONFLICT (team_id, day, currency) DO UPDATE SET cost_micros = cost_micros + excluded.cost_micros;
END;

CREATE TRIGGER costs_by_day_update AFTER UPDATE OF cost_micros, currency ON calls
    WHEN NEW.cost_micros <> OLD.cost_micros OR NEW.currency IS NOT OLD.currency BEGIN
    UPDATE costs_by_day SET cost_micros = cost_micros - OLD.cost_micros
        WHERE team_id = OLD.team_id AND day = OLD.initiated_at / 86400000 AND currency = OLD.currency;
    INSERT INTO costs_by_day (team_id, day, currency, cost_micros)
        SELECT NEW.team_id, NEW.initiated_at / 86400000, NEW.currency, NEW.cost_micros
        WHERE NEW.currency IS NOT NULL
        ON CONFLICT (team_id, day, currency) DO UPDATE SET cost_micros = cost_micros + excluded.cost_micros;
END;

-- The list with its usual filters, and a contact's calls.
CREATE INDEX calls_by_kind ON calls (team_id, direction, status, initiated_at);
CREATE INDEX calls_of_contact ON calls (contact_id, initiated_at, direction, status);
-- The other orders. What is filtered by stands behind the order, so that a search reads the index alone.
CREATE INDEX calls_by_answer ON calls (team_id, answered_at, id, direction, status, initiated_at);
CREATE INDEX calls_by_end ON calls (team_id, ended_at, id, direction, status, initiated_at);
CREATE INDEX calls_by_duration ON calls (team_id, duration_seconds, id, direction, status, initiated_at);

-- The few open actions among many: SQLite does not see that `state = 'intended'` is one of two states, so that the
-- partial index was never used, and each look of the sweep read all actions there had ever been.
DROP INDEX provider_actions_open;
CREATE INDEX provider_actions_open ON provider_actions (state, next_at);
