-- {ROWS} calls of the last two years, evenly, up to now: two fifths inbound, seven tenths completed; ten of them live.
PRAGMA synchronous = OFF;
BEGIN;

INSERT INTO contacts (team_id, phone, name, created_at)
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {CONTACTS})
SELECT (SELECT id FROM teams), printf('+4915%08d', i), printf('Contact %d', i), 0 FROM n;

INSERT INTO calls (call_id, team_id, channel_id, contact_id, version, direction, status, from_number, to_number,
    initiated_at, answered_at, ended_at, duration_seconds, end_reason, agent_id, ringing_since, provider_call_id,
    reported_id, attempt_id, currency, pulse_seconds, pulse_micros, cost_micros)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS}),
-- Numbers that look like chance and are the same each time.
dice AS (
    SELECT i, i * 7919 % {CONTACTS} AS contact, i % 5 < 2 AS inbound, i * 31 % 100 AS roll,
        i * 104729 % 600 AS seconds, i * 2654435761 AS word,
        (strftime('%s', 'now') - ({ROWS} - i) * 63072000.0 / {ROWS}) * 1000 AS at
    FROM n
),
called AS (
    SELECT i, contact, inbound, word, CAST(at AS INTEGER) AS at, roll < 70 AND i + 10 <= {ROWS} AS talked, seconds,
        CASE WHEN i + 10 > {ROWS} THEN 'ringing' WHEN roll < 70 THEN 'completed' WHEN roll < 80 THEN 'failed'
            WHEN roll < 90 THEN 'rejected' WHEN inbound THEN 'missed' ELSE 'no_answer' END AS status
    FROM dice
)
SELECT printf('call_%024x', word), (SELECT id FROM teams), (SELECT id FROM channels),
    (SELECT MIN(id) FROM contacts) + contact, 4, CASE WHEN inbound THEN 'inbound' ELSE 'outbound' END, status,
    CASE WHEN inbound THEN printf('+4915%08d', contact) ELSE '+15550001111' END,
    CASE WHEN inbound THEN '+15550001111' ELSE printf('+4915%08d', contact) END,
    at, CASE WHEN talked THEN at + 5000 END, CASE WHEN status <> 'ringing' THEN at + 5000 + seconds * 1000 END,
    CASE WHEN status = 'completed' THEN seconds END, CASE WHEN status <> 'ringing' THEN 'customer_hung_up' END,
    (SELECT id FROM users), at + 1000, printf('wacid.%040x', word), printf('wacid.%040x', word),
    CASE WHEN NOT inbound THEN printf('attempt_%d', i) END, CASE WHEN NOT inbound THEN 'EUR' END,
    CASE WHEN NOT inbound THEN 6 END, CASE WHEN NOT inbound THEN 5000 END,
    CASE WHEN status = 'completed' AND NOT inbound THEN (seconds + 5) / 6 * 5000 ELSE 0 END
FROM called;

COMMIT;
