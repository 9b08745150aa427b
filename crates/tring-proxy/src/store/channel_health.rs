//! How a channel's number stands at its provider, as far as settings, checks and webhooks have told.
//!
//! Calling, the number and the account each have the time of what is known of them: webhooks come late and in any order, and
//! an older one changes nothing. Whether number and account are active is no part of that time: who is asked for it alone
//! must not make the next webhook about a flag look old, whose clock is the provider's and has whole seconds.

use sqlx::SqliteConnection;
use tring_protocol::{call::Millis, channel::Finding, settings::CallingSettings};
use tring_providers::health::{AccountHealth, Health, NumberHealth, QualityRating};

use super::{
    Write,
    words::{integer, unsigned},
};

/// What is known of a channel's number. What is absent was never told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChannelHealth {
    /// Whether calling is switched on.
    pub calling_enabled: Option<bool>,
    /// Whether number and account can be used.
    pub active: Option<bool>,
    /// Whether WhatsApp has flagged the number, or reviews its account.
    pub flagged: bool,
    /// The number's rating.
    pub quality: Option<QualityRating>,
    /// When it was told whether calling is on.
    pub seen_at: Option<Millis>,
}

/// What is known of the channel's number; nothing where nothing was ever told.
pub async fn of(db: &mut SqliteConnection, channel_id: &str) -> sqlx::Result<ChannelHealth> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT calling_enabled, calling_at, number_active, number_flagged, quality, account_active, account_flagged \
         FROM channel_health WHERE channel_id = $1",
    )
    .bind(channel_id)
    .fetch_optional(db)
    .await?;
    Ok(row.map_or_else(ChannelHealth::default, ChannelHealth::from))
}

/// Keeps whether calling is on, where the settings tell it.
pub async fn saw_settings(
    write: &mut Write,
    channel_id: &str,
    settings: &CallingSettings,
    at: Millis,
) -> sqlx::Result<()> {
    let Some(enabled) = settings.enabled else {
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO channel_health (channel_id, calling_enabled, calling_at) VALUES ($1, $2, $3) \
         ON CONFLICT (channel_id) DO UPDATE SET calling_enabled = $2, calling_at = $3 \
         WHERE calling_at IS NULL OR calling_at <= $3",
    )
    .bind(channel_id)
    .bind(enabled)
    .bind(integer(at))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Keeps how the number stands; what is absent stays as it was.
pub async fn saw_number(
    write: &mut Write,
    channel_id: &str,
    health: &NumberHealth,
    at: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO channel_health (channel_id, number_active, number_flagged, quality, number_at) \
         VALUES ($1, $2, $3, $4, CASE WHEN COALESCE($3, $4) IS NULL THEN NULL ELSE $5 END) ON CONFLICT (channel_id) DO UPDATE SET \
         number_active = COALESCE($2, number_active), number_flagged = COALESCE($3, number_flagged), \
         quality = COALESCE($4, quality), \
         number_at = CASE WHEN COALESCE($3, $4) IS NULL THEN number_at ELSE $5 END \
         WHERE number_at IS NULL OR number_at <= $5",
    )
    .bind(channel_id)
    .bind(health.active)
    .bind(health.flagged)
    .bind(health.quality.map(word))
    .bind(integer(at))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Keeps how the account stands; what is absent stays as it was.
pub async fn saw_account(
    write: &mut Write,
    channel_id: &str,
    health: &AccountHealth,
    at: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO channel_health (channel_id, account_active, account_flagged, account_at) \
         VALUES ($1, $2, $3, CASE WHEN $3 IS NULL THEN NULL ELSE $4 END) ON CONFLICT (channel_id) DO UPDATE SET \
         account_active = COALESCE($2, account_active), account_flagged = COALESCE($3, account_flagged), \
         account_at = CASE WHEN $3 IS NULL THEN account_at ELSE $4 END \
         WHERE account_at IS NULL OR account_at <= $4",
    )
    .bind(channel_id)
    .bind(health.active)
    .bind(health.flagged)
    .bind(integer(at))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Keeps what the provider answered when it was asked at `at`.
///
/// A number that is connected and not flagged has an account that is neither disabled nor about to be: no webhook says
/// that a violation is settled, so this does.
pub async fn asked(
    write: &mut Write,
    channel_id: &str,
    health: &Health,
    at: Millis,
) -> sqlx::Result<()> {
    saw_number(write, channel_id, &health.number, at).await?;
    let is_well = health.number.active == Some(true) && health.number.flagged == Some(false);
    let account = AccountHealth {
        active: health.account.active.or(is_well.then_some(true)),
        flagged: health.account.flagged.or(is_well.then_some(false)),
    };
    if account == AccountHealth::default() {
        return Ok(());
    }
    saw_account(write, channel_id, &account, at).await
}

/// The channels whose provider is to be asked, and those that have no turn yet.
pub async fn due(db: &mut SqliteConnection, now: Millis) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT channels.id FROM channels LEFT JOIN channel_health ON channel_health.channel_id = channels.id \
         WHERE channels.removed_at IS NULL AND (channel_health.ask_at IS NULL OR channel_health.ask_at <= $1)",
    )
    .bind(integer(now))
    .fetch_all(db)
    .await
}

/// Whether it is this channel's turn to be asked about; the next one is after `interval`. A channel that had none yet waits
/// for its first.
pub async fn take_turn(
    write: &mut Write,
    channel_id: &str,
    now: Millis,
    interval: Millis,
) -> sqlx::Result<bool> {
    let next = integer(now.saturating_add(interval));
    let taken =
        sqlx::query("UPDATE channel_health SET ask_at = $2 WHERE channel_id = $1 AND ask_at <= $3")
            .bind(channel_id)
            .bind(next)
            .bind(integer(now))
            .execute(write.db())
            .await?;
    if taken.rows_affected() > 0 {
        return Ok(true);
    }
    sqlx::query(
        "INSERT INTO channel_health (channel_id, ask_at) VALUES ($1, $2) \
         ON CONFLICT (channel_id) DO UPDATE SET ask_at = COALESCE(ask_at, $2)",
    )
    .bind(channel_id)
    .bind(next)
    .execute(write.db())
    .await?;
    Ok(false)
}

impl ChannelHealth {
    /// What a check of the channel says of it, for providers that do not tell when they are asked.
    pub fn findings(&self) -> Vec<Finding> {
        let number = NumberHealth {
            active: self.active,
            flagged: Some(self.flagged),
            quality: self.quality,
        };
        let health = Health {
            number,
            ..Health::default()
        };
        health.findings()
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    calling_enabled: Option<bool>,
    calling_at: Option<i64>,
    number_active: Option<bool>,
    number_flagged: Option<bool>,
    quality: Option<String>,
    account_active: Option<bool>,
    account_flagged: Option<bool>,
}

impl From<Row> for ChannelHealth {
    fn from(row: Row) -> Self {
        let active = match (row.number_active, row.account_active) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (number, account) => number.or(account),
        };
        Self {
            calling_enabled: row.calling_enabled,
            active,
            flagged: row.number_flagged == Some(true) || row.account_flagged == Some(true),
            quality: row.quality.as_deref().and_then(from_word),
            seen_at: row.calling_at.map(unsigned),
        }
    }
}

fn word(quality: QualityRating) -> &'static str {
    match quality {
        QualityRating::Green => "green",
        QualityRating::Yellow => "yellow",
        QualityRating::Red => "red",
        QualityRating::Unknown => "unknown",
    }
}

fn from_word(word: &str) -> Option<QualityRating> {
    Some(match word {
        "green" => QualityRating::Green,
        "yellow" => QualityRating::Yellow,
        "red" => QualityRating::Red,
        "unknown" => QualityRating::Unknown,
        _ => return None,
    })
}
