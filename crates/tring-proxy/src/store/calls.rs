//! Calls: the row, and the one place that changes it together with the event that tells of it.

use std::fmt;

use sqlx::SqliteConnection;
use tring_protocol::{
    call::{CallStatus, Direction, EndReason, Millis},
    events::MessageKind,
};

use super::{
    Write,
    words::{integer, unsigned, word},
};
use crate::{
    clock,
    events::{bus::Notice, log},
};

pub mod checks;
pub mod requested;
mod row;
pub mod unreported;

pub use row::CallRow;

/// A call that is about to be committed for the first time.
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
#[derive(Clone)]
pub struct NewCall {
    pub call_id: String,
    pub team_id: i64,
    pub channel_id: String,
    pub contact_id: i64,
    pub direction: Direction,
    pub status: CallStatus,
    pub from_number: String,
    pub to_number: String,
    pub initiated_at: Millis,
    pub attempt_id: Option<String>,
    pub integrator_id: Option<String>,
    pub desk_id: Option<String>,
    pub agent_id: Option<i64>,
    pub rings_until: Option<Millis>,
    pub provider_call_id: Option<String>,
    pub ringing_agents: Vec<u64>,
    pub ended_at: Option<Millis>,
    pub end_reason: Option<EndReason>,
    pub conversation_id: Option<u64>,
    pub trigger_type: Option<String>,
    pub trigger_source: Option<String>,
    pub requested: bool,
    pub requested_by: Option<String>,
    pub routing: Option<String>,
    pub route_at: Option<Millis>,
    pub ringing_since: Option<Millis>,
    pub currency: Option<String>,
    pub pulse_seconds: Option<u64>,
    pub pulse_micros: Option<u64>,
}

impl fmt::Debug for NewCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewCall")
            .field("call_id", &self.call_id)
            .finish_non_exhaustive()
    }
}

macro_rules! select_calls {
    ($rest:literal) => {
        concat!(
            "SELECT calls.*, channels.name AS channel_name, contacts.name AS contact_name, ",
            "contacts.phone AS contact_phone, users.name AS agent_name FROM calls ",
            "JOIN channels ON channels.id = calls.channel_id ",
            "JOIN contacts ON contacts.id = calls.contact_id ",
            "LEFT JOIN users ON users.id = calls.agent_id ",
            $rest
        )
    };
}
pub(super) use select_calls;

/// A fresh id, `call_` and 24 hexadecimal digits.
pub fn fresh_id() -> String {
    format!("call_{}", hex::encode(rand::random::<[u8; 12]>()))
}

/// Inserts `call` without telling anybody: [`announce`] does, once its first state is settled.
pub async fn insert(write: &mut Write, call: &NewCall) -> sqlx::Result<CallRow> {
    for deadline in [call.rings_until, call.route_at] {
        write.sweep_at(deadline.unwrap_or(Millis::MAX));
    }
    if !call.status.is_live() {
        // Something may follow a call that came too late.
        write.sweep_at(0);
    }
    let rings = rings(call.direction, call.status, &call.ringing_agents);
    let ringing_since = call.ringing_since.or(rings.then_some(call.initiated_at));
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO calls (call_id, team_id, channel_id, contact_id, version, direction, status, from_number, \
         to_number, initiated_at, attempt_id, integrator_id, desk_id, agent_id, rings_until, provider_call_id, \
         ringing_agents, ended_at, end_reason, conversation_id, trigger_type, trigger_source, requested, \
         requested_by, routing, route_at, ringing_since, currency, pulse_seconds, pulse_micros) \
         VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
         $22, $23, $24, $25, $26, $27, $28, $29) \
         RETURNING id",
    )
    .bind(&call.call_id)
    .bind(call.team_id)
    .bind(&call.channel_id)
    .bind(call.contact_id)
    .bind(word(call.direction))
    .bind(call.status.as_str())
    .bind(&call.from_number)
    .bind(&call.to_number)
    .bind(integer(call.initiated_at))
    .bind(&call.attempt_id)
    .bind(&call.integrator_id)
    .bind(&call.desk_id)
    .bind(call.agent_id)
    .bind(call.rings_until.map(integer))
    .bind(&call.provider_call_id)
    .bind(list(&call.ringing_agents))
    .bind(call.ended_at.map(integer))
    .bind(call.end_reason.map(word))
    .bind(call.conversation_id.map(integer))
    .bind(&call.trigger_type)
    .bind(&call.trigger_source)
    .bind(call.requested)
    .bind(&call.requested_by)
    .bind(&call.routing)
    .bind(call.route_at.map(integer))
    .bind(ringing_since.map(integer))
    .bind(&call.currency)
    .bind(call.pulse_seconds.map(integer))
    .bind(call.pulse_micros.map(integer))
    .fetch_one(write.db())
    .await?;
    by_row(write.db(), id).await
}

/// Tells of a call that was just inserted.
pub async fn announce(write: &mut Write, call: &CallRow, kind: MessageKind) -> sqlx::Result<()> {
    if call.busy_agent().is_some() {
        write.reroute(call.team_id);
    }
    let message = log::append(write, call, kind).await?;
    write.tell(Notice::team(call.team_id, &message));
    Ok(())
}

/// Saves what changed between `before` and `after` and tells of it; does nothing where nothing changed.
///
/// Fails with [`sqlx::Error::RowNotFound`] where the row is not as it was `before`.
pub async fn save(write: &mut Write, before: &CallRow, after: &CallRow) -> sqlx::Result<CallRow> {
    if before == after {
        return Ok(before.clone());
    }
    let rings = rings(after.direction, after.status, &after.ringing_agents);
    let mut after = after.clone();
    after.ringing_since = after.ringing_since.or_else(|| rings.then(clock::now));
    update(write, before.version, &after).await?;
    let saved = by_row(write.db(), before.id).await?;
    if before.busy_agent() != saved.busy_agent() || before.ringing_agents != saved.ringing_agents {
        // Another call may wait for who is free now.
        write.reroute(saved.team_id);
    }
    let message = log::append(write, &saved, kind_of(before, &saved)).await?;
    write.tell(Notice::team(saved.team_id, &message));
    Ok(saved)
}

/// Whether a phone rings: the customer's, or an agent's inbox for the customer who calls.
fn rings(direction: Direction, status: CallStatus, agents: &[u64]) -> bool {
    let somewhere = direction == Direction::Outbound || !agents.is_empty();
    status == CallStatus::Ringing && somewhere
}

/// A JSON list of agents.
fn list(ids: &[u64]) -> String {
    serde_json::to_string(ids).expect("numbers to be serialisable")
}

async fn update(write: &mut Write, version: u32, call: &CallRow) -> sqlx::Result<()> {
    for deadline in [
        call.rings_until,
        call.claimed_until,
        call.settle_by,
        call.route_at,
    ] {
        write.sweep_at(deadline.unwrap_or(Millis::MAX));
    }
    if call.status == CallStatus::InProgress || !call.is_live() {
        // From now on the sweep watches over its end; and something may follow it.
        write.sweep_at(0);
    }
    let updated = sqlx::query(
        "UPDATE calls SET version = version + 1, status = $3, answered_at = $4, ended_at = $5, \
         duration_seconds = $6, end_reason = $7, failure_reason = $8, provider_call_id = $9, desk_id = $10, \
         agent_id = $11, claimed_until = $12, claims = $13, pre_accepted = $14, ringing_agents = $15, \
         declined_agents = $16, rings_until = $17, settle_by = $18, requested = $19, attempt_id = $20, routing = $21, \
         route_at = $22, ringing_since = $23, cost_micros = $24 WHERE id = $1 AND version = $2",
    )
    .bind(call.id)
    .bind(version)
    .bind(call.status.as_str())
    .bind(call.answered_at.map(integer))
    .bind(call.ended_at.map(integer))
    .bind(call.duration_seconds.map(integer))
    .bind(call.end_reason.map(word))
    .bind(&call.failure_reason)
    .bind(&call.provider_call_id)
    .bind(&call.desk_id)
    .bind(call.agent_id)
    .bind(call.claimed_until.map(integer))
    .bind(call.claims)
    .bind(call.pre_accepted)
    .bind(list(&call.ringing_agents))
    .bind(list(&call.declined_agents))
    .bind(call.rings_until.map(integer))
    .bind(call.settle_by.map(integer))
    .bind(call.requested)
    .bind(&call.attempt_id)
    .bind(&call.routing)
    .bind(call.route_at.map(integer))
    .bind(call.ringing_since.map(integer))
    .bind(integer(call.cost_micros))
    .execute(write.db())
    .await?;
    match updated.rows_affected() {
        0 => Err(sqlx::Error::RowNotFound),
        _ => Ok(()),
    }
}

fn kind_of(before: &CallRow, after: &CallRow) -> MessageKind {
    let started_to = |status| before.status != status && after.status == status;
    if before.is_live() && !after.is_live() {
        MessageKind::CallEnded
    } else if started_to(CallStatus::InProgress) {
        MessageKind::CallAnswered
    } else if started_to(CallStatus::Ringing) {
        MessageKind::CallRinging
    } else if !before.is_claimed() && after.is_claimed() {
        MessageKind::CallClaimed
    } else if before.is_claimed() && !after.is_claimed() && after.is_live() {
        MessageKind::CallReleased
    } else if after
        .ringing_agents
        .iter()
        .any(|agent| !before.ringing_agents.contains(agent))
    {
        MessageKind::CallRinging
    } else {
        MessageKind::CallChanged
    }
}

/// The call with this row number.
pub async fn by_row(db: &mut SqliteConnection, id: i64) -> sqlx::Result<CallRow> {
    sqlx::query_as(select_calls!("WHERE calls.id = $1"))
        .bind(id)
        .fetch_one(db)
        .await
}

/// The team's call with this id.
pub async fn by_id(
    db: &mut SqliteConnection,
    team_id: i64,
    call_id: &str,
) -> sqlx::Result<Option<CallRow>> {
    sqlx::query_as(select_calls!(
        "WHERE calls.team_id = $1 AND calls.call_id = $2"
    ))
    .bind(team_id)
    .bind(call_id)
    .fetch_optional(db)
    .await
}

/// The team's call of this attempt.
pub async fn by_attempt(
    db: &mut SqliteConnection,
    team_id: i64,
    attempt_id: &str,
) -> sqlx::Result<Option<CallRow>> {
    sqlx::query_as(select_calls!(
        "WHERE calls.team_id = $1 AND calls.attempt_id = $2"
    ))
    .bind(team_id)
    .bind(attempt_id)
    .fetch_optional(db)
    .await
}

/// The live call of this channel and contact; there is one at most.
pub async fn live_with(
    db: &mut SqliteConnection,
    channel_id: &str,
    contact_id: i64,
) -> sqlx::Result<Option<CallRow>> {
    sqlx::query_as(select_calls!(
        "WHERE calls.channel_id = $1 AND calls.contact_id = $2 \
         AND calls.status IN ('initiated', 'ringing', 'in_progress')"
    ))
    .bind(channel_id)
    .bind(contact_id)
    .fetch_optional(db)
    .await
}

/// The team's live calls, newest first. The plus keeps SQLite from walking through the whole history for the sake of its
/// order.
pub async fn live(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<Vec<CallRow>> {
    sqlx::query_as(select_calls!(
        "WHERE calls.team_id = $1 AND calls.status IN ('initiated', 'ringing', 'in_progress') \
         ORDER BY +calls.initiated_at DESC, calls.id DESC"
    ))
    .bind(team_id)
    .fetch_all(db)
    .await
}

/// Calls of all teams whose deadline has come, whichever it is. A call that is in progress has none.
pub async fn due(db: &mut SqliteConnection, now: Millis) -> sqlx::Result<Vec<CallRow>> {
    sqlx::query_as(select_calls!(
        "WHERE calls.status IN ('initiated', 'ringing', 'in_progress') AND ( \
         (calls.claimed_until IS NULL AND calls.rings_until <= $1) \
         OR (calls.claimed_until IS NULL AND calls.route_at <= $1) \
         OR calls.claimed_until <= $1 OR calls.settle_by <= $1)"
    ))
    .bind(integer(now))
    .fetch_all(db)
    .await
}

/// When the next deadline of any call comes.
pub async fn next_deadline(db: &mut SqliteConnection) -> sqlx::Result<Option<Millis>> {
    let (ring, route, claim, settle): (Option<i64>, Option<i64>, Option<i64>, Option<i64>) =
        sqlx::query_as(
            "SELECT MIN(CASE WHEN claimed_until IS NULL THEN rings_until END), \
             MIN(CASE WHEN claimed_until IS NULL THEN route_at END), MIN(claimed_until), MIN(settle_by) \
             FROM calls WHERE status IN ('initiated', 'ringing', 'in_progress')",
        )
        .fetch_one(db)
        .await?;
    let next = [ring, route, claim, settle].into_iter().flatten().min();
    Ok(next.map(unsigned))
}

/// Notes the provider's id of the call; no page sees it, so nobody is told.
pub async fn set_provider_call_id(
    write: &mut Write,
    id: i64,
    provider_call_id: &str,
) -> sqlx::Result<()> {
    // An ending may have waited for the id.
    write.sweep_at(0);
    sqlx::query("UPDATE calls SET provider_call_id = $2 WHERE id = $1")
        .bind(id)
        .bind(provider_call_id)
        .execute(write.db())
        .await?;
    Ok(())
}

/// Keeps the routing's own notes and when it is looked at again; no page sees them, so nobody is told.
pub async fn set_routing(write: &mut Write, call: &CallRow) -> sqlx::Result<()> {
    write.sweep_at(call.route_at.unwrap_or(Millis::MAX));
    sqlx::query("UPDATE calls SET routing = $2, route_at = $3 WHERE id = $1")
        .bind(call.id)
        .bind(&call.routing)
        .bind(call.route_at.map(integer))
        .execute(write.db())
        .await?;
    Ok(())
}

/// Sets or clears the time by which an unsettled dial request is given up; no page sees it.
pub async fn set_settle_by(
    write: &mut Write,
    id: i64,
    settle_by: Option<Millis>,
) -> sqlx::Result<()> {
    write.sweep_at(settle_by.unwrap_or(Millis::MAX));
    sqlx::query("UPDATE calls SET settle_by = $2 WHERE id = $1")
        .bind(id)
        .bind(settle_by.map(integer))
        .execute(write.db())
        .await?;
    Ok(())
}
