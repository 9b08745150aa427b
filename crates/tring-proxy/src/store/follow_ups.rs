//! Calls about which something is still to be done. The database's own triggers note them, so that the path of a call
//! knows nothing of it.

use sqlx::SqliteConnection;
use tring_protocol::call::Millis;

use super::{Write, calls::CallRow, words::integer};

/// What is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUp {
    /// A customer's call that nobody answered.
    Unanswered,
    /// A talk with a contact who was to be called back.
    Talked,
}

impl FollowUp {
    fn as_str(self) -> &'static str {
        match self {
            Self::Unanswered => "unanswered",
            Self::Talked => "talked",
        }
    }
}

/// The first that is left, with its call's row number.
pub async fn next(db: &mut SqliteConnection) -> sqlx::Result<Option<(i64, FollowUp)>> {
    let found: Option<(i64, String)> =
        sqlx::query_as("SELECT call, kind FROM follow_ups ORDER BY call, kind LIMIT 1")
            .fetch_optional(db)
            .await?;
    Ok(found.map(|(call, kind)| {
        let talked = kind == FollowUp::Talked.as_str();
        (
            call,
            if talked {
                FollowUp::Talked
            } else {
                FollowUp::Unanswered
            },
        )
    }))
}

/// Takes one off the list, in the same transaction that does what it asks for. Says whether it was there.
pub async fn take(write: &mut Write, call: i64, kind: FollowUp) -> sqlx::Result<bool> {
    let deleted = sqlx::query("DELETE FROM follow_ups WHERE call = $1 AND kind = $2")
        .bind(call)
        .bind(kind.as_str())
        .execute(write.db())
        .await?;
    Ok(deleted.rows_affected() > 0)
}

/// Whether there is a later call with this call's contact that goes on or was answered.
pub async fn spoken_since(db: &mut SqliteConnection, call: &CallRow) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM calls WHERE contact_id = $1 AND initiated_at >= $2 AND id <> $3 \
         AND team_id = $4 AND (answered_at IS NOT NULL OR status IN ('initiated', 'ringing', 'in_progress')))",
    )
    .bind(call.contact_id)
    .bind(integer(call.initiated_at))
    .bind(call.id)
    .bind(call.team_id)
    .fetch_one(db)
    .await
}

/// Whether the contact got a text by itself since then, or is getting one.
pub async fn texted_since(
    db: &mut SqliteConnection,
    contact_id: i64,
    since: Millis,
) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM calls JOIN provider_actions ON provider_actions.call = calls.id \
         WHERE calls.contact_id = $1 AND calls.initiated_at >= $2 AND provider_actions.kind = 'send_text' \
         AND provider_actions.state <> 'refused')",
    )
    .bind(contact_id)
    .bind(integer(since))
    .fetch_one(db)
    .await
}
