//! What is told to endpoints, and what became of it: the durable queue.

use std::fmt;

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_protocol::{call::Millis, webhook_endpoint::DeliveryState};

use super::{
    Write,
    words::{integer, optional_time_at, time_at, unsigned, word, word_at},
};

/// A delivery.
#[derive(Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct Delivery {
    pub id: i64,
    pub webhook_id: String,
    pub endpoint_id: String,
    pub event_type: String,
    pub seq: Option<u64>,
    pub subject: String,
    pub payload: Option<String>,
    pub state: DeliveryState,
    pub attempts: u32,
    pub created_at: Millis,
    pub last_attempt_at: Option<Millis>,
    pub next_at: Option<Millis>,
    pub last_status: Option<u16>,
    pub last_error: Option<String>,
    pub last_answer: Option<String>,
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("webhook_id", &self.webhook_id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl FromRow<'_, SqliteRow> for Delivery {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            webhook_id: row.try_get("webhook_id")?,
            endpoint_id: row.try_get("endpoint_id")?,
            event_type: row.try_get("event_type")?,
            seq: row.try_get::<Option<i64>, _>("seq")?.map(unsigned),
            subject: row.try_get("subject")?,
            payload: row.try_get("payload")?,
            state: word_at(row, "state")?,
            attempts: row.try_get("attempts")?,
            created_at: time_at(row, "created_at")?,
            last_attempt_at: optional_time_at(row, "last_attempt_at")?,
            next_at: optional_time_at(row, "next_at")?,
            last_status: row.try_get("last_status")?,
            last_error: row.try_get("last_error")?,
            last_answer: row.try_get("last_answer")?,
        })
    }
}

/// What is about to be queued.
#[derive(Clone)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct NewDelivery {
    pub event_type: &'static str,
    pub seq: Option<i64>,
    pub subject: String,
    pub contact_id: Option<i64>,
    pub payload: String,
}

impl fmt::Debug for NewDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewDelivery")
            .field("event_type", &self.event_type)
            .field("seq", &self.seq)
            .finish_non_exhaustive()
    }
}

/// Queues a delivery for an endpoint; its row. An event that the endpoint has already changes nothing.
pub async fn insert(
    write: &mut Write,
    endpoint_id: &str,
    new: &NewDelivery,
    now: Millis,
) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar(
        "INSERT INTO outgoing_deliveries (webhook_id, endpoint_id, event_type, seq, subject, contact_id, payload, \
         state, created_at, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $8) \
         ON CONFLICT (endpoint_id, seq) DO NOTHING RETURNING id",
    )
    .bind(format!("msg_{}", hex::encode(rand::random::<[u8; 12]>())))
    .bind(endpoint_id)
    .bind(new.event_type)
    .bind(new.seq)
    .bind(&new.subject)
    .bind(new.contact_id)
    .bind(&new.payload)
    .bind(integer(now))
    .fetch_optional(write.db())
    .await
}

/// The delivery in this row, unless it is gone.
pub async fn by_row(db: &mut SqliteConnection, id: i64) -> sqlx::Result<Option<Delivery>> {
    sqlx::query_as("SELECT * FROM outgoing_deliveries WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// The delivery with this `webhook-id`.
pub async fn by_webhook_id(
    db: &mut SqliteConnection,
    webhook_id: &str,
) -> sqlx::Result<Option<Delivery>> {
    sqlx::query_as("SELECT * FROM outgoing_deliveries WHERE webhook_id = $1")
        .bind(webhook_id)
        .fetch_optional(db)
        .await
}

/// Saves what became of a delivery.
pub async fn update(write: &mut Write, delivery: &Delivery) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outgoing_deliveries SET state = $2, attempts = $3, last_attempt_at = $4, next_at = $5, \
         last_status = $6, last_error = $7, last_answer = $8 WHERE id = $1",
    )
    .bind(delivery.id)
    .bind(word(delivery.state))
    .bind(delivery.attempts)
    .bind(delivery.last_attempt_at.map(integer))
    .bind(delivery.next_at.map(integer))
    .bind(delivery.last_status)
    .bind(&delivery.last_error)
    .bind(&delivery.last_answer)
    .execute(write.db())
    .await?;
    Ok(())
}

/// Endpoints that have something due, those that work first.
pub async fn endpoints_due(db: &mut SqliteConnection, now: Millis) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT id FROM webhook_endpoints WHERE EXISTS (SELECT 1 FROM outgoing_deliveries AS due \
         WHERE due.endpoint_id = webhook_endpoints.id AND due.state = 'pending' AND due.next_at <= $1) \
         ORDER BY failing_since IS NOT NULL, failing_since, rowid",
    )
    .bind(integer(now))
    .fetch_all(db)
    .await
}

/// What is due for an endpoint, what waited longest first.
pub async fn due(
    db: &mut SqliteConnection,
    endpoint_id: &str,
    now: Millis,
    most: u32,
) -> sqlx::Result<Vec<Delivery>> {
    sqlx::query_as(
        "SELECT * FROM outgoing_deliveries WHERE endpoint_id = $1 AND state = 'pending' AND next_at <= $2 \
         ORDER BY next_at, id LIMIT $3",
    )
    .bind(endpoint_id)
    .bind(integer(now))
    .bind(most)
    .fetch_all(db)
    .await
}

/// When the next delivery after `now` is due.
pub async fn next_deadline(db: &mut SqliteConnection, now: Millis) -> sqlx::Result<Option<Millis>> {
    let next: Option<i64> = sqlx::query_scalar(
        "SELECT MIN(next_at) FROM outgoing_deliveries WHERE state = 'pending' AND next_at IS NOT NULL \
         AND next_at > $1",
    )
    .bind(integer(now))
    .fetch_one(db)
    .await?;
    Ok(next.map(unsigned))
}

/// Holds back what an endpoint was to get.
pub async fn hold(write: &mut Write, endpoint_id: &str) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outgoing_deliveries SET next_at = NULL WHERE endpoint_id = $1 AND state = 'pending'",
    )
    .bind(endpoint_id)
    .execute(write.db())
    .await?;
    Ok(())
}

/// Sends now what was held back.
pub async fn release(write: &mut Write, endpoint_id: &str, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outgoing_deliveries SET next_at = $2, attempts = 0 \
         WHERE endpoint_id = $1 AND state = 'pending' AND next_at IS NULL",
    )
    .bind(endpoint_id)
    .bind(integer(now))
    .execute(write.db())
    .await?;
    Ok(())
}

/// One page of an endpoint's deliveries, newest first, and how many there are in all.
pub async fn page(
    db: &mut SqliteConnection,
    endpoint_id: &str,
    state: Option<DeliveryState>,
    (page, per_page): (u64, u64),
) -> sqlx::Result<(Vec<Delivery>, u64)> {
    let state = state.map(word);
    let total: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM outgoing_deliveries WHERE endpoint_id = $1 AND state = COALESCE($2, state)",
    )
    .bind(endpoint_id)
    .bind(&state)
    .fetch_one(&mut *db)
    .await?;
    let rows = sqlx::query_as(
        "SELECT * FROM outgoing_deliveries WHERE endpoint_id = $1 AND state = COALESCE($2, state) \
         ORDER BY id DESC LIMIT $3 OFFSET $4",
    )
    .bind(endpoint_id)
    .bind(&state)
    .bind(integer(per_page))
    .bind(integer(per_page.saturating_mul(page.saturating_sub(1))))
    .fetch_all(db)
    .await?;
    Ok((rows, unsigned(total)))
}

/// What is old: what was made before.
#[derive(Clone, Copy, Debug)]
pub struct Age {
    /// For what was delivered: it is erased.
    pub delivered_before: Millis,
    /// For everything else: what it said is erased.
    pub undelivered_before: Millis,
    /// For what was given up: it is erased as a whole.
    pub dead_before: Millis,
}

/// Whether there is anything from before.
pub async fn is_any_older(db: &mut SqliteConnection, before: Millis) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM outgoing_deliveries WHERE created_at < $1)")
        .bind(integer(before))
        .fetch_one(db)
        .await
}

/// Erases what is old: first what a delivery said, then that there was one.
pub async fn erase(write: &mut Write, age: Age) -> sqlx::Result<()> {
    sqlx::query(
        "DELETE FROM outgoing_deliveries WHERE created_at < CASE state WHEN 'delivered' THEN $1 ELSE $2 END",
    )
    .bind(integer(age.delivered_before))
    .bind(integer(age.dead_before))
    .execute(write.db())
    .await?;
    sqlx::query(
        "UPDATE outgoing_deliveries SET payload = NULL, last_answer = NULL, contact_id = NULL, state = 'dead', \
         next_at = NULL WHERE payload IS NOT NULL AND created_at < $1",
    )
    .bind(integer(age.undelivered_before))
    .execute(write.db())
    .await?;
    Ok(())
}

/// An event of the log, as far as it is told.
#[derive(Clone, Debug, FromRow)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct LoggedEvent {
    pub team_id: i64,
    pub seq: i64,
    pub kind: String,
    pub call: Option<i64>,
    pub channel_id: Option<String>,
    pub contact_id: Option<i64>,
    pub agent_id: Option<i64>,
    pub detail: Option<String>,
    pub at: i64,
}

/// The team's events after this one, the oldest first.
pub async fn events_after(
    db: &mut SqliteConnection,
    team_id: i64,
    seq: i64,
    most: u32,
) -> sqlx::Result<Vec<LoggedEvent>> {
    sqlx::query_as(
        "SELECT team_id, seq, kind, call, channel_id, contact_id, agent_id, detail, at FROM events \
         WHERE team_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
    )
    .bind(team_id)
    .bind(seq)
    .bind(most)
    .fetch_all(db)
    .await
}
