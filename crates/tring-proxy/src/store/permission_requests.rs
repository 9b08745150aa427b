//! Requests for the permission to call, as rows: sent, then done, refused or unknown, and what the contact said.

use sqlx::SqliteConnection;
use tring_protocol::call::Millis;

use super::{
    Write,
    permissions::Pair,
    words::{integer, unsigned},
};

/// What became of a request at the contact's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The contact allowed calls.
    Granted,
    /// The contact declined.
    Declined,
    /// The request did not reach the contact.
    Failed,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Declined => "declined",
            Self::Failed => "failed",
        }
    }
}

/// How the provider answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It took the request and gave this id to the message.
    Done {
        /// The id, where it gives one.
        message_id: Option<String>,
    },
    /// It refused.
    Refused,
    /// Nobody knows whether the contact got it.
    Unknown,
}

/// Commits to a request that goes out as soon as this transaction is committed, and returns its row number.
pub async fn insert(
    write: &mut Write,
    pair: Pair<'_>,
    agent_id: Option<i64>,
    now: Millis,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "INSERT INTO permission_requests (channel_id, contact_id, team_id, agent_id, state, asked_at) \
         VALUES ($1, $2, $3, $4, 'sent', $5) RETURNING id",
    )
    .bind(pair.channel_id)
    .bind(pair.contact_id)
    .bind(pair.team_id)
    .bind(agent_id)
    .bind(integer(now))
    .fetch_one(write.db())
    .await
}

/// Notes how the provider answered.
pub async fn settle(write: &mut Write, id: i64, sent: &Sent) -> sqlx::Result<()> {
    let (state, message_id) = match sent {
        Sent::Done { message_id } => ("done", message_id.as_deref()),
        Sent::Refused => ("refused", None),
        Sent::Unknown => ("unknown", None),
    };
    sqlx::query("UPDATE permission_requests SET state = $2, message_id = $3 WHERE id = $1")
        .bind(id)
        .bind(state)
        .bind(message_id)
        .execute(write.db())
        .await?;
    Ok(())
}

/// Notes that one request did not reach the contact, and why.
pub async fn fail(write: &mut Write, id: i64, failure: &str, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE permission_requests SET outcome = $2, settled_at = $3, failure = $4 \
         WHERE id = $1 AND outcome IS NULL",
    )
    .bind(id)
    .bind(Outcome::Failed.as_str())
    .bind(integer(now))
    .bind(failure)
    .execute(write.db())
    .await?;
    Ok(())
}

/// The contact has replied to whatever was asked before; how many requests that were.
pub async fn replied(
    write: &mut Write,
    pair: Pair<'_>,
    outcome: Outcome,
    now: Millis,
) -> sqlx::Result<u64> {
    let settled = sqlx::query(
        "UPDATE permission_requests SET outcome = $3, settled_at = $4 \
         WHERE channel_id = $1 AND contact_id = $2 AND outcome IS NULL AND state <> 'refused'",
    )
    .bind(pair.channel_id)
    .bind(pair.contact_id)
    .bind(outcome.as_str())
    .bind(integer(now))
    .execute(write.db())
    .await?;
    Ok(settled.rows_affected())
}

/// When requests went out, or may have, since then; and whether the contact has not replied.
pub async fn since(
    db: &mut SqliteConnection,
    pair: Pair<'_>,
    since: Millis,
) -> sqlx::Result<Vec<(Millis, bool)>> {
    let rows: Vec<(i64, bool)> = sqlx::query_as(
        "SELECT asked_at, outcome IS NULL FROM permission_requests WHERE channel_id = $1 AND contact_id = $2 \
         AND asked_at >= $3 AND state <> 'refused' AND outcome IS NOT 'failed' ORDER BY asked_at",
    )
    .bind(pair.channel_id)
    .bind(pair.contact_id)
    .bind(integer(since))
    .fetch_all(db)
    .await?;
    let unsigned = |(at, open): (i64, bool)| (unsigned(at), open);
    Ok(rows.into_iter().map(unsigned).collect())
}

/// Why the newest request did not reach the contact, where it did not.
pub async fn last_failure(
    db: &mut SqliteConnection,
    pair: Pair<'_>,
) -> sqlx::Result<Option<String>> {
    let newest: Option<Option<String>> = sqlx::query_scalar(
        "SELECT failure FROM permission_requests WHERE channel_id = $1 AND contact_id = $2 \
         ORDER BY id DESC LIMIT 1",
    )
    .bind(pair.channel_id)
    .bind(pair.contact_id)
    .fetch_optional(db)
    .await?;
    Ok(newest.flatten())
}

/// The request whose message has this id: its row number and contact.
pub async fn by_message(
    db: &mut SqliteConnection,
    channel_id: &str,
    message_id: &str,
) -> sqlx::Result<Option<(i64, i64)>> {
    sqlx::query_as(
        "SELECT id, contact_id FROM permission_requests WHERE channel_id = $1 AND message_id = $2",
    )
    .bind(channel_id)
    .bind(message_id)
    .fetch_optional(db)
    .await
}

/// Whether some request of the channel has not got its message's id yet.
pub async fn is_under_way(db: &mut SqliteConnection, channel_id: &str) -> sqlx::Result<bool> {
    let found: Option<i64> = sqlx::query_scalar(
        "SELECT id FROM permission_requests WHERE channel_id = $1 AND state = 'sent' LIMIT 1",
    )
    .bind(channel_id)
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}

/// What a stopped process has sent without learning how it ended is unknown from now on.
pub async fn give_up_open(write: &mut Write) -> sqlx::Result<()> {
    sqlx::query("UPDATE permission_requests SET state = 'unknown' WHERE state = 'sent'")
        .execute(write.db())
        .await?;
    Ok(())
}
