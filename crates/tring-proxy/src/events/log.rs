//! The event log: one number per team, in the order of commits.

use sqlx::{QueryBuilder, Sqlite};
use tring_protocol::{
    agent::{Agent, CallAvailability},
    call::Millis,
    events::{MessageKind, ServerMessage},
    permission::PermissionState,
    timeline::TimelineKind,
};

use super::bus::Notice;
use crate::{
    clock,
    store::{
        Write,
        callbacks::CallbackRow,
        calls::CallRow,
        permissions::Pair,
        words::{integer, unsigned, word},
    },
};

/// Writes an event of `call` and returns the message that tells of it.
pub async fn append(
    write: &mut Write,
    call: &CallRow,
    kind: MessageKind,
) -> sqlx::Result<ServerMessage> {
    let seq = next_seq(write, call.team_id).await?;
    let at = clock::now();
    sqlx::query(
        "INSERT INTO events (team_id, seq, kind, call, version, status, agent_id, detail, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(call.team_id)
    .bind(integer(seq))
    .bind(word(kind))
    .bind(call.id)
    .bind(call.version)
    .bind(call.status.as_str())
    .bind(call.agent_id)
    .bind(call.end_reason.filter(|_| !call.is_live()).map(word))
    .bind(integer(at))
    .execute(write.db())
    .await?;
    Ok(ServerMessage {
        seq,
        call: Some(call.to_call()),
        ..message(kind, at)
    })
}

/// Writes a step of `call`'s timeline that no page is told of. `detail` is one more word about it, never personal data.
pub async fn note(
    write: &mut Write,
    call: &CallRow,
    kind: TimelineKind,
    agent_id: Option<u64>,
    detail: Option<&str>,
) -> sqlx::Result<()> {
    let seq = next_seq(write, call.team_id).await?;
    sqlx::query(
        "INSERT INTO events (team_id, seq, kind, call, version, status, agent_id, detail, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(call.team_id)
    .bind(integer(seq))
    .bind(word(kind))
    .bind(call.id)
    .bind(call.version)
    .bind(call.status.as_str())
    .bind(agent_id.map(integer))
    .bind(detail)
    .bind(integer(clock::now()))
    .execute(write.db())
    .await?;
    Ok(())
}

/// Writes that the call rings these agents, as one statement: a team may be large, and the phone rings already.
pub async fn note_rung(write: &mut Write, call: &CallRow, agents: &[u64]) -> sqlx::Result<()> {
    if agents.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(agents.len()).unwrap_or(i64::MAX);
    let last = last_of(write, call.team_id, count).await?;
    let at = integer(clock::now());
    let mut query = QueryBuilder::<Sqlite>::new(
        "INSERT INTO events (team_id, seq, kind, call, version, status, agent_id, at) ",
    );
    query.push_values((last - count + 1..).zip(agents), |mut row, (seq, agent)| {
        row.push_bind(call.team_id)
            .push_bind(seq)
            .push_bind(word(TimelineKind::AgentRung))
            .push_bind(call.id)
            .push_bind(call.version)
            .push_bind(call.status.as_str())
            .push_bind(integer(*agent))
            .push_bind(at);
    });
    query.build().execute(write.db()).await?;
    Ok(())
}

/// Writes that a permission changed and returns the message that tells of it.
pub async fn append_permission(
    write: &mut Write,
    pair: Pair<'_>,
    permission: PermissionState,
) -> sqlx::Result<ServerMessage> {
    let (kind, at) = (MessageKind::PermissionChanged, clock::now());
    let seq = next_seq(write, pair.team_id).await?;
    sqlx::query(
        "INSERT INTO events (team_id, seq, kind, channel_id, contact_id, at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(pair.team_id)
    .bind(integer(seq))
    .bind(word(kind))
    .bind(pair.channel_id)
    .bind(pair.contact_id)
    .bind(integer(at))
    .execute(write.db())
    .await?;
    Ok(ServerMessage {
        seq,
        permission: Some(permission),
        ..message(kind, at)
    })
}

/// Writes that an agent changed, and tells the pages once this transaction is committed.
pub async fn append_agent(write: &mut Write, team_id: i64, agent: Agent) -> sqlx::Result<()> {
    let (kind, at) = (MessageKind::AgentChanged, clock::now());
    let seq = next_seq(write, team_id).await?;
    sqlx::query(
        "INSERT INTO events (team_id, seq, kind, agent_id, detail, at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(team_id)
    .bind(integer(seq))
    .bind(word(kind))
    .bind(integer(agent.id))
    .bind(condition(&agent))
    .bind(integer(at))
    .execute(write.db())
    .await?;
    let message = ServerMessage {
        seq,
        agent: Some(agent),
        ..message(kind, at)
    };
    write.tell(Notice::team(team_id, &message));
    Ok(())
}

/// The detail of an event about a callback that is new.
pub const CALLBACK_CREATED: &str = "created";
/// The detail of an event about a callback that is settled.
pub const CALLBACK_DONE: &str = "done";

/// Writes that a callback changed, and tells the pages once this transaction is committed.
pub async fn append_callback(
    write: &mut Write,
    team_id: i64,
    row: &CallbackRow,
) -> sqlx::Result<()> {
    let (kind, at) = (MessageKind::CallbackChanged, clock::now());
    let detail = match row.task.done_at {
        Some(_) => CALLBACK_DONE,
        None => CALLBACK_CREATED,
    };
    let seq = next_seq(write, team_id).await?;
    sqlx::query(
        "INSERT INTO events (team_id, seq, kind, call, contact_id, detail, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(team_id)
    .bind(integer(seq))
    .bind(word(kind))
    .bind(row.call)
    .bind(integer(row.task.contact_id))
    .bind(detail)
    .bind(integer(at))
    .execute(write.db())
    .await?;
    let message = ServerMessage {
        seq,
        callback: Some(row.task.clone()),
        ..message(kind, at)
    };
    write.tell(Notice::team(team_id, &message));
    Ok(())
}

/// An agent's condition in one word.
fn condition(agent: &Agent) -> &'static str {
    if !agent.is_call_enabled {
        "disabled"
    } else if !agent.reachable {
        "unreachable"
    } else if agent.call_id.is_some() {
        "busy"
    } else {
        match agent.call_status {
            CallAvailability::Available => "available",
            CallAvailability::Dnd => "dnd",
        }
    }
}

/// The team's next number.
async fn next_seq(write: &mut Write, team_id: i64) -> sqlx::Result<u64> {
    last_of(write, team_id, 1).await.map(unsigned)
}

/// The last of the team's next `count` numbers. The row stays locked until the commit, so that the order of numbers is
/// that of commits.
async fn last_of(write: &mut Write, team_id: i64, count: i64) -> sqlx::Result<i64> {
    sqlx::query_scalar("UPDATE teams SET last_seq = last_seq + $2 WHERE id = $1 RETURNING last_seq")
        .bind(team_id)
        .bind(count)
        .fetch_one(write.db())
        .await
}

/// A message with nothing but its kind and time.
pub fn message(kind: MessageKind, at: Millis) -> ServerMessage {
    ServerMessage {
        kind,
        seq: 0,
        at,
        call: None,
        calls: Vec::new(),
        call_id: None,
        attempt_id: None,
        sdp: None,
        permission: None,
        agent: None,
        callback: None,
        beat: None,
    }
}

/// The message that brings a desk the customer's answer.
pub fn sdp_answer(call: &CallRow, sdp: &str) -> ServerMessage {
    ServerMessage {
        call_id: Some(call.call_id.clone()),
        attempt_id: call.attempt_id.clone(),
        sdp: Some(sdp.to_owned()),
        ..message(MessageKind::SdpAnswer, clock::now())
    }
}
