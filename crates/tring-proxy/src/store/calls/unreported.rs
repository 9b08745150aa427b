//! Outbound calls that no webhook has named yet, and the moment when one does.

use sqlx::{FromRow, SqliteConnection};
use tring_calls::correlation::Candidate;
use tring_protocol::call::Millis;

use crate::store::{
    Write,
    words::{integer, unsigned},
};

/// One of them.
#[derive(FromRow)]
pub struct Unreported {
    /// Its row number.
    pub id: i64,
    initiated_at: i64,
    live: bool,
    to_number: String,
    provider_user_id: Option<String>,
    provider_call_id: Option<String>,
}

impl std::fmt::Debug for Unreported {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unreported")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Unreported {
    /// What the correlation looks at.
    pub fn candidate(&self) -> Candidate<'_> {
        Candidate {
            initiated_at: unsigned(self.initiated_at),
            live: self.live,
            phone: &self.to_number,
            user_id: self.provider_user_id.as_deref(),
            dialled_id: self.provider_call_id.as_deref(),
        }
    }
}

/// The channel's, newest first: while they live, while the provider is still to be told that they have ended, and for
/// a moment after their end, unless the provider refused them. No provider has heard of a call that still waits for the
/// agent who starts it.
pub async fn of_channel(
    db: &mut SqliteConnection,
    channel_id: &str,
    ended_since: Millis,
) -> sqlx::Result<Vec<Unreported>> {
    sqlx::query_as(
        "SELECT calls.id, calls.initiated_at, calls.to_number, calls.provider_call_id, \
         contacts.provider_user_id, calls.status IN ('initiated', 'ringing', 'in_progress') AS live FROM calls \
         JOIN contacts ON contacts.id = calls.contact_id WHERE calls.id IN ( \
         SELECT id FROM calls WHERE channel_id = $1 AND direction = 'outbound' AND reported_id IS NULL \
         AND ended_at IS NULL AND status IN ('initiated', 'ringing', 'in_progress') AND requested = 0 \
         UNION SELECT calls.id FROM provider_actions CROSS JOIN calls ON calls.id = provider_actions.call \
         WHERE provider_actions.state = 'intended' AND provider_actions.kind = 'terminate' \
         AND calls.channel_id = $1 AND calls.direction = 'outbound' AND calls.reported_id IS NULL \
         AND calls.requested = 0 \
         UNION SELECT id FROM calls WHERE channel_id = $1 AND direction = 'outbound' AND reported_id IS NULL \
         AND ended_at >= $2 AND requested = 0 AND EXISTS (SELECT 1 FROM provider_actions \
         WHERE provider_actions.call = calls.id AND provider_actions.kind = 'dial' \
         AND provider_actions.state <> 'refused')) ORDER BY calls.id DESC",
    )
    .bind(channel_id)
    .bind(integer(ended_since))
    .fetch_all(db)
    .await
}

/// Notes the id by which webhooks name the call, where none has before.
pub async fn set_reported_id(
    write: &mut Write,
    id: i64,
    provider_call_id: &str,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE calls SET reported_id = $2 WHERE id = $1 AND reported_id IS NULL")
        .bind(id)
        .bind(provider_call_id)
        .execute(write.db())
        .await?;
    Ok(())
}
