//! `/api/callbacks`: customers who are to be called back.

use axum::{Json, extract::State};
use serde::Deserialize;
use tring_protocol::agent::{CallbackList, CallbackResponse};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::{NotFound, Refusals},
    error::AppError,
    extract::{ApiPath, ApiQuery, require},
};
use crate::{
    auth::{Ability, Caller},
    dispatch::fallback,
    state::AppState,
    store::callbacks,
};

/// How many come at once, where the query does not say, and at most.
const CALLBACKS: u64 = 100;
const MOST_CALLBACKS: u64 = 500;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(done))
}

/// How many are wanted.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HowMany {
    /// How many at most; 100 by default.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 500)]
    pub limit: Option<String>,
}

/// The open callbacks, oldest first.
#[utoipa::path(
    get,
    path = "/api/callbacks",
    tag = "Agents",
    params(HowMany),
    responses((status = OK, body = CallbackList), Refusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    ApiQuery(how_many): ApiQuery<HowMany>,
) -> Result<Json<CallbackList>, AppError> {
    require(&caller, Ability::ReadCalls)?;
    let limit = limit(how_many.limit.as_deref())?;
    let mut db = state.store.readers().acquire().await?;
    let open = callbacks::open(&mut db, caller.team_id, limit).await?;
    Ok(Json(CallbackList {
        success: true,
        data: open.into_iter().map(|row| row.task).collect(),
    }))
}

fn limit(given: Option<&str>) -> Result<u64, AppError> {
    let Some(given) = given.filter(|limit| !limit.is_empty()) else {
        return Ok(CALLBACKS);
    };
    given
        .parse()
        .ok()
        .filter(|limit| (1..=MOST_CALLBACKS).contains(limit))
        .ok_or_else(|| {
            AppError::InvalidRequest(format!(
                "`limit` must be a number from 1 to {MOST_CALLBACKS}."
            ))
        })
}

/// The customer needs no callback any more. Said again, it changes nothing. A talk with the customer settles it too.
#[utoipa::path(
    post,
    path = "/api/callbacks/{id}/done",
    tag = "Agents",
    params(("id" = u64, Path, description = "The callback's number")),
    responses((status = OK, body = CallbackResponse), Refusals, NotFound)
)]
pub async fn done(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<CallbackResponse>, AppError> {
    require(&caller, Ability::MakeCalls)?;
    let id = id
        .parse()
        .map_err(|_| AppError::NotFound("There is no callback with this id."))?;
    let data = fallback::done(&state, (caller.team_id, caller.agent_id), id).await?;
    Ok(Json(CallbackResponse {
        success: true,
        message: "The callback is settled".to_owned(),
        data,
    }))
}
