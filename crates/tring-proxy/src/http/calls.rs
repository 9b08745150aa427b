//! `POST /api/calls/initiate`: place a call.

use axum::{Json, extract::State};
use tring_protocol::{
    api::{InitiateRequest, InitiateResponse},
    phone::PhoneNumber,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::{Conflict, NotFound, ProviderUnavailable, Refusals},
    error::AppError,
    extract::{ApiJson, require},
};
use crate::{
    auth::{Ability, Caller},
    dispatch::dial::{self, Dial},
    redacted::Redacted,
    sdp::{self, Half, SdpError},
    state::AppState,
};

/// The longest id that a client may make up.
const LONGEST_ID: usize = 128;
/// The longest id of an integrator's own that we keep, in characters.
const LONGEST_CALLER_ID: usize = 512;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(initiate))
}

/// Start an outbound call.
#[utoipa::path(
    post,
    path = "/api/calls/initiate",
    tag = "Calls",
    request_body = InitiateRequest,
    responses(
        (status = OK, body = InitiateResponse),
        Refusals,
        NotFound,
        Conflict,
        ProviderUnavailable,
    )
)]
pub async fn initiate(
    State(state): State<AppState>,
    caller: Caller,
    ApiJson(request): ApiJson<InitiateRequest>,
) -> Result<Json<InitiateResponse>, AppError> {
    require(&caller, Ability::MakeCalls)?;
    let phone: PhoneNumber = request.phone_number.parse()?;
    let offer = request
        .sdp_offer
        .as_deref()
        .ok_or(SdpError::Missing("sdp_offer"))?;
    for (name, id) in [
        ("attempt_id", &request.attempt_id),
        ("desk_id", &request.desk_id),
        ("channel_id", &request.channel_id),
    ] {
        check_id(name, id.as_deref())?;
    }
    let integrator_id = request.options.and_then(|options| options.caller_id);
    check_caller_id(integrator_id.as_deref())?;
    let dial = Dial {
        caller,
        phone,
        sdp_offer: Redacted::new(sdp::checked(offer, Half::Offer)?),
        attempt_id: request.attempt_id,
        desk_id: request.desk_id,
        channel_id: request.channel_id,
        integrator_id,
    };
    let working = state.clone();
    let call = state
        .tasks
        .detached(async move { dial::dial(&working, dial).await })
        .await??;
    Ok(Json(InitiateResponse {
        success: true,
        call_id: call.call_id,
        status: call.status,
        message: "Call initiated successfully".to_owned(),
    }))
}

/// Refuses an id that no client of ours makes.
pub(super) fn check_id(name: &str, id: Option<&str>) -> Result<(), AppError> {
    let fits = |id: &str| !id.is_empty() && id.len() <= LONGEST_ID;
    if id.is_none_or(fits) {
        Ok(())
    } else {
        Err(AppError::InvalidRequest(format!(
            "`{name}` must have 1 to {LONGEST_ID} characters."
        )))
    }
}

fn check_caller_id(id: Option<&str>) -> Result<(), AppError> {
    if id.is_none_or(|id| id.chars().count() <= LONGEST_CALLER_ID) {
        Ok(())
    } else {
        Err(AppError::InvalidRequest(format!(
            "`options.caller_id` must have at most {LONGEST_CALLER_ID} characters."
        )))
    }
}
