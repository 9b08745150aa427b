//! Which of our calls a provider's id stands for. Whoever learns of the pair first writes it.

use sqlx::SqliteConnection;

use super::Write;

/// The row number of our call, where the pair is known.
pub async fn find(
    db: &mut SqliteConnection,
    channel_id: &str,
    provider_call_id: &str,
) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar(
        "SELECT call FROM provider_calls WHERE channel_id = $1 AND provider_call_id = $2",
    )
    .bind(channel_id)
    .bind(provider_call_id)
    .fetch_optional(db)
    .await
}

/// Writes the pair where it is not known yet.
pub async fn link(
    write: &mut Write,
    channel_id: &str,
    provider_call_id: &str,
    call: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO provider_calls (channel_id, provider_call_id, call) VALUES ($1, $2, $3) \
         ON CONFLICT (channel_id, provider_call_id) DO NOTHING",
    )
    .bind(channel_id)
    .bind(provider_call_id)
    .bind(call)
    .execute(write.db())
    .await?;
    Ok(())
}
