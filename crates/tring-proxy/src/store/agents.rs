//! Agents: whether they take calls, and what keeps them from it.

use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use tring_protocol::{agent::CallAvailability, call::Millis};

use super::{
    Write,
    words::{integer, optional_time_at, time_at, unsigned, word, word_at},
};

/// An agent with the call that she is in, and what the last event said of her.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct AgentRow {
    pub id: u64,
    pub name: String,
    pub role: String,
    pub call_status: CallAvailability,
    pub is_call_enabled: bool,
    pub last_talk_at: Option<Millis>,
    pub created_at: Millis,
    pub told_reachable: bool,
    pub told_call: Option<String>,
    /// The live call that is hers.
    pub call_id: Option<String>,
    /// For how long the team leaves an agent alone after a talk.
    pub cooldown_seconds: u64,
}

impl FromRow<'_, SqliteRow> for AgentRow {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: unsigned(row.try_get("id")?),
            name: row.try_get("name")?,
            role: row.try_get("role")?,
            call_status: word_at(row, "call_status")?,
            is_call_enabled: row.try_get("is_call_enabled")?,
            last_talk_at: optional_time_at(row, "last_talk_at")?,
            created_at: time_at(row, "created_at")?,
            told_reachable: row.try_get("told_reachable")?,
            told_call: row.try_get("told_call")?,
            call_id: row.try_get("call_id")?,
            cooldown_seconds: time_at(row, "cooldown_seconds")?,
        })
    }
}

/// The team's agents by id, in one query of indexes alone: it is on the way of every call that comes in.
pub async fn of_team(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<Vec<AgentRow>> {
    sqlx::query_as(
        "SELECT users.id, users.name, users.role, users.call_status, users.is_call_enabled, users.last_talk_at, \
         users.created_at, users.told_reachable, users.told_call, \
         COALESCE(call_routing.cooldown_seconds, 0) AS cooldown_seconds, \
         (SELECT calls.call_id FROM calls WHERE calls.agent_id = users.id \
          AND calls.status IN ('initiated', 'ringing', 'in_progress') LIMIT 1) AS call_id \
         FROM users LEFT JOIN call_routing ON call_routing.team_id = users.team_id \
         WHERE users.team_id = $1 ORDER BY users.id",
    )
    .bind(team_id)
    .fetch_all(db)
    .await
}

/// Notes what an agent of the team has chosen, or somebody for her.
pub async fn set_status(
    write: &mut Write,
    team_id: i64,
    agent_id: u64,
    (call_status, is_call_enabled): (Option<CallAvailability>, Option<bool>),
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE users SET call_status = COALESCE($3, call_status), \
         is_call_enabled = COALESCE($4, is_call_enabled) WHERE team_id = $1 AND id = $2",
    )
    .bind(team_id)
    .bind(integer(agent_id))
    .bind(call_status.map(word))
    .bind(is_call_enabled)
    .execute(write.db())
    .await?;
    Ok(())
}

/// Notes what the event that is written in the same transaction says of an agent.
pub async fn set_told(
    write: &mut Write,
    agent_id: u64,
    (reachable, call_id): (bool, Option<&str>),
) -> sqlx::Result<()> {
    sqlx::query("UPDATE users SET told_reachable = $2, told_call = $3 WHERE id = $1")
        .bind(integer(agent_id))
        .bind(reachable)
        .bind(call_id)
        .execute(write.db())
        .await?;
    Ok(())
}
