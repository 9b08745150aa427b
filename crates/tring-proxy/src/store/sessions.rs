//! Sessions of people and the one-time links that begin them; only hashes are kept.

use sqlx::SqliteConnection;
use tring_protocol::call::Millis;

use super::{Write, words::integer};

/// A session that is still valid.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct Session {
    pub id: i64,
    pub team_id: i64,
    pub user_id: i64,
    /// The user's name and role.
    pub name: String,
    pub role: String,
}

/// Keeps a one-time link.
pub async fn insert_link(
    write: &mut Write,
    user_id: i64,
    token_hash: &str,
    expires_at: Millis,
) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO sign_in_links (token_hash, user_id, expires_at) VALUES ($1, $2, $3)")
        .bind(token_hash)
        .bind(user_id)
        .bind(integer(expires_at))
        .execute(write.db())
        .await?;
    Ok(())
}

/// Takes the link away and returns whose it was, where it was still valid. Old links go as well.
pub async fn consume_link(
    write: &mut Write,
    token_hash: &str,
    now: Millis,
) -> sqlx::Result<Option<i64>> {
    let user = sqlx::query_scalar(
        "DELETE FROM sign_in_links WHERE token_hash = $1 AND expires_at > $2 RETURNING user_id",
    )
    .bind(token_hash)
    .bind(integer(now))
    .fetch_optional(write.db())
    .await?;
    sqlx::query("DELETE FROM sign_in_links WHERE expires_at <= $1")
        .bind(integer(now))
        .execute(write.db())
        .await?;
    Ok(user)
}

/// Begins a session.
pub async fn insert(
    write: &mut Write,
    (team_id, user_id): (i64, i64),
    secret_hash: &str,
    (now, expires_at): (Millis, Millis),
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "INSERT INTO sessions (team_id, user_id, secret_hash, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5) RETURNING id",
    )
    .bind(team_id)
    .bind(user_id)
    .bind(secret_hash)
    .bind(integer(now))
    .bind(integer(expires_at))
    .fetch_one(write.db())
    .await
}

/// The valid session whose cookie has this hash.
pub async fn by_hash(
    db: &mut SqliteConnection,
    secret_hash: &str,
    now: Millis,
) -> sqlx::Result<Option<Session>> {
    sqlx::query_as(
        "SELECT sessions.id, sessions.team_id, sessions.user_id, users.name, users.role FROM sessions \
         JOIN users ON users.id = sessions.user_id WHERE sessions.secret_hash = $1 AND sessions.expires_at > $2",
    )
    .bind(secret_hash)
    .bind(integer(now))
    .fetch_optional(db)
    .await
}

/// Whether the session is still valid.
pub async fn is_valid(db: &mut SqliteConnection, id: i64, now: Millis) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sessions WHERE id = $1 AND expires_at > $2)")
        .bind(id)
        .bind(integer(now))
        .fetch_one(db)
        .await
}

/// Ends all sessions of a user and takes the links away that would begin one; how many sessions there were.
pub async fn delete_all(write: &mut Write, user_id: i64) -> sqlx::Result<u64> {
    sqlx::query("DELETE FROM sign_in_links WHERE user_id = $1")
        .bind(user_id)
        .execute(write.db())
        .await?;
    let ended = sqlx::query("DELETE FROM sessions WHERE user_id = $1")
        .bind(user_id)
        .execute(write.db())
        .await?;
    Ok(ended.rows_affected())
}

/// Ends a session.
pub async fn delete(write: &mut Write, id: i64) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sessions WHERE id = $1")
        .bind(id)
        .execute(write.db())
        .await?;
    Ok(())
}
