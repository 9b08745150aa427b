//! Calls whose end was never reported: the provider's log, the absence of the desk, a cap.

use tring_calls::{
    event::CallEvent,
    settling::{Desk, Log, Patience, Settling, Unsettled, decide},
};
use tring_protocol::call::{CallStatus, EndReason, Millis};
use tring_providers::provider::Capabilities;

use super::{change, ending, permission::state::capabilities as capabilities_of};
use crate::{
    clock,
    config::millis,
    http::error::AppError,
    state::AppState,
    store::{
        Write,
        actions::ActionKind,
        calls::{self, CallRow, checks},
        channels,
    },
};

/// What an agent reads of a call that was cut off by the cap.
const TOO_LONG: &str =
    "Nothing was heard of this call for too long, so it was ended. Call again if you need to.";

/// Has the sweep look the call up, where the provider has a log.
pub(super) async fn watch(
    state: &AppState,
    write: &mut Write,
    (call, capabilities): (&CallRow, Capabilities),
    now: Millis,
) -> sqlx::Result<()> {
    if !capabilities.call_log {
        return Ok(());
    }
    let at = now.saturating_add(millis(state.config.timings.look));
    checks::again_at(write, call.id, 0, at).await
}

/// Does what is to be done about a live call now.
pub(super) async fn settle(state: &AppState, id: i64, now: Millis) -> sqlx::Result<()> {
    let mut write = state.store.write().await?;
    let call = calls::by_row(write.db(), id).await?;
    if !call.is_live() {
        return Ok(());
    }
    let looks = checks::looks(write.db(), id).await?;
    let patience = patience(state);
    let unsettled = unsettled(state, &mut write, &call, looks).await?;
    match decide(&unsettled, &patience, now) {
        Settling::LeaveUntil(at) => checks::again_at(&mut write, id, looks, at).await?,
        Settling::LookUp => {
            let looks = looks.saturating_add(1);
            let looked_up = Unsettled { looks, ..unsettled };
            let at = match decide(&looked_up, &patience, now) {
                Settling::LeaveUntil(at) => at,
                // It is behind by more than one look: one is enough for now.
                Settling::LookUp | Settling::DeskGone | Settling::TooLong => now + patience.look,
            };
            checks::again_at(&mut write, id, looks, at).await?;
            write.commit().await?;
            look_up(state.clone(), call);
            return Ok(());
        }
        Settling::DeskGone => over(&mut write, &call, None, now).await?,
        Settling::TooLong => over(&mut write, &call, Some(TOO_LONG), now).await?,
    }
    write.commit().await
}

fn patience(state: &AppState) -> Patience {
    let timings = &state.config.timings;
    Patience {
        look: millis(timings.look),
        longest_look: millis(timings.longest_look),
        desk: millis(timings.desk_gone),
        call: millis(timings.longest_call),
    }
}

async fn unsettled(
    state: &AppState,
    write: &mut Write,
    call: &CallRow,
    looks: u32,
) -> sqlx::Result<Unsettled> {
    let channel = channels::by_id(write.db(), &call.channel_id).await?;
    let capabilities = channel.as_ref().and_then(capabilities_of);
    let has_log = capabilities.is_some_and(|capabilities| capabilities.call_log);
    Ok(Unsettled {
        direction: call.direction,
        status: call.status,
        initiated_at: call.initiated_at,
        answered_at: call.answered_at,
        log: match (has_log, &call.provider_call_id) {
            (true, Some(_)) => Log::There,
            (true, None) => Log::Unnamed,
            (false, _) => Log::None,
        },
        looks,
        desk: desk(state, call),
    })
}

/// Where the page is. A program holds its calls without one, and nobody was away before the call was answered.
fn desk(state: &AppState, call: &CallRow) -> Desk {
    let (Some(desk), Some(_)) = (&call.desk_id, call.agent_id) else {
        return Desk::Here;
    };
    match state.presence.gone_since(call.team_id, desk) {
        Some(since) => Desk::GoneSince(since.max(call.answered_at.unwrap_or(0))),
        None => Desk::Here,
    }
}

async fn over(
    write: &mut Write,
    call: &CallRow,
    sentence: Option<&str>,
    now: Millis,
) -> sqlx::Result<()> {
    let event = CallEvent::HungUp {
        reason: Some(EndReason::ConnectionLost),
    };
    let mut after = change::after(call, &event, now);
    if let Some(sentence) = sentence {
        after.failure_reason = Some(sentence.to_owned());
    }
    let never_answered = call.direction == tring_protocol::call::Direction::Inbound
        && call.status != CallStatus::InProgress
        && !call.pre_accepted;
    let kind = if never_answered {
        ActionKind::Reject
    } else {
        ActionKind::Terminate
    };
    calls::save(write, call, &after).await?;
    ending::intend(write, call, kind, now).await
}

fn look_up(state: AppState, call: CallRow) {
    let working = state.tasks.enter();
    tokio::spawn(async move {
        if let Err(error) = looked_up(&state, &call).await {
            tracing::error!(%error, "a call could not be looked up");
        }
        drop(working);
    });
}

/// Asks the provider's log and applies what it says. Without an answer the next look comes by itself.
async fn looked_up(state: &AppState, call: &CallRow) -> Result<(), AppError> {
    let mut db = state.store.readers().acquire().await?;
    let channel = channels::by_id(&mut db, &call.channel_id).await?;
    drop(db);
    let (Some(channel), Some(id)) = (channel, &call.provider_call_id) else {
        return Ok(());
    };
    let logged = state.providers.of(&channel)?.logged_call(id).await;
    match logged {
        Ok(Some(event)) => {
            let mut write = state.store.write().await?;
            let call = calls::by_row(write.db(), call.id).await?;
            change::apply_from_provider(&mut write, &call, &event, clock::now()).await?;
            write.commit().await?;
        }
        Ok(None) => tracing::warn!(
            call = call.call_id,
            "the provider's log does not have the call"
        ),
        Err(error) => {
            tracing::warn!(kind = ?error.kind, code = error.code, "the provider's log did not answer");
        }
    }
    Ok(())
}
