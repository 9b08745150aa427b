//! From what happened to a call to what its row says; the life-cycle decides, this applies.

use tring_calls::{
    event::CallEvent,
    life_cycle::{self, CallState, Change},
    pricing::Pulse,
};
use tring_protocol::call::{CallStatus, Millis};

use crate::store::{
    Write, actions,
    calls::{self, CallRow},
};

/// Applies `event` and saves what it changes, together with the event that tells of it.
pub async fn apply(
    write: &mut Write,
    call: &CallRow,
    event: &CallEvent,
    now: Millis,
) -> sqlx::Result<CallRow> {
    calls::save(write, call, &after(call, event, now)).await
}

/// Applies what the provider says. When it says that the call is over, nothing is left to end there.
pub async fn apply_from_provider(
    write: &mut Write,
    call: &CallRow,
    event: &CallEvent,
    now: Millis,
) -> sqlx::Result<CallRow> {
    if matches!(event, CallEvent::Terminated { .. }) {
        actions::settle_endings(write, call.id).await?;
    }
    apply(write, call, event, now).await
}

/// What `call` is after `event`.
pub fn after(call: &CallRow, event: &CallEvent, now: Millis) -> CallRow {
    let state = CallState {
        direction: call.direction,
        status: call.status,
        claimed: call.is_claimed(),
        answered_at: call.answered_at,
        ending: call.end_reason,
        pulse: pulse(call),
    };
    merged(call, life_cycle::apply(&state, event, now))
}

/// What the call was placed at.
fn pulse(call: &CallRow) -> Option<Pulse> {
    let (seconds, micros) = call.pulse_seconds.zip(call.pulse_micros)?;
    Some(Pulse { seconds, micros })
}

fn merged(call: &CallRow, change: Change) -> CallRow {
    let Change {
        status,
        claimed,
        answered_at,
        ended_at,
        duration_seconds,
        cost_micros,
        end_reason,
        failure_reason,
    } = change;
    let mut call = call.clone();
    call.status = status.unwrap_or(call.status);
    call.answered_at = answered_at.or(call.answered_at);
    call.ended_at = ended_at.or(call.ended_at);
    call.duration_seconds = duration_seconds.or(call.duration_seconds);
    call.cost_micros = cost_micros.unwrap_or(call.cost_micros);
    call.end_reason = end_reason.or(call.end_reason);
    call.failure_reason = failure_reason.or(call.failure_reason);
    if claimed == Some(false) {
        call.claimed_until = None;
        call.desk_id = None;
        call.agent_id = None;
        call.pre_accepted = false;
    }
    if !call.is_live() || call.status == CallStatus::InProgress {
        call.claimed_until = None;
        call.settle_by = None;
        call.rings_until = None;
        call.ringing_agents.clear();
        call.routing = None;
        call.route_at = None;
    }
    call
}
