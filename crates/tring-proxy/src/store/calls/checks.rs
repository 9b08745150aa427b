//! When the sweep looks whether a call has ended without a report.

use sqlx::SqliteConnection;
use tring_protocol::call::Millis;

use crate::store::{
    Write,
    words::{integer, unsigned},
};

/// Row numbers of live calls that are to be looked at now. Who has begun to talk is looked at once, at once.
pub async fn due(db: &mut SqliteConnection, now: Millis) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar(
        "SELECT id FROM calls WHERE status IN ('initiated', 'ringing', 'in_progress') \
         AND (check_at <= $1 OR (check_at IS NULL AND status = 'in_progress'))",
    )
    .bind(integer(now))
    .fetch_all(db)
    .await
}

/// When the next call is to be looked at.
pub async fn next_deadline(db: &mut SqliteConnection) -> sqlx::Result<Option<Millis>> {
    let next: Option<i64> = sqlx::query_scalar(
        "SELECT MIN(CASE WHEN check_at IS NULL AND status = 'in_progress' THEN 0 ELSE check_at END) \
         FROM calls WHERE status IN ('initiated', 'ringing', 'in_progress')",
    )
    .fetch_one(db)
    .await?;
    Ok(next.map(unsigned))
}

/// How often the provider's log was asked for the call.
pub async fn looks(db: &mut SqliteConnection, id: i64) -> sqlx::Result<u32> {
    sqlx::query_scalar("SELECT looks FROM calls WHERE id = $1")
        .bind(id)
        .fetch_one(db)
        .await
}

/// Looks again at `at`; no page sees it.
pub async fn again_at(write: &mut Write, id: i64, looks: u32, at: Millis) -> sqlx::Result<()> {
    write.sweep_at(at);
    sqlx::query("UPDATE calls SET check_at = $2, looks = $3 WHERE id = $1")
        .bind(id)
        .bind(integer(at))
        .bind(looks)
        .execute(write.db())
        .await?;
    Ok(())
}
