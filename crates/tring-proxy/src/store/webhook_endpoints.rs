//! Where teams want to be told what happens.

use std::fmt;

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_protocol::call::Millis;

use super::{
    Write,
    words::{integer, optional_time_at, time_at},
};
use crate::sealing::Sealed;

/// An endpoint. Its secrets are opened where messages are signed, and nowhere else.
#[derive(Clone)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct Endpoint {
    pub id: String,
    pub team_id: i64,
    pub url: String,
    pub event_types: Vec<String>,
    pub description: String,
    pub enabled: bool,
    pub disabled_reason: Option<String>,
    pub secrets: Sealed,
    pub old_secret_until: Option<Millis>,
    pub last_seq: i64,
    pub failing_since: Option<Millis>,
    pub created_at: Millis,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("id", &self.id)
            .field("enabled", &self.enabled)
            .finish_non_exhaustive()
    }
}

impl FromRow<'_, SqliteRow> for Endpoint {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let types: String = row.try_get("event_types")?;
        Ok(Self {
            id: row.try_get("id")?,
            team_id: row.try_get("team_id")?,
            url: row.try_get("url")?,
            event_types: serde_json::from_str(&types).unwrap_or_default(),
            description: row.try_get("description")?,
            enabled: row.try_get("enabled")?,
            disabled_reason: row.try_get("disabled_reason")?,
            secrets: row.try_get("secrets")?,
            old_secret_until: optional_time_at(row, "old_secret_until")?,
            last_seq: row.try_get("last_seq")?,
            failing_since: optional_time_at(row, "failing_since")?,
            created_at: time_at(row, "created_at")?,
        })
    }
}

/// A new endpoint's id.
pub fn fresh_id() -> String {
    format!("endpoint_{}", hex::encode(rand::random::<[u8; 8]>()))
}

/// The team's endpoints, oldest first.
pub async fn of_team(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<Vec<Endpoint>> {
    sqlx::query_as("SELECT * FROM webhook_endpoints WHERE team_id = $1 ORDER BY rowid")
        .bind(team_id)
        .fetch_all(db)
        .await
}

/// All endpoints of all teams, for the command line.
pub async fn all(db: &mut SqliteConnection) -> sqlx::Result<Vec<Endpoint>> {
    sqlx::query_as("SELECT * FROM webhook_endpoints ORDER BY team_id, rowid")
        .fetch_all(db)
        .await
}

/// The endpoint with this id.
pub async fn by_id(db: &mut SqliteConnection, id: &str) -> sqlx::Result<Option<Endpoint>> {
    sqlx::query_as("SELECT * FROM webhook_endpoints WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// How many the team has.
pub async fn count(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM webhook_endpoints WHERE team_id = $1")
        .bind(team_id)
        .fetch_one(db)
        .await
}

/// Adds an endpoint.
pub async fn insert(write: &mut Write, endpoint: &Endpoint) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO webhook_endpoints (id, team_id, url, event_types, description, enabled, secrets, last_seq, \
         created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&endpoint.id)
    .bind(endpoint.team_id)
    .bind(&endpoint.url)
    .bind(types(endpoint))
    .bind(&endpoint.description)
    .bind(endpoint.enabled)
    .bind(&endpoint.secrets)
    .bind(endpoint.last_seq)
    .bind(integer(endpoint.created_at))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Sets an existing endpoint to `endpoint`.
pub async fn update(write: &mut Write, endpoint: &Endpoint) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE webhook_endpoints SET url = $2, event_types = $3, description = $4, enabled = $5, \
         disabled_reason = $6, secrets = $7, old_secret_until = $8, last_seq = $9, failing_since = $10 WHERE id = $1",
    )
    .bind(&endpoint.id)
    .bind(&endpoint.url)
    .bind(types(endpoint))
    .bind(&endpoint.description)
    .bind(endpoint.enabled)
    .bind(&endpoint.disabled_reason)
    .bind(&endpoint.secrets)
    .bind(endpoint.old_secret_until.map(integer))
    .bind(endpoint.last_seq)
    .bind(endpoint.failing_since.map(integer))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Removes an endpoint with its deliveries.
pub async fn remove(write: &mut Write, id: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM webhook_endpoints WHERE id = $1")
        .bind(id)
        .execute(write.db())
        .await?;
    Ok(())
}

/// Enabled endpoints whose team has events that have not been looked at for them.
pub async fn behind(db: &mut SqliteConnection) -> sqlx::Result<Vec<Endpoint>> {
    sqlx::query_as(
        "SELECT webhook_endpoints.* FROM webhook_endpoints JOIN teams ON teams.id = webhook_endpoints.team_id \
         WHERE enabled = 1 AND webhook_endpoints.last_seq < teams.last_seq ORDER BY team_id",
    )
    .fetch_all(db)
    .await
}

/// Notes up to which event has been looked at for an endpoint.
pub async fn set_last_seq(write: &mut Write, id: &str, last_seq: i64) -> sqlx::Result<()> {
    sqlx::query("UPDATE webhook_endpoints SET last_seq = $2 WHERE id = $1")
        .bind(id)
        .bind(last_seq)
        .execute(write.db())
        .await?;
    Ok(())
}

/// The secrets of all endpoints, by their ids.
pub async fn sealed(db: &mut SqliteConnection) -> sqlx::Result<Vec<(String, Sealed)>> {
    sqlx::query_as("SELECT id, secrets FROM webhook_endpoints ORDER BY rowid")
        .fetch_all(db)
        .await
}

/// Replaces an endpoint's secrets.
pub async fn set_sealed(write: &mut Write, id: &str, sealed: &Sealed) -> sqlx::Result<()> {
    sqlx::query("UPDATE webhook_endpoints SET secrets = $2 WHERE id = $1")
        .bind(id)
        .bind(sealed)
        .execute(write.db())
        .await?;
    Ok(())
}

fn types(endpoint: &Endpoint) -> String {
    serde_json::to_string(&endpoint.event_types).expect("strings to be serialisable")
}
