//! `GET /api/calls/{callId}/events`: what happened to one call, step by step.

use axum::{Json, extract::State};
use tring_protocol::timeline::{AgentSummary, Timeline, TimelineEvent};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::{NotFound, Refusals},
    error::AppError,
    extract::{ApiPath, require},
};
use crate::{
    auth::{Ability, Caller},
    clock,
    state::AppState,
    store::{
        calls,
        timeline::{self, Step},
    },
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(show))
}

/// What happened to one call, oldest first: its own steps, and whom the routing rang.
#[utoipa::path(
    get,
    path = "/api/calls/{call_id}/events",
    tag = "Calls",
    params(("call_id" = String, Path, description = "The call, `call_…`")),
    responses((status = OK, body = Timeline), Refusals, NotFound)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(call_id): ApiPath<String>,
) -> Result<Json<Timeline>, AppError> {
    require(&caller, Ability::ReadCalls)?;
    let mut view = state.store.read().await?;
    let call = calls::by_id(&mut view, caller.team_id, &call_id)
        .await?
        .ok_or_else(AppError::no_such_call)?;
    let steps = timeline::of_call(&mut view, call.id).await?;
    Ok(Json(Timeline {
        success: true,
        data: steps.into_iter().map(event).collect(),
    }))
}

fn event(step: Step) -> TimelineEvent {
    TimelineEvent {
        seq: step.seq,
        at: clock::rfc3339_with_millis(step.at),
        kind: step.kind,
        agent: step.agent.map(|(id, name)| AgentSummary { id, name }),
        detail: step.detail,
        status: step.status,
    }
}
