//! Ending and declining: over for the agent at once, told to the provider until it is confirmed.

use std::time::Duration;

use tring_calls::{
    event::CallEvent,
    routing::{GiveUp, RoutingInput},
};
use tring_protocol::call::{CallStatus, Direction, EndReason, Millis};
use tring_providers::error::{ErrorKind, ProviderError, Retry};

use super::{
    change, claim, outcome,
    ringing::{self, Advanced},
};
use crate::{
    auth::Caller,
    clock,
    config::millis,
    http::error::AppError,
    state::AppState,
    store::{
        Write,
        actions::{self, Action, ActionKind, ActionState, Intent, Taken},
        calls::{self, CallRow},
        channels,
    },
};

/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// After so many tries (most of a quarter of an hour) the provider has long forgotten the call.
const MOST_TRIES: i64 = 20;

/// Ends a call whatever its state. One that has ended already stays as it is.
pub async fn end(
    state: &AppState,
    caller: &Caller,
    call_id: &str,
    reason: Option<EndReason>,
) -> Result<(), AppError> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let call = claim::find(&mut write, caller, call_id).await?;
    if !call.is_live() {
        return Ok(());
    }
    let kind = ending_of(&mut write, &call).await?;
    hang_up(&mut write, &call, reason, kind, now).await?;
    write.commit().await?;
    Ok(())
}

async fn hang_up(
    write: &mut Write,
    call: &CallRow,
    reason: Option<EndReason>,
    kind: ActionKind,
    now: Millis,
) -> sqlx::Result<()> {
    change::apply(write, call, &CallEvent::HungUp { reason }, now).await?;
    intend(write, call, kind, now).await
}

/// Ends what an agent who signs out has under way: with its pages gone, nobody could talk or hang up any more.
///
/// A call at a desk that the agent has open with another session goes on.
pub async fn sign_out(state: &AppState, write: &mut Write, caller: &Caller) -> sqlx::Result<()> {
    let (Some(agent), Some(session)) = (caller.agent_id, caller.session_id) else {
        return Ok(());
    };
    let now = clock::now();
    let elsewhere = state.presence.desks_elsewhere(agent, session);
    for call in calls::live(write.db(), caller.team_id).await? {
        let goes_on = (call.desk_id.as_ref()).is_some_and(|desk| elsewhere.contains(desk));
        if call.agent_id == Some(agent) && !goes_on {
            leave(state, write, &call, now).await?;
        }
    }
    Ok(())
}

/// A customer whom nobody has begun to answer at the provider is left to the other agents.
async fn leave(
    state: &AppState,
    write: &mut Write,
    call: &CallRow,
    now: Millis,
) -> sqlx::Result<()> {
    match ending_of(write, call).await? {
        ActionKind::Reject => claim::release(state, write, call, now).await.map(drop),
        kind @ (ActionKind::Dial
        | ActionKind::PreAccept
        | ActionKind::Accept
        | ActionKind::Terminate
        | ActionKind::SendText) => hang_up(write, call, None, kind, now).await,
    }
}

/// An agent declines: the call rings on for the others. A program declines for everybody.
pub async fn reject(state: &AppState, caller: &Caller, call_id: &str) -> Result<(), AppError> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let call = claim::find(&mut write, caller, call_id).await?;
    let desk = call.desk_id.clone();
    if !(ringing::waits(&call) && call.requested) {
        may_decline(&call, caller, desk.as_deref())?;
    }
    if caller.agent_id.is_some() {
        decline(state, &mut write, &call, caller, now).await?;
    } else {
        let call = if call.is_claimed() {
            claim::release(state, &mut write, &call, now).await?
        } else {
            call
        };
        ringing::give_up(&mut write, &call, GiveUp::AllDeclined, now).await?;
    }
    write.commit().await?;
    Ok(())
}

/// An agent declines, also one who was answering: that gives her claim back.
async fn decline(
    state: &AppState,
    write: &mut Write,
    call: &CallRow,
    caller: &Caller,
    now: Millis,
) -> sqlx::Result<()> {
    let (mut inputs, after) = if call.is_claimed() {
        let released = change::after(call, &CallEvent::Released, now);
        (ringing::meanwhile(state, write, call, now).await?, released)
    } else {
        (Vec::new(), call.clone())
    };
    inputs.push(RoutingInput::AgentDeclined(ringing::claimant(
        caller.agent_id,
    )));
    match ringing::advance_to(write, (call, after), inputs, now).await? {
        Advanced::Waits(_) => Ok(()),
        Advanced::GaveUp(why, call) => ringing::give_up(write, &call, why, now).await,
    }
}

fn may_decline(call: &CallRow, caller: &Caller, desk_id: Option<&str>) -> Result<(), AppError> {
    match claim::standing(call, caller, desk_id)? {
        claim::Standing::Holds if call.pre_accepted => Err(AppError::WrongState(
            "This call is being answered. End it instead.".to_owned(),
        )),
        claim::Standing::Holds | claim::Standing::Free => Ok(()),
    }
}

/// How the provider is told: a customer's call that was never answered is rejected, everything else terminated.
async fn ending_of(write: &mut Write, call: &CallRow) -> sqlx::Result<ActionKind> {
    if call.direction == Direction::Outbound
        || call.pre_accepted
        || call.status == CallStatus::InProgress
    {
        return Ok(ActionKind::Terminate);
    }
    for kind in [ActionKind::PreAccept, ActionKind::Accept] {
        let action = actions::find(write.db(), call.id, kind, call.claims).await?;
        if action.is_some_and(|action| action.state != ActionState::Refused) {
            return Ok(ActionKind::Terminate);
        }
    }
    Ok(ActionKind::Reject)
}

/// Commits to telling the provider, which has not heard of a call that nobody has started. Where its id of the call is not known yet, it is told as soon as it is.
pub(super) async fn intend(
    write: &mut Write,
    call: &CallRow,
    kind: ActionKind,
    now: Millis,
) -> sqlx::Result<()> {
    if call.requested {
        return Ok(());
    }
    let intent = Intent {
        call: call.id,
        kind,
        claim: 0,
        sdp_hash: None,
    };
    actions::intend(write, intent, now).await
}

/// Sends a due ending. It is safe to send it twice: the second time the call is gone.
pub async fn send(state: &AppState, action: &Action) -> Result<(), AppError> {
    let mut write = state.store.write().await?;
    let call = calls::by_row(write.db(), action.call).await?;
    let channel = channels::by_id(write.db(), &call.channel_id).await?;
    let (Some(channel), Some(id)) = (channel, call.provider_call_id.clone()) else {
        return Ok(());
    };
    let provider = match state.providers.of(&channel) {
        Ok(provider) => provider,
        Err(error) => {
            actions::settle(&mut write, action.id, ActionState::Refused, None).await?;
            write.commit().await?;
            return Err(error);
        }
    };
    if actions::set_sent(&mut write, action.id).await? == Taken::Before {
        return Ok(());
    }
    write.commit().await?;
    let asked = match action.kind {
        ActionKind::Reject => provider.reject(&id).await,
        ActionKind::Terminate => provider.terminate(&id).await,
        ActionKind::Dial | ActionKind::PreAccept | ActionKind::Accept | ActionKind::SendText => {
            return Ok(());
        }
    };
    record(state, action, asked).await
}

async fn record(
    state: &AppState,
    action: &Action,
    asked: Result<(), ProviderError>,
) -> Result<(), AppError> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    match asked {
        Ok(()) => actions::settle(&mut write, action.id, ActionState::Done, None).await?,
        Err(error) if error.kind == ErrorKind::CallGone => {
            actions::settle(&mut write, action.id, ActionState::Done, None).await?;
        }
        Err(error) if error.retry == Retry::Never || action.attempts >= MOST_TRIES => {
            outcome::settle_failed(&mut write, action.id, &error).await?;
        }
        Err(error) => {
            tracing::warn!(kind = ?error.kind, "the provider did not end the call; trying again");
            let wait = backoff(state.config.timings.retry, action.attempts);
            actions::retry_at(&mut write, action.id, now + millis(wait)).await?;
        }
    }
    write.commit().await?;
    Ok(())
}

fn backoff(first: Duration, tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(0, 10)).unwrap_or(0);
    first
        .saturating_mul(2_u32.saturating_pow(doublings))
        .min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_a_minute() {
        let waits: Vec<u64> = (0..8)
            .map(|tries| backoff(Duration::from_secs(1), tries).as_secs())
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
    }
}
