//! The permission to call a contact from a channel, as it was last heard of.

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_calls::permission::PastCall;
use tring_protocol::{call::Millis, permission::Grant};

use super::{
    Write,
    words::{integer, optional_time_at, unsigned, word, word_at},
};

/// What was last heard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct PermissionRow {
    pub grant: Grant,
    pub granted_until: Option<Millis>,
    pub source: Option<Source>,
    pub replied_at: Option<Millis>,
    pub seen_at: Option<Millis>,
    pub changed_at: Option<Millis>,
    pub declined_at: Option<Millis>,
    pub request_id: Option<String>,
}

impl PermissionRow {
    /// Whether calls are allowed, as far as was heard.
    pub fn is_granted(&self) -> bool {
        matches!(self.grant, Grant::Temporary | Grant::Permanent)
    }
}

/// Who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The contact.
    User,
    /// WhatsApp by itself.
    Automatic,
    /// The provider: its answer to a question, or a refusal.
    Provider,
}

impl Source {
    fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Automatic => "automatic",
            Self::Provider => "provider",
        }
    }

    fn from_str(word: &str) -> Option<Self> {
        [Self::User, Self::Automatic, Self::Provider]
            .into_iter()
            .find(|source| source.as_str() == word)
    }
}

impl FromRow<'_, SqliteRow> for PermissionRow {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let source: Option<String> = row.try_get("source")?;
        Ok(Self {
            grant: word_at(row, "grant_word")?,
            granted_until: optional_time_at(row, "granted_until")?,
            source: source.as_deref().and_then(Source::from_str),
            replied_at: optional_time_at(row, "replied_at")?,
            seen_at: optional_time_at(row, "seen_at")?,
            changed_at: optional_time_at(row, "changed_at")?,
            declined_at: optional_time_at(row, "declined_at")?,
            request_id: row.try_get("request_id")?,
        })
    }
}

/// Which permission: a channel's to call a contact.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// Their team.
    pub team_id: i64,
    /// Who calls.
    pub channel_id: &'a str,
    /// Who is called.
    pub contact_id: i64,
}

/// What was last heard; nothing where nothing was.
pub async fn find(db: &mut SqliteConnection, pair: Pair<'_>) -> sqlx::Result<PermissionRow> {
    let row = sqlx::query_as("SELECT * FROM permissions WHERE channel_id = $1 AND contact_id = $2")
        .bind(pair.channel_id)
        .bind(pair.contact_id)
        .fetch_optional(db)
        .await?;
    Ok(row.unwrap_or_default())
}

/// Writes what is heard now.
pub async fn save(write: &mut Write, pair: Pair<'_>, row: &PermissionRow) -> sqlx::Result<()> {
    if row.grant == Grant::Temporary {
        write.sweep_at(row.granted_until.unwrap_or(Millis::MAX));
    }
    sqlx::query(
        "INSERT INTO permissions (channel_id, contact_id, team_id, grant_word, granted_until, source, replied_at, \
         seen_at, changed_at, declined_at, request_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (channel_id, contact_id) DO UPDATE SET grant_word = $4, granted_until = $5, source = $6, \
         replied_at = $7, seen_at = $8, changed_at = $9, declined_at = $10, request_id = $11",
    )
    .bind(pair.channel_id)
    .bind(pair.contact_id)
    .bind(pair.team_id)
    .bind(word(row.grant))
    .bind(row.granted_until.map(integer))
    .bind(row.source.map(Source::as_str))
    .bind(row.replied_at.map(integer))
    .bind(row.seen_at.map(integer))
    .bind(row.changed_at.map(integer))
    .bind(row.declined_at.map(integer))
    .bind(&row.request_id)
    .execute(write.db())
    .await?;
    Ok(())
}

/// Channels and contacts whose temporary grant has run out.
pub async fn ended(db: &mut SqliteConnection, now: Millis) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "SELECT channel_id, contact_id FROM permissions \
         WHERE grant_word = 'temporary' AND granted_until <= $1",
    )
    .bind(integer(now))
    .fetch_all(db)
    .await
}

/// When the next temporary grant runs out.
pub async fn next_end(db: &mut SqliteConnection) -> sqlx::Result<Option<Millis>> {
    let next: Option<i64> = sqlx::query_scalar(
        "SELECT MIN(granted_until) FROM permissions WHERE grant_word = 'temporary'",
    )
    .fetch_one(db)
    .await?;
    Ok(next.map(unsigned))
}

/// How our last calls since then ended, the newest first.
pub async fn past_calls(
    db: &mut SqliteConnection,
    pair: Pair<'_>,
    since: Millis,
) -> sqlx::Result<Vec<PastCall>> {
    let rows: Vec<SqliteRow> = sqlx::query(
        "SELECT status, answered_at FROM calls WHERE channel_id = $1 AND contact_id = $2 \
         AND direction = 'outbound' AND initiated_at >= $3 \
         AND status NOT IN ('initiated', 'ringing', 'in_progress') ORDER BY id DESC LIMIT 20",
    )
    .bind(pair.channel_id)
    .bind(pair.contact_id)
    .bind(integer(since))
    .fetch_all(db)
    .await?;
    let past = |row: &SqliteRow| {
        let answered: Option<i64> = row.try_get("answered_at")?;
        Ok(PastCall::of(word_at(row, "status")?, answered.is_some()))
    };
    rows.iter().map(past).collect()
}

/// When calls with the contact were connected since then, and whether we had placed them.
pub async fn connected(
    db: &mut SqliteConnection,
    pair: Pair<'_>,
    since: Millis,
) -> sqlx::Result<Vec<(Millis, bool)>> {
    let rows: Vec<(i64, bool)> = sqlx::query_as(
        "SELECT answered_at, direction = 'outbound' FROM calls WHERE channel_id = $1 AND contact_id = $2 \
         AND answered_at >= $3",
    )
    .bind(pair.channel_id)
    .bind(pair.contact_id)
    .bind(integer(since))
    .fetch_all(db)
    .await?;
    let unsigned = |(at, ours): (i64, bool)| (unsigned(at), ours);
    Ok(rows.into_iter().map(unsigned).collect())
}
