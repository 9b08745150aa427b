//! What providers tell of a channel by themselves: restrictions, and that its settings were changed there.

use sqlx::SqliteConnection;
use tring_protocol::{call::Millis, settings::Restriction};

use super::{Write, words::integer};

/// Keeps what WhatsApp has taken away from the number; an empty list gives it back.
pub async fn set_restrictions(
    write: &mut Write,
    channel_id: &str,
    restrictions: &[Restriction],
    now: Millis,
) -> sqlx::Result<()> {
    let text = serde_json::to_string(restrictions).unwrap_or_else(|_| "[]".to_owned());
    sqlx::query(
        "INSERT INTO channel_notes (channel_id, restrictions, restricted_at) VALUES ($1, $2, $3) \
         ON CONFLICT (channel_id) DO UPDATE SET restrictions = $2, restricted_at = $3",
    )
    .bind(channel_id)
    .bind(text)
    .bind(integer(now))
    .execute(write.db())
    .await?;
    Ok(())
}

/// The restrictions that have not ended by `now`.
pub async fn restrictions(
    db: &mut SqliteConnection,
    channel_id: &str,
    now: Millis,
) -> sqlx::Result<Vec<Restriction>> {
    let text: Option<String> =
        sqlx::query_scalar("SELECT restrictions FROM channel_notes WHERE channel_id = $1")
            .bind(channel_id)
            .fetch_optional(db)
            .await?;
    let all: Vec<Restriction> = text
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let holds = |restriction: &Restriction| restriction.until.is_none_or(|until| now < until);
    Ok(all.into_iter().filter(holds).collect())
}

/// Notes that the settings were changed at the provider.
pub async fn settings_changed(
    write: &mut Write,
    channel_id: &str,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO channel_notes (channel_id, settings_changed_at) VALUES ($1, $2) \
         ON CONFLICT (channel_id) DO UPDATE SET settings_changed_at = $2",
    )
    .bind(channel_id)
    .bind(integer(now))
    .execute(write.db())
    .await?;
    Ok(())
}
