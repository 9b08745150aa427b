//! Claims: one desk answers, the others are told who.

use tring_calls::{event::CallEvent, routing::RoutingInput};
use tring_protocol::call::{CallStatus, Direction, Millis};

use super::{
    change,
    ringing::{self, Advanced},
};
use crate::{
    auth::Caller,
    clock,
    config::millis,
    http::error::AppError,
    redacted::Redacted,
    state::AppState,
    store::{
        Write,
        calls::{self, CallRow},
        channels,
        session_descriptions::{self, Kind},
    },
};

/// A claim that was granted.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The customer's offer.
    pub sdp_offer: Redacted<String>,
    /// Until when the answer must come.
    pub until: Millis,
    /// Whether the provider has `pre_accept`.
    pub pre_accept: bool,
}

/// Claims a ringing call for a desk. The same desk may ask again; another one is told who answers.
pub async fn claim(
    state: &AppState,
    caller: &Caller,
    call_id: &str,
    desk_id: &str,
) -> Result<Claimed, AppError> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let call = find(&mut write, caller, call_id).await?;
    let call = match standing(&call, caller, Some(desk_id))? {
        Standing::Holds => call,
        Standing::Free => take(state, &mut write, &call, caller, Some(desk_id), now).await?,
    };
    let offer = session_descriptions::find(write.db(), call.id, Kind::CustomerOffer).await?;
    let channel = channels::by_id(write.db(), &call.channel_id).await?;
    write.commit().await?;
    let pre_accept = match channel {
        Some(channel) => state.providers.of(&channel)?.capabilities().pre_accept,
        None => false,
    };
    Ok(Claimed {
        sdp_offer: offer.ok_or_else(AppError::no_such_call)?,
        until: call.claimed_until.unwrap_or(now),
        pre_accept,
    })
}

/// The team's call.
pub(super) async fn find(
    write: &mut Write,
    caller: &Caller,
    call_id: &str,
) -> Result<CallRow, AppError> {
    calls::by_id(write.db(), caller.team_id, call_id)
        .await?
        .ok_or_else(AppError::no_such_call)
}

/// How a desk stands to a ringing call.
pub(super) enum Standing {
    /// It has claimed the call.
    Holds,
    /// Nobody has.
    Free,
}

/// Whether this desk may answer the call, or does already.
pub(super) fn standing(
    call: &CallRow,
    caller: &Caller,
    desk_id: Option<&str>,
) -> Result<Standing, AppError> {
    if call.direction == Direction::Outbound {
        return Err(AppError::WrongState(
            "This call was placed by your team: there is nothing to answer.".to_owned(),
        ));
    }
    if !call.is_live() {
        return Err(AppError::WrongState(
            "This call has ended already.".to_owned(),
        ));
    }
    let same_desk = call.desk_id.as_deref() == desk_id && call.agent_id == caller.agent_id;
    let answered = call.status == CallStatus::InProgress;
    match (answered || call.is_claimed(), same_desk) {
        (false, _) => Ok(Standing::Free),
        (true, false) => Err(AppError::AlreadyClaimed {
            who: call
                .agent_name
                .clone()
                .unwrap_or_else(|| "Another program of your team".to_owned()),
        }),
        (true, true) if answered => Err(AppError::WrongState(
            "You have answered this call already.".to_owned(),
        )),
        (true, true) => Ok(Standing::Holds),
    }
}

/// Takes the claim; the caller has seen under the same transaction that it is free.
pub(super) async fn take(
    state: &AppState,
    write: &mut Write,
    call: &CallRow,
    caller: &Caller,
    desk_id: Option<&str>,
    now: Millis,
) -> Result<CallRow, AppError> {
    let mut routing = ringing::routing_of(call);
    let claimant = ringing::claimant(caller.agent_id);
    routing.handle(now, RoutingInput::Claimed(claimant));
    let mut after = change::after(call, &CallEvent::Claimed, now);
    ringing::put_back(&mut after, &routing, now);
    after.claimed_until = Some(now + millis(state.config.timings.claim));
    after.claims += 1;
    after.desk_id = desk_id.map(str::to_owned);
    after.agent_id = caller.agent_id;
    after.pre_accepted = false;
    Ok(calls::save(write, call, &after).await?)
}

/// Gives the claim back: the call rings again, at those who are there by now and want calls.
pub(super) async fn release(
    state: &AppState,
    write: &mut Write,
    call: &CallRow,
    now: Millis,
) -> sqlx::Result<CallRow> {
    let released = change::after(call, &CallEvent::Released, now);
    // At its deadline the routing gives up by itself; what it forgets then, the sweep still needs.
    if call.rings_until.is_none_or(|deadline| deadline <= now) {
        return calls::save(write, call, &released).await;
    }
    let mut inputs = ringing::meanwhile(state, write, call, now).await?;
    inputs.push(RoutingInput::Released);
    match ringing::advance_to(write, (call, released), inputs, now).await? {
        Advanced::Waits(after) | Advanced::GaveUp(_, after) => Ok(*after),
    }
}
