//! Channels: business numbers, each at one provider with its credentials.
//!
//! A removed channel stays as a row, without its credentials: calls refer to it, and the number may come back.

use std::fmt;

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_protocol::call::Millis;

use super::{
    Write,
    words::{integer, optional_time_at},
};
use crate::sealing::Sealed;

mod template;

pub use self::template::{PermissionTemplate, TemplateError};

/// A channel. Its credentials are opened where its provider is made
/// ([`Providers`](crate::dispatch::providers::Providers)), and nowhere else.
#[derive(Clone)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct Channel {
    pub id: String,
    pub team_id: i64,
    pub name: String,
    pub provider: String,
    /// E.164.
    pub number: String,
    pub number_id: String,
    pub account_id: String,
    pub base_url: String,
    pub credentials: Sealed,
    pub is_default: bool,
    pub permission_template: Option<PermissionTemplate>,
    pub old_secret_until: Option<Millis>,
    pub last_webhook_at: Option<Millis>,
    pub removed_at: Option<Millis>,
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel")
            .field("id", &self.id)
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

impl FromRow<'_, SqliteRow> for Channel {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let template: Option<String> = row.try_get("permission_template")?;
        Ok(Self {
            id: row.try_get("id")?,
            team_id: row.try_get("team_id")?,
            name: row.try_get("name")?,
            provider: row.try_get("provider")?,
            number: row.try_get("number")?,
            number_id: row.try_get("number_id")?,
            account_id: row.try_get("account_id")?,
            base_url: row.try_get("base_url")?,
            credentials: row.try_get("credentials")?,
            is_default: row.try_get("is_default")?,
            permission_template: template.and_then(|text| text.parse().ok()),
            old_secret_until: optional_time_at(row, "old_secret_until")?,
            last_webhook_at: optional_time_at(row, "last_webhook_at")?,
            removed_at: optional_time_at(row, "removed_at")?,
        })
    }
}

/// The team's channels, the default first, then the oldest.
pub async fn of_team(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<Vec<Channel>> {
    sqlx::query_as(
        "SELECT * FROM channels WHERE team_id = $1 AND removed_at IS NULL \
         ORDER BY is_default DESC, created_at, rowid",
    )
    .bind(team_id)
    .fetch_all(db)
    .await
}

/// All channels of all teams, for the command line.
pub async fn all(db: &mut SqliteConnection) -> sqlx::Result<Vec<Channel>> {
    sqlx::query_as(
        "SELECT * FROM channels WHERE removed_at IS NULL \
         ORDER BY team_id, is_default DESC, created_at, rowid",
    )
    .fetch_all(db)
    .await
}

/// The channel with this id, removed or not.
pub async fn by_id(db: &mut SqliteConnection, id: &str) -> sqlx::Result<Option<Channel>> {
    sqlx::query_as("SELECT * FROM channels WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// The channel whose webhook address has the key with this hash, removed or not.
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

/// The team's channels at this provider for this number or number id, removed or not; those in use first.
pub async fn by_number(
    db: &mut SqliteConnection,
    (team_id, provider): (i64, &str),
    (number, number_id): (&str, &str),
) -> sqlx::Result<Vec<Channel>> {
    sqlx::query_as(
        "SELECT * FROM channels WHERE team_id = $1 AND provider = $2 \
         AND (number = $3 OR (number_id <> '' AND number_id = $4)) ORDER BY removed_at IS NOT NULL, rowid",
    )
    .bind(team_id)
    .bind(provider)
    .bind(number)
    .bind(number_id)
    .fetch_all(db)
    .await
}

/// The channels in use, of all teams, whose number has this id at its provider.
pub async fn with_number_id(
    db: &mut SqliteConnection,
    number_id: &str,
) -> sqlx::Result<Vec<Channel>> {
    sqlx::query_as(
        "SELECT * FROM channels WHERE number_id = $1 AND number_id <> '' AND removed_at IS NULL",
    )
    .bind(number_id)
    .fetch_all(db)
    .await
}

/// Whether a channel other than `id` has the webhook key with this hash.
pub async fn is_key_of_another(
    db: &mut SqliteConnection,
    key_hash: &str,
    id: &str,
) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM channels WHERE webhook_key_hash = $1 AND id <> $2)",
    )
    .bind(key_hash)
    .bind(id)
    .fetch_one(db)
    .await
}

/// A new channel's id.
pub fn fresh_id() -> String {
    format!("channel_{}", hex::encode(rand::random::<[u8; 8]>()))
}

/// Adds `channel`. It is not the default yet.
pub async fn insert(
    write: &mut Write,
    channel: &Channel,
    webhook_key_hash: &str,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO channels (id, team_id, name, provider, number, number_id, account_id, base_url, credentials, \
         webhook_key_hash, permission_template, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&channel.id)
    .bind(channel.team_id)
    .bind(&channel.name)
    .bind(&channel.provider)
    .bind(&channel.number)
    .bind(&channel.number_id)
    .bind(&channel.account_id)
    .bind(&channel.base_url)
    .bind(&channel.credentials)
    .bind(webhook_key_hash)
    .bind(template_text(channel))
    .bind(integer(now))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Sets an existing channel to `channel`, and makes it one in use again; `webhook_key_hash` only where it is new.
pub async fn update(
    write: &mut Write,
    channel: &Channel,
    webhook_key_hash: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE channels SET name = $2, number = $3, number_id = $4, account_id = $5, base_url = $6, \
         credentials = $7, permission_template = $8, old_secret_until = $9, \
         webhook_key_hash = COALESCE($10, webhook_key_hash), removed_at = NULL WHERE id = $1",
    )
    .bind(&channel.id)
    .bind(&channel.name)
    .bind(&channel.number)
    .bind(&channel.number_id)
    .bind(&channel.account_id)
    .bind(&channel.base_url)
    .bind(&channel.credentials)
    .bind(template_text(channel))
    .bind(channel.old_secret_until.map(integer))
    .bind(webhook_key_hash)
    .execute(write.db())
    .await?;
    Ok(())
}

/// Has the channel ask for the permission to call with this template.
pub async fn set_permission_template(
    write: &mut Write,
    id: &str,
    template: &PermissionTemplate,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE channels SET permission_template = $2 WHERE id = $1")
        .bind(id)
        .bind(template.to_string())
        .execute(write.db())
        .await?;
    Ok(())
}

/// Makes the channel its team's default.
pub async fn set_default(write: &mut Write, team_id: i64, id: &str) -> sqlx::Result<()> {
    // One after the other: there is never more than one, not even within a statement.
    sqlx::query("UPDATE channels SET is_default = 0 WHERE team_id = $1 AND is_default = 1")
        .bind(team_id)
        .execute(write.db())
        .await?;
    sqlx::query("UPDATE channels SET is_default = 1 WHERE team_id = $1 AND id = $2")
        .bind(team_id)
        .bind(id)
        .execute(write.db())
        .await?;
    Ok(())
}

/// Sees to it that a team with channels has a default: the oldest, where there was none.
pub async fn ensure_default(write: &mut Write, team_id: i64) -> sqlx::Result<()> {
    match of_team(write.db(), team_id).await?.first() {
        Some(first) if !first.is_default => set_default(write, team_id, &first.id).await,
        Some(_) | None => Ok(()),
    }
}

/// Takes the channel out of use, and its credentials away.
pub async fn remove(write: &mut Write, id: &str, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE channels SET removed_at = $2, credentials = '', old_secret_until = NULL, is_default = 0 \
         WHERE id = $1",
    )
    .bind(id)
    .bind(integer(now))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Whether a call is live on the channel, or the provider has yet to hear that one is over. It is not waited for
/// longer than until `unheard_since`.
pub async fn has_live_call(
    db: &mut SqliteConnection,
    id: &str,
    unheard_since: Millis,
) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM calls WHERE channel_id = $1 \
         AND status IN ('initiated', 'ringing', 'in_progress')) \
         OR EXISTS (SELECT 1 FROM provider_actions AS actions JOIN calls ON calls.id = actions.call \
         WHERE calls.channel_id = $1 AND actions.state IN ('intended', 'sent') AND actions.created_at > $2)",
    )
    .bind(id)
    .bind(integer(unheard_since))
    .fetch_one(db)
    .await
}

/// Notes that the provider's webhooks come through.
pub async fn saw_webhook(write: &mut Write, id: &str, now: Millis) -> sqlx::Result<()> {
    sqlx::query("UPDATE channels SET last_webhook_at = $2 WHERE id = $1")
        .bind(id)
        .bind(integer(now))
        .execute(write.db())
        .await?;
    Ok(())
}

/// Keeps the number's id as a webhook told it. One that somebody has entered stays, and so does one that another
/// channel has.
pub async fn learn_number_id(write: &mut Write, id: &str, number_id: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE OR IGNORE channels SET number_id = $2 WHERE id = $1 AND number_id = ''")
        .bind(id)
        .bind(number_id)
        .execute(write.db())
        .await?;
    Ok(())
}

/// The credentials of all channels that have some, by the channels' ids.
pub async fn sealed(db: &mut SqliteConnection) -> sqlx::Result<Vec<(String, Sealed)>> {
    sqlx::query_as("SELECT id, credentials FROM channels WHERE credentials <> '' ORDER BY rowid")
        .fetch_all(db)
        .await
}

/// Replaces a channel's credentials.
pub async fn set_sealed(write: &mut Write, id: &str, sealed: &Sealed) -> sqlx::Result<()> {
    sqlx::query("UPDATE channels SET credentials = $2 WHERE id = $1")
        .bind(id)
        .bind(sealed)
        .execute(write.db())
        .await?;
    Ok(())
}

fn template_text(channel: &Channel) -> Option<String> {
    channel
        .permission_template
        .as_ref()
        .map(ToString::to_string)
}
