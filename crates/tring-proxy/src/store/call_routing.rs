//! A team's settings for routing, and what its routings remember from one call to the next.

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_protocol::routing::{FallbackAction, RoutingMode, RoutingRole};

use super::{
    Write,
    words::{integer, optional_time_at, time_at, unsigned, word, word_at},
};

/// A team's settings; one that has set nothing has the defaults, with which everybody rings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct RoutingRow {
    pub mode: RoutingMode,
    pub role: RoutingRole,
    pub cooldown_seconds: u64,
    pub ring_timeout_seconds: u64,
    pub max_wait_seconds: Option<u64>,
    pub fallback_action: FallbackAction,
    pub auto_reply_text: Option<String>,
}

impl Default for RoutingRow {
    fn default() -> Self {
        Self {
            mode: RoutingMode::default(),
            role: RoutingRole::default(),
            cooldown_seconds: 0,
            ring_timeout_seconds: 30,
            max_wait_seconds: None,
            fallback_action: FallbackAction::default(),
            auto_reply_text: None,
        }
    }
}

impl FromRow<'_, SqliteRow> for RoutingRow {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            mode: word_at(row, "mode")?,
            role: word_at(row, "role")?,
            cooldown_seconds: time_at(row, "cooldown_seconds")?,
            ring_timeout_seconds: time_at(row, "ring_timeout_seconds")?,
            max_wait_seconds: optional_time_at(row, "max_wait_seconds")?,
            fallback_action: word_at(row, "fallback_action")?,
            auto_reply_text: row.try_get("auto_reply_text")?,
        })
    }
}

/// The team's settings.
pub async fn of_team(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<RoutingRow> {
    let row = sqlx::query_as("SELECT * FROM call_routing WHERE team_id = $1")
        .bind(team_id)
        .fetch_optional(db)
        .await?;
    Ok(row.unwrap_or_default())
}

/// Keeps the team's settings.
pub async fn put(write: &mut Write, team_id: i64, row: &RoutingRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO call_routing (team_id, mode, role, cooldown_seconds, ring_timeout_seconds, max_wait_seconds, \
         fallback_action, auto_reply_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (team_id) DO UPDATE SET mode = excluded.mode, role = excluded.role, \
         cooldown_seconds = excluded.cooldown_seconds, ring_timeout_seconds = excluded.ring_timeout_seconds, \
         max_wait_seconds = excluded.max_wait_seconds, fallback_action = excluded.fallback_action, \
         auto_reply_text = excluded.auto_reply_text",
    )
    .bind(team_id)
    .bind(word(row.mode))
    .bind(word(row.role))
    .bind(integer(row.cooldown_seconds))
    .bind(integer(row.ring_timeout_seconds))
    .bind(row.max_wait_seconds.map(integer))
    .bind(word(row.fallback_action))
    .bind(&row.auto_reply_text)
    .execute(write.db())
    .await?;
    Ok(())
}

/// Whom the team's round robin asked last.
pub async fn asked_last(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<Option<u64>> {
    let agent: Option<i64> =
        sqlx::query_scalar("SELECT last_agent_id FROM round_robins WHERE team_id = $1")
            .bind(team_id)
            .fetch_optional(db)
            .await?;
    Ok(agent.map(unsigned))
}

/// Notes whom the team's round robin asks.
pub async fn set_asked_last(write: &mut Write, team_id: i64, agent: u64) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO round_robins (team_id, last_agent_id) VALUES ($1, $2) \
         ON CONFLICT (team_id) DO UPDATE SET last_agent_id = excluded.last_agent_id",
    )
    .bind(team_id)
    .bind(integer(agent))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Who last talked with this contact.
pub async fn last_agent(db: &mut SqliteConnection, contact_id: i64) -> sqlx::Result<Option<u64>> {
    let agent: Option<Option<i64>> =
        sqlx::query_scalar("SELECT last_agent_id FROM contacts WHERE id = $1")
            .bind(contact_id)
            .fetch_optional(db)
            .await?;
    Ok(agent.flatten().map(unsigned))
}
