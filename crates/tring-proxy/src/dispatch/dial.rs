//! Outbound calls: commit, ask the provider once, write down what it said.

use std::sync::Arc;

use sqlx::SqliteConnection;
use tring_calls::event::CallEvent;
use tring_protocol::{
    api::InitiateOptions,
    call::{CallStatus, Direction, Millis},
    events::MessageKind,
    phone::PhoneNumber,
};
use tring_providers::{
    error::{ErrorKind, ProviderError, Retry},
    provider::{Dialled, Provider},
};

use super::{
    adopt, change,
    eligibility::{self, Media, Question},
    outcome, permission, request, settling,
    waiting::{self, Named},
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
        actions::{self, ActionKind, ActionState, Intent},
        calls::{self, CallRow, NewCall},
        channels::{self, Channel},
        contacts::{self, Person},
        prices,
    },
};

/// A checked request to call somebody.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are those of the protocol's InitiateRequest"
)]
pub struct Dial {
    pub caller: Caller,
    pub phone: PhoneNumber,
    pub sdp_offer: Redacted<String>,
    pub attempt_id: Option<String>,
    pub desk_id: Option<String>,
    pub channel_id: Option<String>,
    pub call_id: Option<String>,
    pub options: InitiateOptions,
}

/// Places the call, or tells what became of the same attempt before.
pub async fn dial(state: &AppState, dial: Dial) -> Result<CallRow, AppError> {
    match commit(state, &dial).await? {
        Committed::Before(call) => {
            outcome::wait(state, &call, ActionKind::Dial, 0).await?;
            current(state, call.id).await
        }
        Committed::Now {
            call,
            action,
            provider,
        } => {
            // Of a call that somebody else asked for, the number is the call's.
            let phone: PhoneNumber = call.to_number.parse()?;
            let asked = provider
                .dial(&phone, dial.sdp_offer.expose(), &call.call_id)
                .await;
            match asked {
                Ok(dialled) => dialled_by(state, &call, action, dialled).await,
                Err(error) => failed(state, &call, action, error).await,
            }
        }
    }
}

enum Committed {
    /// The same attempt was made before.
    Before(CallRow),
    /// The call is committed; the provider is to be asked now.
    Now {
        call: CallRow,
        action: i64,
        provider: Arc<dyn Provider>,
    },
}

async fn commit(state: &AppState, dial: &Dial) -> Result<Committed, AppError> {
    let now = clock::now();
    let team_id = dial.caller.team_id;
    let mut write = state.store.write().await?;
    if let Some(attempt) = &dial.attempt_id
        && let Some(call) = calls::by_attempt(write.db(), team_id, attempt).await?
    {
        return same_call(call, dial).map(Committed::Before);
    }
    let (call, provider) = match &dial.call_id {
        Some(call_id) => {
            let call = adopt::take_up(state, &mut write, dial, call_id, now).await?;
            let channel = channels::by_id(write.db(), &call.channel_id).await?;
            let channel = channel.ok_or_else(AppError::no_such_call)?;
            (call, state.providers.of(&channel)?)
        }
        None => fresh(state, &mut write, dial, now).await?,
    };
    let intent = Intent {
        call: call.id,
        kind: ActionKind::Dial,
        claim: 0,
        sdp_hash: None,
    };
    let action = actions::send_now(&mut write, intent, now).await?;
    settling::watch(state, &mut write, (&call, provider.capabilities()), now).await?;
    write.commit().await?;
    Ok(Committed::Now {
        call,
        action,
        provider,
    })
}

/// The answer to an attempt that comes a second time.
fn same_call(call: CallRow, dial: &Dial) -> Result<CallRow, AppError> {
    match &dial.call_id {
        None => request::same_number(call, &dial.phone),
        Some(call_id) if call.call_id == *call_id => Ok(call),
        Some(_) => Err(AppError::WrongState(
            "This `attempt_id` belongs to another call. Use a fresh one for each call.".to_owned(),
        )),
    }
}

/// Commits a call that nobody has asked for before.
async fn fresh(
    state: &AppState,
    write: &mut Write,
    dial: &Dial,
    now: Millis,
) -> Result<(CallRow, Arc<dyn Provider>), AppError> {
    let team_id = dial.caller.team_id;
    let question = Question {
        team_id,
        channel: None,
        contact_id: None,
        trigger: eligibility::trigger(&dial.options),
        media: Media::Brought,
        now,
    };
    let channel_id = dial.channel_id.as_deref();
    let Some(channel) = find_channel(write.db(), team_id, channel_id).await? else {
        return Err(eligibility::without_channel(state, write.db(), question).await);
    };
    let provider = state.providers.of(&channel)?;
    let person = Person {
        phone: Some(dial.phone.as_str().to_owned()),
        ..Person::default()
    };
    let contact_id = contacts::upsert(write, team_id, &person, now).await?;
    if let Some(live) = calls::live_with(write.db(), &channel.id, contact_id).await? {
        return Err(AppError::CallInProgress {
            call_id: live.call_id,
        });
    }
    let question = Question {
        channel: Some(&channel),
        contact_id: Some(contact_id),
        ..question
    };
    eligibility::require(state, write.db(), &question).await?;
    let price = prices::price(write.db(), &channel.id, dial.phone.as_str()).await?;
    let call = NewCall {
        call_id: calls::fresh_id(),
        team_id,
        channel_id: channel.id,
        contact_id,
        direction: Direction::Outbound,
        status: CallStatus::Initiated,
        from_number: channel.number,
        to_number: dial.phone.as_str().to_owned(),
        initiated_at: now,
        attempt_id: dial.attempt_id.clone(),
        integrator_id: dial.options.caller_id.clone(),
        desk_id: dial.desk_id.clone(),
        agent_id: dial.caller.agent_id,
        rings_until: Some(now + millis(state.config.timings.ring_there)),
        provider_call_id: None,
        ringing_agents: Vec::new(),
        ended_at: None,
        end_reason: None,
        conversation_id: dial.options.conversation_id,
        trigger_type: dial.options.trigger_type.clone(),
        trigger_source: dial.options.trigger_source.clone(),
        requested: false,
        requested_by: None,
        routing: None,
        route_at: None,
        ringing_since: None,
        pulse_seconds: price.as_ref().map(|price| price.pulse_seconds),
        pulse_micros: price.as_ref().map(|price| price.pulse_micros),
        currency: price.map(|price| price.currency),
    };
    let call = calls::insert(write, &call).await?;
    calls::announce(write, &call, MessageKind::CallInitiated).await?;
    Ok((call, provider))
}

/// The channel that calls go out from: the one that is wanted, else the team's default; `None` where it has none.
pub async fn find_channel(
    db: &mut SqliteConnection,
    team_id: i64,
    wanted: Option<&str>,
) -> Result<Option<Channel>, AppError> {
    let mut channels = channels::of_team(db, team_id).await?.into_iter();
    match wanted {
        Some(id) => channels
            .find(|channel| channel.id == id)
            .map(Some)
            .ok_or(AppError::NotFound("There is no channel with this id.")),
        None => Ok(channels.next()),
    }
}

/// The same where there must be one.
pub(super) async fn channel(
    db: &mut SqliteConnection,
    team_id: i64,
    wanted: Option<&str>,
) -> Result<Channel, AppError> {
    let found = find_channel(db, team_id, wanted).await?;
    found.ok_or_else(|| AppError::Blocked {
        message: "There is no channel to call from. Add one with `tring-proxy channel add`."
            .to_owned(),
        reason: "CALLING_NOT_ENABLED_FOR_NUMBER",
        category: "phone_readiness",
        call_id: None,
    })
}

/// The provider took it. A webhook may have told us its id before; and the agent may have hung up meanwhile: then
/// the sweep terminates the call now that its id is known.
async fn dialled_by(
    state: &AppState,
    call: &CallRow,
    action: i64,
    dialled: Dialled,
) -> Result<CallRow, AppError> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    actions::settle(&mut write, action, ActionState::Done, None).await?;
    let mut call = calls::by_row(write.db(), call.id).await?;
    if let Some(id) = &dialled.provider_call_id {
        call = waiting::link(&mut write, &call, id, Named::ByDial, now).await?;
    }
    let call = change::apply(&mut write, &call, &CallEvent::ProviderAccepted, now).await?;
    write.commit().await?;
    Ok(call)
}

async fn failed(
    state: &AppState,
    call: &CallRow,
    action: i64,
    error: ProviderError,
) -> Result<CallRow, AppError> {
    let now = clock::now();
    let mut write = state.store.write().await?;
    let call = calls::by_row(write.db(), call.id).await?;
    if call.provider_call_id.is_some() && error.retry == Retry::Unknown {
        // A webhook has told us meanwhile that the call exists.
        actions::settle(&mut write, action, ActionState::Done, None).await?;
        write.commit().await?;
        return Ok(call);
    }
    outcome::settle_failed(&mut write, action, &error).await?;
    match error.retry {
        Retry::Unknown => {
            let settle_by = now + millis(state.config.timings.settle);
            calls::set_settle_by(&mut write, call.id, Some(settle_by)).await?;
        }
        Retry::Never | Retry::Later => {
            actions::settle_endings(&mut write, call.id).await?;
            change::apply(&mut write, &call, &refusal(&error), now).await?;
            if error.kind == ErrorKind::NoPermission {
                no_permission(&mut write, &call, now).await?;
            }
        }
    }
    write.commit().await?;
    let kind = match error.retry {
        Retry::Unknown => ErrorKind::Unreachable,
        Retry::Never | Retry::Later => error.kind,
    };
    Err(AppError::from_provider(kind, error.message, call.call_id))
}

/// What we knew of the permission was wrong, or nothing.
async fn no_permission(write: &mut Write, call: &CallRow, now: Millis) -> sqlx::Result<()> {
    match channels::by_id(write.db(), &call.channel_id).await? {
        Some(channel) => permission::refused(write, &channel, call.contact_id, now).await,
        None => Ok(()),
    }
}

fn refusal(error: &ProviderError) -> CallEvent {
    let message = error.message.clone();
    if matches!(
        error.kind,
        ErrorKind::Unreachable | ErrorKind::ProviderFailed
    ) {
        CallEvent::ProviderUnreachable { message }
    } else {
        CallEvent::ProviderRefused { message }
    }
}

async fn current(state: &AppState, id: i64) -> Result<CallRow, AppError> {
    let mut db = state.store.readers().acquire().await?;
    Ok(calls::by_row(&mut db, id).await?)
}
