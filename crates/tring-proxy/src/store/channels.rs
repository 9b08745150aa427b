//! Channels: business numbers, each at one provider with its credentials.

use std::fmt;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_protocol::call::Millis;
use tring_providers::registry::ChannelSettings;

use super::{Write, words::integer};

/// A channel.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct Channel {
    pub id: String,
    pub team_id: i64,
    pub name: String,
    pub number: String,
    pub settings: ChannelSettings,
}

/// What a channel is set to by the command line.
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
#[derive(Clone)]
pub struct ChannelDraft {
    pub team_id: i64,
    pub name: String,
    pub provider: String,
    pub number: String,
    pub number_id: String,
    pub base_url: String,
    pub credentials: Credentials,
    /// `None` keeps the one that is there.
    pub webhook_key_hash: Option<String>,
}

impl fmt::Debug for ChannelDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelDraft")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The credentials as the column holds them.
#[derive(Clone, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of ChannelSettings")]
pub struct Credentials {
    #[serde(default)]
    pub access_token: String,
    #[serde(default)]
    pub webhook_secret: String,
    #[serde(default)]
    pub verify_token: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

impl FromRow<'_, SqliteRow> for Channel {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let credentials: String = row.try_get("credentials")?;
        let credentials: Credentials =
            serde_json::from_str(&credentials).map_err(|_| sqlx::Error::ColumnDecode {
                index: "credentials".to_owned(),
                // Not serde's own text: it may quote a secret.
                source: "the credentials are not readable".into(),
            })?;
        let number: String = row.try_get("number")?;
        Ok(Self {
            id: row.try_get("id")?,
            team_id: row.try_get("team_id")?,
            name: row.try_get("name")?,
            number: number.clone(),
            settings: ChannelSettings {
                provider: row.try_get("provider")?,
                base_url: row.try_get("base_url")?,
                number,
                number_id: row.try_get("number_id")?,
                account_id: String::new(),
                access_token: SecretString::from(credentials.access_token),
                webhook_secrets: vec![SecretString::from(credentials.webhook_secret)],
                verify_token: SecretString::from(credentials.verify_token),
            },
        })
    }
}

/// The team's channels, the default (the oldest) first.
pub async fn of_team(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<Vec<Channel>> {
    sqlx::query_as("SELECT * FROM channels WHERE team_id = $1 ORDER BY created_at, rowid")
        .bind(team_id)
        .fetch_all(db)
        .await
}

/// All channels of all teams, for the command line.
pub async fn all(db: &mut SqliteConnection) -> sqlx::Result<Vec<Channel>> {
    sqlx::query_as("SELECT * FROM channels ORDER BY team_id, created_at, rowid")
        .fetch_all(db)
        .await
}

/// The channel with this id.
pub async fn by_id(db: &mut SqliteConnection, id: &str) -> sqlx::Result<Option<Channel>> {
    sqlx::query_as("SELECT * FROM channels WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// The channel whose webhook address has the key with this hash.
pub async fn by_webhook_key(
    db: &mut SqliteConnection,
    provider: &str,
    key_hash: &str,
) -> sqlx::Result<Option<Channel>> {
    sqlx::query_as("SELECT * FROM channels WHERE provider = $1 AND webhook_key_hash = $2")
        .bind(provider)
        .bind(key_hash)
        .fetch_optional(db)
        .await
}

/// The team's channel for this number at this provider.
pub async fn by_number(
    db: &mut SqliteConnection,
    draft: &ChannelDraft,
) -> sqlx::Result<Option<Channel>> {
    sqlx::query_as("SELECT * FROM channels WHERE team_id = $1 AND provider = $2 AND number_id = $3")
        .bind(draft.team_id)
        .bind(&draft.provider)
        .bind(&draft.number_id)
        .fetch_optional(db)
        .await
}

/// Adds a channel and returns its id.
pub async fn insert(write: &mut Write, draft: &ChannelDraft, now: Millis) -> sqlx::Result<String> {
    let id = format!("channel_{}", hex::encode(rand::random::<[u8; 8]>()));
    sqlx::query(
        "INSERT INTO channels (id, team_id, name, provider, number, number_id, base_url, credentials, \
         webhook_key_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&id)
    .bind(draft.team_id)
    .bind(&draft.name)
    .bind(&draft.provider)
    .bind(&draft.number)
    .bind(&draft.number_id)
    .bind(&draft.base_url)
    .bind(credentials_text(&draft.credentials))
    .bind(&draft.webhook_key_hash)
    .bind(integer(now))
    .execute(write.db())
    .await?;
    Ok(id)
}

/// Sets an existing channel to `draft`.
pub async fn update(write: &mut Write, id: &str, draft: &ChannelDraft) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE channels SET name = $2, number = $3, base_url = $4, credentials = $5, \
         webhook_key_hash = COALESCE($6, webhook_key_hash) WHERE id = $1",
    )
    .bind(id)
    .bind(&draft.name)
    .bind(&draft.number)
    .bind(&draft.base_url)
    .bind(credentials_text(&draft.credentials))
    .bind(&draft.webhook_key_hash)
    .execute(write.db())
    .await?;
    Ok(())
}

fn credentials_text(credentials: &Credentials) -> String {
    serde_json::to_string(credentials).expect("three strings to be serialisable")
}
