//! Webhooks as they came in, and their items, by which duplicates are known.

use sqlx::SqliteConnection;
use tring_protocol::call::Millis;

use super::{Write, words::integer};
use crate::auth::secret;

/// Keeps a delivery and returns its id.
pub async fn insert(
    write: &mut Write,
    channel_id: &str,
    body: &[u8],
    now: Millis,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "INSERT INTO webhook_deliveries (channel_id, received_at, body) VALUES ($1, $2, $3) RETURNING id",
    )
    .bind(channel_id)
    .bind(integer(now))
    .bind(body)
    .fetch_one(write.db())
    .await
}

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// It did what it says.
    Applied,
    /// It is of no interest here.
    Ignored,
    /// Its call is not known yet: applied when the call turns up.
    Waiting,
    /// It could not be applied; the delivery has it.
    Failed,
}

impl ItemState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Ignored => "ignored",
            Self::Waiting => "waiting",
            Self::Failed => "failed",
        }
    }
}

/// Notes an item; `None` where the channel has had it before. Of its key a hash is kept: a provider's ids have the
/// customer's number in them.
pub async fn insert_item(
    write: &mut Write,
    channel_id: &str,
    delivery_id: i64,
    dedupe_key: &str,
) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar(
        "INSERT INTO webhook_items (channel_id, delivery_id, dedupe_key, state) \
         VALUES ($1, $2, $3, 'applied') ON CONFLICT (channel_id, dedupe_key) DO NOTHING RETURNING id",
    )
    .bind(channel_id)
    .bind(delivery_id)
    .bind(secret::hash(dedupe_key))
    .fetch_optional(write.db())
    .await
}

/// Sets what became of an item.
pub async fn set_state(write: &mut Write, item: i64, state: ItemState) -> sqlx::Result<()> {
    sqlx::query("UPDATE webhook_items SET state = $2 WHERE id = $1")
        .bind(item)
        .bind(state.as_str())
        .execute(write.db())
        .await?;
    Ok(())
}

/// Keeps an item until its call turns up.
pub async fn wait_for_call(
    write: &mut Write,
    item: i64,
    provider_call_id: &str,
    event: &str,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE webhook_items SET state = 'waiting', provider_call_id = $2, event = $3 WHERE id = $1",
    )
    .bind(item)
    .bind(provider_call_id)
    .bind(event)
    .execute(write.db())
    .await?;
    Ok(())
}

/// Takes the items that waited for this call, oldest first.
pub async fn take_waiting(
    write: &mut Write,
    channel_id: &str,
    provider_call_id: &str,
) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT id, event FROM webhook_items WHERE channel_id = $1 AND provider_call_id = $2 \
         AND state = 'waiting' AND event IS NOT NULL ORDER BY id",
    )
    .bind(channel_id)
    .bind(provider_call_id)
    .fetch_all(write.db())
    .await?;
    let mut events = Vec::with_capacity(rows.len());
    for (id, event) in rows {
        set_state(write, id, ItemState::Applied).await?;
        events.push(event);
    }
    Ok(events)
}

/// How many deliveries there are, for tests and the command line.
pub async fn count(db: &mut SqliteConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM webhook_deliveries")
        .fetch_one(db)
        .await
}
