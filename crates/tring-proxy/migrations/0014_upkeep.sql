-- What is erased by its age is found without reading what stays.
CREATE INDEX session_descriptions_by_age ON session_descriptions (created_at);
CREATE INDEX events_without_call ON events (at) WHERE call IS NULL;

-- Calls that no webhook has named yet. Those that never will be (refused by the provider, or of an erased contact) become more
-- and more, and each call that came in read them all: the few that live or have just ended are told apart in the index.
DROP INDEX calls_unreported;
CREATE INDEX calls_unreported ON calls (channel_id, ended_at)
    WHERE reported_id IS NULL AND direction = 'outbound';
