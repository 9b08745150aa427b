//! Customers who are to be called back.

use std::fmt;

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_protocol::{agent::CallbackTask, call::Millis};

use super::{
    Write,
    calls::CallRow,
    words::{integer, optional_time_at, time_at, unsigned},
};

/// A callback, and the call that it came from.
#[derive(Clone)]
pub struct CallbackRow {
    /// The callback as the pages see it.
    pub task: CallbackTask,
    /// The row number of its call.
    pub call: i64,
}

impl fmt::Debug for CallbackRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CallbackRow").field(&self.task).finish()
    }
}

impl FromRow<'_, SqliteRow> for CallbackRow {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            call: row.try_get("call")?,
            task: CallbackTask {
                id: unsigned(row.try_get("id")?),
                call_id: row.try_get("call_id")?,
                channel_id: row.try_get("channel_id")?,
                contact_id: unsigned(row.try_get("contact_id")?),
                contact_name: row.try_get("contact_name")?,
                contact_phone: row.try_get("contact_phone")?,
                created_at: time_at(row, "created_at")?,
                done_at: optional_time_at(row, "done_at")?,
            },
        })
    }
}

macro_rules! select_callbacks {
    ($rest:literal) => {
        concat!(
            "SELECT callbacks.*, calls.call_id, calls.channel_id, contacts.name AS contact_name, ",
            "contacts.phone AS contact_phone FROM callbacks JOIN calls ON calls.id = callbacks.call ",
            "JOIN contacts ON contacts.id = callbacks.contact_id ",
            $rest
        )
    };
}

/// The team's open callbacks, oldest first. A contact who was erased cannot be called back.
pub async fn open(
    db: &mut SqliteConnection,
    team_id: i64,
    most: u64,
) -> sqlx::Result<Vec<CallbackRow>> {
    sqlx::query_as(select_callbacks!(
        "WHERE callbacks.team_id = $1 AND callbacks.done_at IS NULL AND contacts.erased_at IS NULL \
         ORDER BY callbacks.created_at, callbacks.id LIMIT $2"
    ))
    .bind(team_id)
    .bind(integer(most))
    .fetch_all(db)
    .await
}

/// The team's callback with this id.
pub async fn by_id(
    db: &mut SqliteConnection,
    team_id: i64,
    id: i64,
) -> sqlx::Result<Option<CallbackRow>> {
    sqlx::query_as(select_callbacks!(
        "WHERE callbacks.team_id = $1 AND callbacks.id = $2"
    ))
    .bind(team_id)
    .bind(id)
    .fetch_optional(db)
    .await
}

/// The callback that this call led to.
pub async fn of_call(db: &mut SqliteConnection, call: i64) -> sqlx::Result<Option<CallbackRow>> {
    sqlx::query_as(select_callbacks!(
        "WHERE callbacks.call = $1 ORDER BY callbacks.id DESC LIMIT 1"
    ))
    .bind(call)
    .fetch_optional(db)
    .await
}

/// Notes that the caller is to be called back; `None` where that is noted already, since an earlier call.
pub async fn insert(write: &mut Write, call: &CallRow) -> sqlx::Result<Option<CallbackRow>> {
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO callbacks (team_id, call, contact_id, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING RETURNING id",
    )
    .bind(call.team_id)
    .bind(call.id)
    .bind(call.contact_id)
    .bind(integer(call.initiated_at))
    .fetch_optional(write.db())
    .await?;
    match id {
        Some(id) => by_id(write.db(), call.team_id, id).await,
        None => Ok(None),
    }
}

/// Settles a callback, by this agent or by a talk. Says whether it was open.
pub async fn settle(
    write: &mut Write,
    id: u64,
    agent_id: Option<i64>,
    now: Millis,
) -> sqlx::Result<bool> {
    let updated = sqlx::query(
        "UPDATE callbacks SET done_at = $2, done_by = $3 WHERE id = $1 AND done_at IS NULL",
    )
    .bind(integer(id))
    .bind(integer(now))
    .bind(agent_id)
    .execute(write.db())
    .await?;
    Ok(updated.rows_affected() > 0)
}

/// The team's open callback of this contact.
pub async fn open_of(
    db: &mut SqliteConnection,
    team_id: i64,
    contact_id: i64,
) -> sqlx::Result<Option<CallbackRow>> {
    sqlx::query_as(select_callbacks!(
        "WHERE callbacks.team_id = $1 AND callbacks.contact_id = $2 AND callbacks.done_at IS NULL"
    ))
    .bind(team_id)
    .bind(contact_id)
    .fetch_optional(db)
    .await
}
