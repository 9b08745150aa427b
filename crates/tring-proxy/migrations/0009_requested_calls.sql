-- The attempt of a program that asked for a call without media. The call's own attempt is that of the desk which starts it.
ALTER TABLE calls ADD COLUMN requested_attempt TEXT;
CREATE UNIQUE INDEX calls_requested_attempt ON calls (team_id, requested_attempt) WHERE requested_attempt IS NOT NULL;
