//! Answering for an agent: a program has no media, so the agent's inbox is asked to do as if *Answer* had been pressed.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use tring_protocol::{
    call::CallStatus,
    events::{MessageKind, ServerMessage},
};

use super::claim::{self, Standing};
use crate::{
    auth::Caller,
    clock,
    events::{bus::Notice, log},
    http::error::AppError,
    state::AppState,
    store::{
        agents,
        calls::{self, CallRow},
        words::unsigned,
    },
};

/// Which part of the whole time one agent's inbox has to take the call before the next one is asked.
const TURNS: u32 = 3;

/// Has an inbox answer, and returns when both sides talk: that of the agent who is named, that of the agent who asks,
/// else those that ring, one after the other. All at once would open every microphone for one call.
pub async fn answer(
    state: &AppState,
    caller: &Caller,
    call_id: &str,
    agent_id: Option<u64>,
) -> Result<(), AppError> {
    let mut call = find(state, caller, call_id).await?;
    if let Some(agent) = agent_id {
        require_agent(state, caller, agent).await?;
    }
    let wanted = agent_id.or(caller.own_agent());
    match claim::standing(&call, caller, None)? {
        Standing::Free => {}
        Standing::Holds => {
            return Err(AppError::WrongState(
                "This call is being answered.".to_owned(),
            ));
        }
    }
    let whole = state.config.timings.answer_wanted;
    let end = Instant::now() + whole;
    let mut asked = Vec::new();
    while let Some(agent) = next(&call, wanted, &asked) {
        asked.push(agent);
        if !ask(state, &call, agent) {
            continue;
        }
        call = taken(state, call.id, turn(whole, end)).await?;
        if call.is_claimed() {
            call = settled(state, call.id, end).await?;
        }
        match outcome(&call, wanted) {
            Some(outcome) => return outcome,
            None if Instant::now() >= end => break,
            None => {}
        }
    }
    Err(AppError::WrongState(
        "No inbox took this call. See that the agent has the inbox open, is not in a call and allows the microphone, \
         then try again."
            .to_owned(),
    ))
}

async fn find(state: &AppState, caller: &Caller, call_id: &str) -> Result<CallRow, AppError> {
    let mut db = state.store.readers().acquire().await?;
    calls::by_id(&mut db, caller.team_id, call_id)
        .await?
        .ok_or_else(AppError::no_such_call)
}

async fn require_agent(state: &AppState, caller: &Caller, agent: u64) -> Result<(), AppError> {
    let mut db = state.store.readers().acquire().await?;
    let team = agents::of_team(&mut db, caller.team_id).await?;
    if team.iter().any(|row| row.id == agent) {
        Ok(())
    } else {
        Err(AppError::NotFound(
            "There is no agent with this id. `GET /api/agents` lists them.",
        ))
    }
}

/// The next agent to ask: the call rings for her, and she is the wanted one where one is.
fn next(call: &CallRow, wanted: Option<u64>, asked: &[u64]) -> Option<u64> {
    let mut ringing = call.ringing_agents.iter().copied();
    ringing.find(|agent| wanted.is_none_or(|wanted| wanted == *agent) && !asked.contains(agent))
}

fn turn(whole: Duration, end: Instant) -> Instant {
    (Instant::now() + whole / TURNS).min(end)
}

/// Tells all her pages; the leading one of each browser acts. Whether there are any.
fn ask(state: &AppState, call: &CallRow, agent: u64) -> bool {
    let message = ServerMessage {
        call_id: Some(call.call_id.clone()),
        ..log::message(MessageKind::AnswerWanted, clock::now())
    };
    let desks = state.presence.desks_of(call.team_id, agent);
    for desk in &desks {
        state.bus.tell(Notice::desk(call.team_id, desk, &message));
    }
    !desks.is_empty()
}

/// The call when a desk has claimed it, or it is over, or `until` has come.
async fn taken(state: &AppState, id: i64, until: Instant) -> sqlx::Result<CallRow> {
    wait(state, id, until, |call| call.is_claimed() || !rings(call)).await
}

/// The call when both sides talk, or it is over, or it rings again, or `until` has come.
async fn settled(state: &AppState, id: i64, until: Instant) -> sqlx::Result<CallRow> {
    wait(state, id, until, |call| !call.is_claimed()).await
}

fn rings(call: &CallRow) -> bool {
    call.status == CallStatus::Ringing
}

/// What became of it; `None` while it rings or is being answered.
fn outcome(call: &CallRow, wanted: Option<u64>) -> Option<Result<(), AppError>> {
    let who = call.agent_id.map(unsigned);
    match call.status {
        CallStatus::InProgress if wanted.is_none() || who == wanted => Some(Ok(())),
        CallStatus::InProgress => Some(Err(AppError::AlreadyClaimed {
            who: (call.agent_name.clone())
                .unwrap_or_else(|| "Another program of your team".to_owned()),
        })),
        CallStatus::Ringing | CallStatus::Initiated => None,
        CallStatus::Completed
        | CallStatus::Failed
        | CallStatus::Rejected
        | CallStatus::Missed
        | CallStatus::NoAnswer => Some(Err(AppError::WrongState(
            "This call ended before it was answered.".to_owned(),
        ))),
    }
}

async fn wait(
    state: &AppState,
    id: i64,
    until: Instant,
    fits: impl Fn(&CallRow) -> bool,
) -> sqlx::Result<CallRow> {
    loop {
        let committed = state.bus.committed();
        tokio::pin!(committed);
        // From here on no commit is missed, so the row may be looked at.
        committed.as_mut().enable();
        let mut db = state.store.readers().acquire().await?;
        let call = calls::by_row(&mut db, id).await?;
        drop(db);
        if fits(&call) || timeout_at(until, committed).await.is_err() {
            return Ok(call);
        }
    }
}
