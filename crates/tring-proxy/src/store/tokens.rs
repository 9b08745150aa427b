//! API tokens of teams; only the hash of the secret is kept.

use sqlx::SqliteConnection;
use tring_protocol::call::Millis;

use super::{Write, words::integer};

/// A token that is not revoked.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct Token {
    pub id: i64,
    pub team_id: i64,
    pub name: String,
    pub secret_hash: String,
    /// A JSON list of words; `*` stands for all.
    pub abilities: String,
}

/// The token with this id.
pub async fn by_id(db: &mut SqliteConnection, id: i64) -> sqlx::Result<Option<Token>> {
    sqlx::query_as(
        "SELECT id, team_id, name, secret_hash, abilities FROM tokens WHERE id = $1 AND revoked_at IS NULL",
    )
    .bind(id)
    .fetch_optional(db)
    .await
}

/// Adds a token and returns its id.
pub async fn insert(
    write: &mut Write,
    team_id: i64,
    [name, secret_hash, abilities]: [&str; 3],
    now: Millis,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "INSERT INTO tokens (team_id, name, secret_hash, abilities, created_at) \
         VALUES ($1, $2, $3, $4, $5) RETURNING id",
    )
    .bind(team_id)
    .bind(name)
    .bind(secret_hash)
    .bind(abilities)
    .bind(integer(now))
    .fetch_one(write.db())
    .await
}
