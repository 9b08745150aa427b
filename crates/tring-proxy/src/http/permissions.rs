//! `/api/permissions`: whether a contact may be called, and asking for it.

use axum::{Json, extract::State};
use serde::Deserialize;
use tring_protocol::{
    permission::{AskPermissionRequest, PermissionState},
    phone::PhoneNumber,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    calls::check_id,
    description::{Conflict, NotFound, ProviderUnavailable, Refusals},
    error::AppError,
    extract::{ApiJson, ApiQuery, require},
};
use crate::{
    auth::{Ability, Caller},
    dispatch::permission::{
        self,
        ask::{self, Ask},
    },
    redacted::Redacted,
    state::AppState,
};

/// The longest text of a request (Meta, "User call permissions").
const LONGEST_TEXT: usize = 1_024;

/// The query of `GET /api/permissions`.
#[derive(Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Whose.
    #[serde(default)]
    #[param(required = true, min_length = 1)]
    pub phone_number: String,
    /// On which channel; the team's default where absent.
    #[serde(default)]
    #[param(min_length = 1, max_length = 128)]
    pub channel_id: Option<String>,
}

impl std::fmt::Debug for Which {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Which")
            .field("channel_id", &self.channel_id)
            .finish_non_exhaustive()
    }
}

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(ask))
}

/// Whether a contact may be called. A `+` in a query is `%2B`; a number without it is taken too.
#[utoipa::path(
    get,
    path = "/api/permissions",
    tag = "Permissions",
    params(Which),
    responses((status = OK, body = PermissionState), Refusals, NotFound, ProviderUnavailable)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    ApiQuery(which): ApiQuery<Which>,
) -> Result<Json<PermissionState>, AppError> {
    require(&caller, Ability::ReadCalls)?;
    check_id("channel_id", which.channel_id.as_deref())?;
    let phone = from_query(&which.phone_number)?;
    let working = state.clone();
    let channel_id = which.channel_id;
    let shown = state
        .tasks
        .detached(async move {
            permission::show(&working, caller.team_id, channel_id.as_deref(), &phone).await
        })
        .await??;
    Ok(Json(shown))
}

/// A bare `+` arrives as a space.
fn from_query(text: &str) -> Result<PhoneNumber, AppError> {
    let phone = match text.strip_prefix(' ') {
        Some(rest) if !rest.starts_with('+') => format!("+{rest}").parse()?,
        Some(_) | None => text.parse()?,
    };
    Ok(phone)
}

/// Asks the contact for the permission to call.
#[utoipa::path(
    post,
    path = "/api/permissions/request",
    tag = "Permissions",
    request_body = AskPermissionRequest,
    responses((status = OK, body = PermissionState), Refusals, NotFound, Conflict, ProviderUnavailable)
)]
pub async fn ask(
    State(state): State<AppState>,
    caller: Caller,
    ApiJson(request): ApiJson<AskPermissionRequest>,
) -> Result<Json<PermissionState>, AppError> {
    require(&caller, Ability::MakeCalls)?;
    let phone: PhoneNumber = request.phone_number.parse()?;
    for (name, id) in [
        ("channel_id", &request.channel_id),
        ("template", &request.template),
        ("language", &request.language),
    ] {
        check_id(name, id.as_deref())?;
    }
    check_text(request.text.as_deref())?;
    let ask = Ask {
        caller,
        phone,
        channel_id: request.channel_id,
        text: request.text.map(Redacted::new),
        template: request.template,
        language: request.language,
    };
    let working = state.clone();
    let shown = state
        .tasks
        .detached(async move { ask::ask(&working, ask).await })
        .await??;
    Ok(Json(shown))
}

fn check_text(text: Option<&str>) -> Result<(), AppError> {
    let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST_TEXT;
    if text.is_none_or(fits) {
        Ok(())
    } else {
        Err(AppError::InvalidRequest(format!(
            "`text` must have 1 to {LONGEST_TEXT} characters. Leave it out for the usual wording."
        )))
    }
}
