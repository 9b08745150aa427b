//! `/api/agents`: who takes calls.

use axum::{Json, extract::State};
use tring_protocol::agent::{AgentList, AgentResponse, AgentStatusRequest};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::{NotFound, Refusals},
    error::AppError,
    extract::{ApiJson, require, require_admin},
};
use crate::{
    auth::{Ability, Caller},
    clock,
    dispatch::agents,
    state::AppState,
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(set_status))
}

/// The team's agents, by name: what they have chosen, whether they are here, and the calls that they are in.
#[utoipa::path(
    get,
    path = "/api/agents",
    tag = "Agents",
    responses((status = OK, body = AgentList), Refusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<AgentList>, AppError> {
    require(&caller, Ability::ReadCalls)?;
    let mut db = state.store.readers().acquire().await?;
    let data = agents::of_team(&state, &mut db, caller.team_id, clock::now()).await?;
    Ok(Json(AgentList {
        success: true,
        data,
    }))
}

/// Say whether an agent takes calls: your own, or another one's as an administrator.
///
/// An agent who does not is not rung; where she is being rung, that stops.
#[utoipa::path(
    post,
    path = "/api/agents/status",
    tag = "Agents",
    request_body = AgentStatusRequest,
    responses((status = OK, body = AgentResponse), Refusals, NotFound)
)]
pub async fn set_status(
    State(state): State<AppState>,
    caller: Caller,
    ApiJson(request): ApiJson<AgentStatusRequest>,
) -> Result<Json<AgentResponse>, AppError> {
    let agent_id = whose(&caller, &request)?;
    if request.call_status.is_none() && request.is_call_enabled.is_none() {
        return Err(AppError::InvalidRequest(
            "Say `call_status` (`available` or `dnd`), `is_call_enabled` (`true` or `false`), or both."
                .to_owned(),
        ));
    }
    let change = (request.call_status, request.is_call_enabled);
    let data = agents::set_status(&state, caller.team_id, agent_id, change).await?;
    Ok(Json(AgentResponse {
        success: true,
        message: "Agent status updated successfully".to_owned(),
        data,
    }))
}

/// Whose status it is. One's own takes no more than calls do: who closes the page is not available either.
fn whose(caller: &Caller, request: &AgentStatusRequest) -> Result<u64, AppError> {
    match (request.agent_id, caller.own_agent()) {
        (wanted, Some(own)) if wanted.is_none_or(|wanted| wanted == own) => {
            require(caller, Ability::MakeCalls)?;
            Ok(own)
        }
        (Some(wanted), _) => {
            require_admin(caller, Ability::ManageAgents)?;
            Ok(wanted)
        }
        (None, _) => {
            require(caller, Ability::ManageAgents)?;
            Err(AppError::InvalidRequest(
                "This token belongs to no agent: say whose status it is with `agent_id`, one of `GET /api/agents`, or make \
                 a token for the agent."
                    .to_owned(),
            ))
        }
    }
}
