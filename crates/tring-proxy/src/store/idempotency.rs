//! Requests with an `Idempotency-Key`, and what they were answered.

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_protocol::call::Millis;

use super::{
    Store, Write,
    words::{integer, optional_time_at},
};

/// Which request: keys are the team's own.
#[derive(Clone, Copy, Debug)]
pub struct Which<'a> {
    /// The team.
    pub team_id: i64,
    /// The key as the client made it up.
    pub key: &'a str,
}

/// What is kept of a request.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The hash of its body.
    pub request_hash: String,
    /// The attempt of its call.
    pub attempt_id: String,
    /// Until when somebody works on it.
    pub locked_until: Option<Millis>,
    /// The status and body that it was answered with; `None` before.
    pub answer: Option<(u16, String)>,
}

impl FromRow<'_, SqliteRow> for Kept {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let status: Option<u16> = row.try_get("status")?;
        let answer: Option<String> = row.try_get("answer")?;
        Ok(Self {
            request_hash: row.try_get("request_hash")?,
            attempt_id: row.try_get("attempt_id")?,
            locked_until: optional_time_at(row, "locked_until")?,
            answer: status.zip(answer),
        })
    }
}

/// What is kept of the request with this key.
pub async fn find(
    db: &mut SqliteConnection,
    which: Which<'_>,
    now: Millis,
) -> sqlx::Result<Option<Kept>> {
    sqlx::query_as(
        "SELECT * FROM idempotency_keys WHERE team_id = $1 AND key = $2 AND expires_at > $3",
    )
    .bind(which.team_id)
    .bind(which.key)
    .bind(integer(now))
    .fetch_optional(db)
    .await
}

/// Begins a request under this key; one that has expired gives way.
pub async fn begin(
    write: &mut Write,
    which: Which<'_>,
    kept: &Kept,
    expires_at: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT OR REPLACE INTO idempotency_keys (team_id, key, request_hash, attempt_id, locked_until, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(which.team_id)
    .bind(which.key)
    .bind(&kept.request_hash)
    .bind(&kept.attempt_id)
    .bind(kept.locked_until.map(integer))
    .bind(integer(expires_at))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Locks the request again, for one who takes it up, or unlocks it.
pub async fn lock(write: &mut Write, which: Which<'_>, until: Option<Millis>) -> sqlx::Result<()> {
    sqlx::query("UPDATE idempotency_keys SET locked_until = $3 WHERE team_id = $1 AND key = $2")
        .bind(which.team_id)
        .bind(which.key)
        .bind(until.map(integer))
        .execute(write.db())
        .await?;
    Ok(())
}

/// Unlocks what a process that is gone has left: it can be taken up at once.
pub async fn unlock_all(write: &mut Write) -> sqlx::Result<()> {
    sqlx::query("UPDATE idempotency_keys SET locked_until = NULL WHERE locked_until IS NOT NULL")
        .execute(write.db())
        .await?;
    Ok(())
}

/// Keeps the answer.
pub async fn keep(
    write: &mut Write,
    which: Which<'_>,
    (status, answer): (u16, &str),
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE idempotency_keys SET status = $3, answer = $4, locked_until = NULL WHERE team_id = $1 AND key = $2",
    )
    .bind(which.team_id)
    .bind(which.key)
    .bind(status)
    .bind(answer)
    .execute(write.db())
    .await?;
    Ok(())
}

/// Forgets the request: it may be made anew.
pub async fn forget(write: &mut Write, which: Which<'_>) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM idempotency_keys WHERE team_id = $1 AND key = $2")
        .bind(which.team_id)
        .bind(which.key)
        .execute(write.db())
        .await?;
    Ok(())
}

/// Whether anything has expired by `now`.
pub async fn has_expired(db: &mut SqliteConnection, now: Millis) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM idempotency_keys WHERE expires_at <= $1)")
        .bind(integer(now))
        .fetch_one(db)
        .await
}

/// Forgets what has expired.
pub async fn forget_expired(write: &mut Write, now: Millis) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM idempotency_keys WHERE expires_at <= $1")
        .bind(integer(now))
        .execute(write.db())
        .await?;
    Ok(())
}

/// Forgets what has expired, where anything has.
pub async fn sweep(store: &Store, now: Millis) -> sqlx::Result<()> {
    let mut db = store.readers().acquire().await?;
    if !has_expired(&mut db, now).await? {
        return Ok(());
    }
    drop(db);
    let mut write = store.write().await?;
    forget_expired(&mut write, now).await?;
    write.commit().await
}
