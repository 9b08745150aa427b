//! API tokens of teams; only the hash of the secret is kept.

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_protocol::call::Millis;

use super::{
    Write,
    words::{integer, optional_time_at, time_at},
};

/// A token that is not revoked.
#[derive(Clone)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migrations explain"
)]
pub struct Token {
    pub id: i64,
    pub team_id: i64,
    pub name: String,
    pub secret_hash: String,
    /// Words; `*` stands for all.
    pub abilities: Vec<String>,
    pub created_at: Millis,
    pub created_by: Option<String>,
    pub user_id: Option<i64>,
    pub expires_at: Option<Millis>,
    pub last_used_at: Option<Millis>,
}

impl Token {
    /// Whether it is valid at `now`.
    pub fn is_valid(&self, now: Millis) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Token")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl FromRow<'_, SqliteRow> for Token {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let abilities: String = row.try_get("abilities")?;
        Ok(Self {
            id: row.try_get("id")?,
            team_id: row.try_get("team_id")?,
            name: row.try_get("name")?,
            secret_hash: row.try_get("secret_hash")?,
            // What cannot be read may do nothing.
            abilities: serde_json::from_str(&abilities).unwrap_or_default(),
            created_at: time_at(row, "created_at")?,
            created_by: row.try_get("created_by")?,
            user_id: row.try_get("user_id")?,
            expires_at: optional_time_at(row, "expires_at")?,
            last_used_at: optional_time_at(row, "last_used_at")?,
        })
    }
}

/// A token to be made.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migrations explain"
)]
pub struct NewToken<'a> {
    pub team_id: i64,
    pub name: &'a str,
    pub secret_hash: &'a str,
    pub abilities: &'a [String],
    pub expires_at: Option<Millis>,
    pub created_by: Option<&'a str>,
    pub user_id: Option<i64>,
}

/// The token with this id, unless it is revoked; it may have expired.
pub async fn by_id(db: &mut SqliteConnection, id: i64) -> sqlx::Result<Option<Token>> {
    sqlx::query_as("SELECT * FROM tokens WHERE id = $1 AND revoked_at IS NULL")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// The team's tokens that are not revoked, the oldest first.
pub async fn of_team(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<Vec<Token>> {
    sqlx::query_as("SELECT * FROM tokens WHERE team_id = $1 AND revoked_at IS NULL ORDER BY id")
        .bind(team_id)
        .fetch_all(db)
        .await
}

/// Adds a token.
pub async fn insert(write: &mut Write, token: NewToken<'_>, now: Millis) -> sqlx::Result<Token> {
    let abilities = serde_json::to_string(token.abilities).unwrap_or_else(|_| "[]".to_owned());
    sqlx::query_as(
        "INSERT INTO tokens (team_id, name, secret_hash, abilities, expires_at, created_by, user_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *",
    )
    .bind(token.team_id)
    .bind(token.name)
    .bind(token.secret_hash)
    .bind(abilities)
    .bind(token.expires_at.map(integer))
    .bind(token.created_by)
    .bind(token.user_id)
    .bind(integer(now))
    .fetch_one(write.db())
    .await
}

/// Revokes the token of this team, or of any; whether there was one.
pub async fn revoke(
    write: &mut Write,
    id: i64,
    team_id: Option<i64>,
    now: Millis,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL \
         AND ($3 IS NULL OR team_id = $3)",
    )
    .bind(id)
    .bind(integer(now))
    .bind(team_id)
    .execute(write.db())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes when the token was last used; an earlier time changes nothing.
pub async fn used(write: &mut Write, id: i64, at: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE tokens SET last_used_at = $2 WHERE id = $1 AND COALESCE(last_used_at, 0) < $2",
    )
    .bind(id)
    .bind(integer(at))
    .execute(write.db())
    .await?;
    Ok(())
}
