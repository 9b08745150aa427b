//! `POST /api/calls/{callId}/…`: what is done to one call.

use axum::{Json, extract::State};
use serde::Deserialize;
use tring_protocol::{
    api::{ActionResponse, AnswerRequest, ClaimRequest, ClaimResponse, EndRequest},
    call::DeskId,
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    calls::check_id,
    description::{Conflict, NotFound, ProviderUnavailable, Refusals},
    error::AppError,
    extract::{ApiJson, ApiPath, OptionalJson, require},
};
use crate::{
    auth::{Ability, Caller},
    dispatch::{
        answer::{self, Answer, Step},
        answer_wanted, claim, ending, heard,
    },
    redacted::Redacted,
    sdp::{self, Half, SdpError},
    state::AppState,
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(claim))
        .routes(routes!(pre_accept))
        .routes(routes!(answer))
        .routes(routes!(reject))
        .routes(routes!(end))
        .routes(routes!(heard))
}

/// This desk is going to answer.
#[utoipa::path(
    post,
    path = "/api/calls/{call_id}/claim",
    tag = "Calls",
    params(("call_id" = String, Path, description = "The call, `call_…`")),
    request_body = ClaimRequest,
    responses((status = OK, body = ClaimResponse), Refusals, NotFound, Conflict, ProviderUnavailable)
)]
pub async fn claim(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(call_id): ApiPath<String>,
    ApiJson(request): ApiJson<ClaimRequest>,
) -> Result<Json<ClaimResponse>, AppError> {
    require(&caller, Ability::MakeCalls)?;
    check_id("desk_id", Some(&request.desk_id))?;
    let claimed = claim::claim(&state, &caller, &call_id, &request.desk_id).await?;
    Ok(Json(ClaimResponse {
        success: true,
        sdp_offer: claimed.sdp_offer.into_inner(),
        claimed_until: claimed.until,
        pre_accept: claimed.pre_accept,
    }))
}

/// The answer goes to the provider before the call is answered.
#[utoipa::path(
    post,
    path = "/api/calls/{call_id}/pre-accept",
    tag = "Calls",
    params(("call_id" = String, Path, description = "The call, `call_…`")),
    request_body = AnswerRequest,
    responses((status = OK, body = ActionResponse), Refusals, NotFound, Conflict, ProviderUnavailable)
)]
pub async fn pre_accept(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(call_id): ApiPath<String>,
    ApiJson(request): ApiJson<AnswerRequest>,
) -> Result<Json<ActionResponse>, AppError> {
    step(state, caller, call_id, request, Step::PreAccept).await?;
    Ok(done("Call pre-accepted successfully"))
}

/// Answer an incoming call.
///
/// Without `sdp_answer` an agent's inbox is asked to answer, as if *Answer* had been pressed there, and the answer to this
/// request comes when both sides talk.
#[utoipa::path(
    post,
    path = "/api/calls/{call_id}/answer",
    tag = "Calls",
    params(("call_id" = String, Path, description = "The call, `call_…`")),
    request_body = Option<AnswerRequest>,
    responses((status = OK, body = ActionResponse), Refusals, NotFound, Conflict, ProviderUnavailable)
)]
pub async fn answer(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(call_id): ApiPath<String>,
    OptionalJson(request): OptionalJson<AnswerRequest>,
) -> Result<Json<ActionResponse>, AppError> {
    if request.sdp_answer.is_none() {
        require(&caller, Ability::MakeCalls)?;
        answer_wanted::answer(&state, &caller, &call_id, request.agent_id).await?;
    } else {
        step(state, caller, call_id, request, Step::Accept).await?;
    }
    Ok(done("Call answered successfully"))
}

async fn step(
    state: AppState,
    caller: Caller,
    call_id: String,
    request: AnswerRequest,
    step: Step,
) -> Result<(), AppError> {
    require(&caller, Ability::MakeCalls)?;
    check_id("desk_id", request.desk_id.as_deref())?;
    let answer = request
        .sdp_answer
        .as_deref()
        .ok_or(SdpError::Missing("sdp_answer"))?;
    let answer = Answer {
        caller,
        call_id,
        desk_id: request.desk_id,
        sdp: Redacted::new(sdp::checked(answer, Half::Answer)?),
        step,
    };
    let working = state.clone();
    state
        .tasks
        .detached(async move { answer::answer(&working, answer).await })
        .await?
}

/// This agent declines; the customer is told when nobody is left to ask.
#[utoipa::path(
    post,
    path = "/api/calls/{call_id}/reject",
    tag = "Calls",
    params(("call_id" = String, Path, description = "The call, `call_…`")),
    request_body = Option<EndRequest>,
    responses((status = OK, body = ActionResponse), Refusals, NotFound, Conflict, ProviderUnavailable)
)]
pub async fn reject(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(call_id): ApiPath<String>,
    OptionalJson(_): OptionalJson<EndRequest>,
) -> Result<Json<ActionResponse>, AppError> {
    require(&caller, Ability::MakeCalls)?;
    ending::reject(&state, &caller, &call_id).await?;
    Ok(done("Call rejected successfully"))
}

/// End a call.
#[utoipa::path(
    post,
    path = "/api/calls/{call_id}/end",
    tag = "Calls",
    params(("call_id" = String, Path, description = "The call, `call_…`")),
    request_body = Option<EndRequest>,
    responses((status = OK, body = ActionResponse), Refusals, NotFound, Conflict, ProviderUnavailable)
)]
pub async fn end(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(call_id): ApiPath<String>,
    OptionalJson(request): OptionalJson<EndRequest>,
) -> Result<Json<ActionResponse>, AppError> {
    require(&caller, Ability::MakeCalls)?;
    ending::end(&state, &caller, &call_id, request.reason).await?;
    Ok(done("Call ended successfully"))
}

/// The page heard the customer, on a channel whose provider does not say when the customer answers.
#[utoipa::path(
    post,
    path = "/api/calls/{call_id}/heard",
    tag = "Calls",
    params(("call_id" = String, Path, description = "The call, `call_…`")),
    request_body = Option<Heard>,
    responses((status = OK, body = ActionResponse), Refusals, NotFound, Conflict, ProviderUnavailable)
)]
pub async fn heard(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(call_id): ApiPath<String>,
    OptionalJson(request): OptionalJson<Heard>,
) -> Result<Json<ActionResponse>, AppError> {
    require(&caller, Ability::MakeCalls)?;
    check_id("desk_id", request.desk_id.as_deref())?;
    heard::heard(&state, &caller, &call_id, request.desk_id.as_deref()).await?;
    Ok(done("Call is in progress"))
}

/// The body of `heard`.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct Heard {
    /// The desk that hears; a program has none.
    #[serde(default)]
    pub desk_id: Option<DeskId>,
}

fn done(message: &str) -> Json<ActionResponse> {
    Json(ActionResponse {
        success: true,
        message: message.to_owned(),
    })
}
