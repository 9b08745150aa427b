//! `POST /api/calls/initiate`: place a call.

use axum::{Json, extract::State, response::Response};
use tring_protocol::{
    api::{InitiateOptions, InitiateRequest, InitiateResponse},
    error::ErrorBody,
    phone::PhoneNumber,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::{Conflict, NotFound, ProviderUnavailable, Refusals},
    error::AppError,
    extract::{ApiBody, require},
    idempotency::{self, IdempotencyKey},
};
use crate::{
    auth::{Ability, Caller},
    dispatch::{
        dial::{self, Dial},
        request::{self, Request},
    },
    redacted::Redacted,
    sdp::{self, Half, SdpError},
    state::AppState,
    store::calls::CallRow,
};

/// The longest id that a client may make up.
const LONGEST_ID: usize = 128;
/// The longest id of an integrator's own that we keep, in characters.
const LONGEST_CALLER_ID: usize = 512;
/// The longest message that a trigger may rest on, in characters: as long as WhatsApp lets a message be.
const LONGEST_MESSAGE: usize = 4_096;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(initiate))
}

/// Start an outbound call.
///
/// Without `sdp_offer` an agent's inbox is asked to start it, and the answer comes at once; the provider is asked when an
/// agent has.
#[utoipa::path(
    post,
    path = "/api/calls/initiate",
    tag = "Calls",
    params((
        "Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255,
        description = "A name for this request, such as a UUID: the same key and body get the same answer for 24 hours"
    )),
    request_body = InitiateRequest,
    responses(
        (status = OK, body = InitiateResponse),
        Refusals,
        NotFound,
        Conflict,
        (status = UNPROCESSABLE_ENTITY, body = ErrorBody, description = "The `Idempotency-Key` belongs to a request with another body."),
        ProviderUnavailable,
    )
)]
pub async fn initiate(
    State(state): State<AppState>,
    caller: Caller,
    key: IdempotencyKey,
    body: ApiBody,
) -> Result<Response, AppError> {
    require(&caller, Ability::MakeCalls)?;
    let request: InitiateRequest = body.parse()?;
    check_id("attempt_id", request.attempt_id.as_deref())?;
    let once = idempotency::Request {
        team_id: caller.team_id,
        key,
        body: &body.0,
        attempt_id: request.attempt_id.clone(),
    };
    let working = state.clone();
    idempotency::once(&state, once, |attempt_id| {
        let request = InitiateRequest {
            attempt_id,
            ..request
        };
        Box::pin(place(working, caller, request))
    })
    .await
}

/// Places the call that was asked for.
async fn place(
    state: AppState,
    caller: Caller,
    request: InitiateRequest,
) -> Result<Json<InitiateResponse>, AppError> {
    let phone: PhoneNumber = request.phone_number.parse()?;
    for (name, id) in [
        ("attempt_id", &request.attempt_id),
        ("desk_id", &request.desk_id),
        ("channel_id", &request.channel_id),
        ("call_id", &request.call_id),
    ] {
        check_id(name, id.as_deref())?;
    }
    let options = request.options.unwrap_or_default();
    check_options(&options)?;
    let call = match (request.sdp_offer, request.call_id) {
        (None, Some(_)) => return Err(SdpError::Missing("sdp_offer").into()),
        (None, None) => {
            let request = Request {
                caller,
                phone,
                attempt_id: request.attempt_id,
                channel_id: request.channel_id,
                options,
            };
            request::request(&state, &request).await?
        }
        (Some(offer), call_id) => {
            let dial = Dial {
                caller,
                phone,
                sdp_offer: Redacted::new(sdp::checked(&offer, Half::Offer)?),
                attempt_id: request.attempt_id,
                desk_id: request.desk_id,
                channel_id: request.channel_id,
                call_id,
                options,
            };
            placed(state, dial).await?
        }
    };
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

async fn placed(state: AppState, dial: Dial) -> Result<CallRow, AppError> {
    let working = state.clone();
    state
        .tasks
        .detached(async move { dial::dial(&working, dial).await })
        .await?
}

fn check_options(options: &InitiateOptions) -> Result<(), AppError> {
    for (name, text, longest) in [
        ("caller_id", &options.caller_id, LONGEST_CALLER_ID),
        ("trigger_type", &options.trigger_type, LONGEST_ID),
        ("trigger_source", &options.trigger_source, LONGEST_ID),
        ("trigger_message", &options.trigger_message, LONGEST_MESSAGE),
    ] {
        let fits = |text: &String| text.chars().count() <= longest && !text.contains('\0');
        if !text.as_ref().is_none_or(fits) {
            return Err(AppError::InvalidRequest(format!(
                "`options.{name}` must have at most {longest} characters, without NUL."
            )));
        }
    }
    if options
        .conversation_id
        .is_some_and(|id| i64::try_from(id).is_err())
    {
        return Err(AppError::InvalidRequest(
            "`options.conversation_id` must be at most 9223372036854775807.".to_owned(),
        ));
    }
    Ok(())
}
