//! How opt-in and consents came to be what they are.

use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};
use tring_protocol::{
    call::Millis,
    contact::{ConsentChange, ConsentSource, ConsentTopic},
};

use crate::{
    clock,
    store::{
        Write,
        words::{integer, optional_time_at, time_at, unsigned, word, word_at},
    },
};

/// A change that is about to be noted.
#[derive(Clone, Default)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct NewChange<'a> {
    pub team_id: i64,
    pub contact_id: i64,
    pub at: Millis,
    pub from: String,
    pub to: String,
    pub until: Option<Millis>,
    pub changed_by: Option<&'a str>,
    pub channel_id: Option<&'a str>,
    pub message_id: Option<&'a str>,
    pub note: Option<&'a str>,
}

impl std::fmt::Debug for NewChange<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewChange")
            .field("contact_id", &self.contact_id)
            .field("from", &self.from)
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}

/// Notes a change; the same message changes the same thing once.
pub async fn note(
    write: &mut Write,
    topic: ConsentTopic,
    source: ConsentSource,
    change: &NewChange<'_>,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO consent_changes (team_id, contact_id, at, topic, from_state, to_state, until, source, \
         changed_by, channel_id, message_id, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT DO NOTHING",
    )
    .bind(change.team_id)
    .bind(change.contact_id)
    .bind(integer(change.at))
    .bind(word(topic))
    .bind(&change.from)
    .bind(&change.to)
    .bind(change.until.map(integer))
    .bind(word(source))
    .bind(change.changed_by)
    .bind(change.channel_id)
    .bind(change.message_id)
    .bind(change.note)
    .execute(write.db())
    .await?;
    Ok(())
}

/// Whether this message has changed something before.
pub async fn has(
    db: &mut SqliteConnection,
    contact_id: i64,
    message_id: &str,
) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM consent_changes WHERE contact_id = $1 AND message_id = $2)",
    )
    .bind(contact_id)
    .bind(message_id)
    .fetch_one(db)
    .await
}

/// The contact's newest changes, the last one first.
pub async fn of_contact(
    db: &mut SqliteConnection,
    contact_id: i64,
    most: u32,
) -> sqlx::Result<Vec<ConsentChange>> {
    let rows: Vec<SqliteRow> = sqlx::query(
        "SELECT * FROM consent_changes WHERE contact_id = $1 ORDER BY id DESC LIMIT $2",
    )
    .bind(contact_id)
    .bind(most)
    .fetch_all(db)
    .await?;
    rows.iter().map(change).collect()
}

fn change(row: &SqliteRow) -> sqlx::Result<ConsentChange> {
    Ok(ConsentChange {
        id: row.try_get("id").map(unsigned)?,
        at: clock::rfc3339(time_at(row, "at")?),
        what: word_at(row, "topic")?,
        from: row.try_get("from_state")?,
        to: row.try_get("to_state")?,
        until: optional_time_at(row, "until")?.map(clock::rfc3339),
        source: word_at(row, "source")?,
        changed_by: row.try_get("changed_by")?,
        channel_id: row.try_get("channel_id")?,
        message_id: row.try_get("message_id")?,
        note: row.try_get("note")?,
    })
}
