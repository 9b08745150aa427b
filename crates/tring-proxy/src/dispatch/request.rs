//! Calls that somebody asks for without media: an agent's inbox makes the offer, and only then the provider is asked.

use sqlx::SqliteConnection;
use tring_protocol::{
    api::InitiateOptions,
    call::{CallStatus, Direction, Millis},
    events::MessageKind,
    phone::PhoneNumber,
};

use super::{
    agents, dial,
    eligibility::{self, Media, Question},
    ringing,
};
use crate::{
    auth::Caller,
    clock,
    http::error::AppError,
    state::AppState,
    store::{
        Write,
        calls::{self, CallRow, NewCall, requested},
        channels::Channel,
        contacts::{self, Person},
        prices,
    },
};

/// A checked request for a call.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are those of the protocol's InitiateRequest"
)]
pub struct Request {
    pub caller: Caller,
    pub phone: PhoneNumber,
    pub attempt_id: Option<String>,
    pub channel_id: Option<String>,
    pub options: InitiateOptions,
}

/// Commits the call, which rings for an agent from then on; or finds that of the same attempt before.
pub async fn request(state: &AppState, request: &Request) -> Result<CallRow, AppError> {
    let now = clock::now();
    let team_id = request.caller.team_id;
    let mut write = state.store.write().await?;
    if let Some(attempt) = &request.attempt_id
        && let Some(call) = requested::by_attempt(write.db(), team_id, attempt).await?
    {
        return same_number(call, &request.phone);
    }
    let asks = (&request.caller, request.options.agent_id);
    let wanted = wanted_agent(state, write.db(), asks, now).await?;
    let question = Question {
        team_id,
        channel: None,
        contact_id: None,
        trigger: eligibility::trigger(&request.options),
        media: Media::From(wanted),
        now,
    };
    let channel_id = request.channel_id.as_deref();
    let Some(channel) = dial::find_channel(write.db(), team_id, channel_id).await? else {
        return Err(eligibility::without_channel(state, write.db(), question).await);
    };
    let person = Person {
        phone: Some(request.phone.as_str().to_owned()),
        ..Person::default()
    };
    let contact_id = contacts::upsert(&mut write, team_id, &person, now).await?;
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
    let mut call = new_call(&mut write, request, (channel, contact_id), now).await?;
    ringing::route_request(state, &mut write, &mut call, wanted, now).await?;
    let call = calls::insert(&mut write, &call).await?;
    if let Some(attempt) = &request.attempt_id {
        requested::set_attempt(&mut write, call.id, attempt).await?;
    }
    calls::announce(&mut write, &call, MessageKind::CallInitiated).await?;
    ringing::begun(&mut write, &call).await?;
    write.commit().await?;
    Ok(call)
}

/// The answer to an attempt that comes a second time.
pub(super) fn same_number(call: CallRow, phone: &PhoneNumber) -> Result<CallRow, AppError> {
    if call.to_number == phone.as_str() {
        Ok(call)
    } else {
        Err(AppError::WrongState(
            "This `attempt_id` belongs to a call to another number. Use a fresh one for each call."
                .to_owned(),
        ))
    }
}

/// Whose inbox is asked, and nobody else's: that of the agent who is named, else of the one who asks. Where she takes no
/// calls now, the routing chooses as for any other call.
pub async fn wanted_agent(
    state: &AppState,
    db: &mut SqliteConnection,
    (caller, named): (&Caller, Option<u64>),
    now: Millis,
) -> Result<Option<u64>, AppError> {
    let Some(wanted) = named.or(caller.own_agent()) else {
        return Ok(None);
    };
    let team = agents::standings(state, db, caller.team_id, now).await?;
    let standing = team.iter().find(|standing| standing.agent == wanted);
    let standing = standing.ok_or(AppError::NotFound(
        "There is no agent with this id. `GET /api/agents` lists them.",
    ))?;
    Ok(standing.can_take_calls().then_some(wanted))
}

async fn new_call(
    write: &mut Write,
    request: &Request,
    (channel, contact_id): (Channel, i64),
    now: Millis,
) -> Result<NewCall, AppError> {
    let price = prices::price(write.db(), &channel.id, request.phone.as_str()).await?;
    let options = &request.options;
    Ok(NewCall {
        call_id: calls::fresh_id(),
        team_id: request.caller.team_id,
        channel_id: channel.id,
        contact_id,
        direction: Direction::Outbound,
        status: CallStatus::Initiated,
        from_number: channel.number,
        to_number: request.phone.as_str().to_owned(),
        initiated_at: now,
        attempt_id: None,
        integrator_id: options.caller_id.clone(),
        desk_id: None,
        agent_id: None,
        rings_until: None,
        provider_call_id: None,
        ringing_agents: Vec::new(),
        ended_at: None,
        end_reason: None,
        conversation_id: options.conversation_id,
        trigger_type: options.trigger_type.clone(),
        trigger_source: options.trigger_source.clone(),
        requested: true,
        requested_by: Some(request.caller.name.clone()),
        routing: None,
        route_at: None,
        ringing_since: None,
        pulse_seconds: price.as_ref().map(|price| price.pulse_seconds),
        pulse_micros: price.as_ref().map(|price| price.pulse_micros),
        currency: price.map(|price| price.currency),
    })
}
