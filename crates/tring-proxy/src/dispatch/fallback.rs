//! What follows a customer's call that nobody answered: a text, a callback, or nothing.
//!
//! It is done by the sweep, after the call: nothing of it lies on the way from a webhook to the pages.

use tring_calls::{
    consent::OptIn,
    fallback::{self, BETWEEN_TEXTS, Fallback, TOO_LATE, Text, Unanswered},
};
use tring_protocol::{
    agent::CallbackTask, call::Millis, phone::PhoneNumber, routing::FallbackAction,
    timeline::TimelineKind,
};
use tring_providers::error::{ErrorKind, Retry};

use super::{outcome, permission::state::capabilities as capabilities_of};
use crate::{
    clock,
    events::log,
    http::error::AppError,
    state::AppState,
    store::{
        Write,
        actions::{self, Action, ActionKind, ActionState, Intent, Taken},
        call_routing,
        callbacks::{self, CallbackRow},
        calls::{self, CallRow},
        channels, contacts,
        follow_ups::{self, FollowUp},
    },
};

/// What customers read where the team has written nothing else.
pub const AUTO_REPLY: &str =
    "Sorry that we missed your call. We will get back to you as soon as we can.";

/// Does what is still to be done about calls that are over or were answered.
pub(super) async fn run(state: &AppState) -> sqlx::Result<()> {
    loop {
        let mut db = state.store.readers().acquire().await?;
        let next = follow_ups::next(&mut db).await?;
        drop(db);
        let Some((call, kind)) = next else {
            return Ok(());
        };
        let now = clock::now();
        let mut write = state.store.write().await?;
        if follow_ups::take(&mut write, call, kind).await? {
            let call = calls::by_row(write.db(), call).await?;
            match kind {
                FollowUp::Unanswered => unanswered(&mut write, &call, now).await?,
                FollowUp::Talked => talked(&mut write, &call, now).await?,
            }
        }
        write.commit().await?;
    }
}

async fn unanswered(write: &mut Write, call: &CallRow, now: Millis) -> sqlx::Result<()> {
    let settings = call_routing::of_team(write.db(), call.team_id).await?;
    let unanswered = Unanswered {
        action: settings.fallback_action,
        end_reason: call.end_reason,
        rang: rang(call, now),
        spoken_since: follow_ups::spoken_since(write.db(), call).await?,
        text: match settings.fallback_action {
            FallbackAction::AutoReply => text(write, call, now).await?,
            FallbackAction::Callback | FallbackAction::None => Text::Possible,
        },
    };
    match fallback::decide(&unanswered) {
        Fallback::Nothing => Ok(()),
        Fallback::CallBack => call_back(write, call).await,
        Fallback::Send => {
            let intent = Intent {
                call: call.id,
                kind: ActionKind::SendText,
                claim: 0,
                sdp_hash: None,
            };
            actions::intend(write, intent, now).await
        }
        Fallback::Skip(why) => {
            tracing::info!(call = call.call_id, why = why.as_str(), "no text is sent");
            let kind = TimelineKind::AutoReply;
            log::note(write, call, kind, None, Some(why.as_str())).await
        }
    }
}

/// For how long the customer waited. One that came too late to ring was over as it was noted; and what a stopped proxy
/// left undone is no news any more.
fn rang(call: &CallRow, now: Millis) -> Option<Millis> {
    let ended = call.ended_at?;
    let rang = ended.saturating_sub(call.initiated_at);
    let late = now.saturating_sub(ended) > TOO_LATE;
    (rang > 0 && !late).then_some(rang)
}

/// Whether the customer can get a text.
async fn text(write: &mut Write, call: &CallRow, now: Millis) -> sqlx::Result<Text> {
    let channel = channels::by_id(write.db(), &call.channel_id).await?;
    let capabilities = channel.as_ref().and_then(capabilities_of);
    if !capabilities.is_some_and(|capabilities| capabilities.text_messages) {
        return Ok(Text::ProviderCannot);
    }
    if number(call).is_none() {
        return Ok(Text::NoNumber);
    }
    let (team, contact, channel) = (call.team_id, call.contact_id, call.channel_id.as_str());
    let standing = contacts::standing(write.db(), team, contact, channel, now).await?;
    if standing.is_none_or(|standing| standing.opt_in == OptIn::OptedOut) {
        return Ok(Text::OptedOut);
    }
    let since = now.saturating_sub(BETWEEN_TEXTS);
    Ok(
        if follow_ups::texted_since(write.db(), contact, since).await? {
            Text::SentBefore
        } else {
            Text::Possible
        },
    )
}

fn number(call: &CallRow) -> Option<PhoneNumber> {
    call.contact_phone.as_deref()?.parse().ok()
}

async fn call_back(write: &mut Write, call: &CallRow) -> sqlx::Result<()> {
    let Some(row) = callbacks::insert(write, call).await? else {
        return Ok(());
    };
    log::append_callback(write, call.team_id, &row).await?;
    log::note(write, call, TimelineKind::CallbackNoted, None, None).await
}

/// A contact who was talked to needs no callback any more.
async fn talked(write: &mut Write, call: &CallRow, now: Millis) -> sqlx::Result<()> {
    let open = callbacks::open_of(write.db(), call.team_id, call.contact_id).await?;
    match open {
        // A callback for a later call is another matter.
        Some(row) if row.task.created_at <= call.answered_at.unwrap_or(now) => {
            settle(write, call.team_id, row, None, now).await?;
            Ok(())
        }
        Some(_) | None => Ok(()),
    }
}

async fn settle(
    write: &mut Write,
    team_id: i64,
    mut row: CallbackRow,
    agent_id: Option<i64>,
    now: Millis,
) -> sqlx::Result<CallbackTask> {
    if callbacks::settle(write, row.task.id, agent_id, now).await? {
        row.task.done_at = Some(now);
        log::append_callback(write, team_id, &row).await?;
    }
    Ok(row.task)
}

/// An agent or a program says that the customer needs no callback any more. Said again, it changes nothing.
pub async fn done(
    state: &AppState,
    (team_id, agent_id): (i64, Option<i64>),
    id: i64,
) -> Result<CallbackTask, AppError> {
    let mut write = state.store.write().await?;
    let row = callbacks::by_id(write.db(), team_id, id).await?;
    let row = row.ok_or(AppError::NotFound("There is no callback with this id."))?;
    let task = settle(&mut write, team_id, row, agent_id, clock::now()).await?;
    write.commit().await?;
    Ok(task)
}

/// Sends the text, once: whatever becomes of it, nobody gets it twice.
pub(super) async fn send(state: &AppState, action: &Action) -> Result<(), AppError> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let call = calls::by_row(write.db(), action.call).await?;
    let channel = channels::by_id(write.db(), &call.channel_id).await?;
    let settings = call_routing::of_team(write.db(), call.team_id).await?;
    let late = now.saturating_sub(action.created_at) > TOO_LATE;
    let provider = channel
        .filter(|_| !late)
        .map(|channel| state.providers.of(&channel));
    let (Some(Ok(provider)), Some(number)) = (provider, number(&call)) else {
        let error = (
            ErrorKind::Unsupported,
            "The text could not be sent any more.",
        );
        actions::settle(&mut write, action.id, ActionState::Refused, Some(error)).await?;
        write.commit().await?;
        return Ok(());
    };
    if actions::set_sent(&mut write, action.id).await? == Taken::Before {
        return Ok(());
    }
    log::note(&mut write, &call, TimelineKind::AutoReply, None, None).await?;
    write.commit().await?;
    let text = settings.auto_reply_text.as_deref().unwrap_or(AUTO_REPLY);
    let sent = provider.send_text(&number, text).await;
    let mut write = state.store.write().await?;
    match sent {
        Ok(_) => actions::settle(&mut write, action.id, ActionState::Done, None).await?,
        Err(error) => {
            outcome::settle_failed(&mut write, action.id, &error).await?;
            let detail = match error.retry {
                Retry::Never | Retry::Later => "refused",
                Retry::Unknown => "unknown",
            };
            let kind = TimelineKind::AutoReply;
            log::note(&mut write, &call, kind, None, Some(detail)).await?;
        }
    }
    write.commit().await?;
    Ok(())
}
