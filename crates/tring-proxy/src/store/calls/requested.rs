//! Calls that a program asked for, by the program's own attempt.

use sqlx::SqliteConnection;

use super::{CallRow, select_calls};
use crate::store::Write;

/// The team's call that was asked for with this attempt.
pub async fn by_attempt(
    db: &mut SqliteConnection,
    team_id: i64,
    attempt_id: &str,
) -> sqlx::Result<Option<CallRow>> {
    sqlx::query_as(select_calls!(
        "WHERE calls.team_id = $1 AND calls.requested_attempt = $2"
    ))
    .bind(team_id)
    .bind(attempt_id)
    .fetch_optional(db)
    .await
}

/// Notes the attempt with which a call was asked for; no page sees it, so nobody is told.
pub async fn set_attempt(write: &mut Write, id: i64, attempt_id: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE calls SET requested_attempt = $2 WHERE id = $1")
        .bind(id)
        .bind(attempt_id)
        .execute(write.db())
        .await?;
    Ok(())
}
