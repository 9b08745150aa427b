//! `/api/teams/settings/call-routing`: how the team's calls are routed to its agents, bare as in seed 000.

use axum::{Json, extract::State};
use tring_protocol::routing::{
    CallRouting, CallRoutingChange, LONGEST_AUTO_REPLY, LONGEST_COOLDOWN_SECONDS,
    LONGEST_RING_SECONDS, SHORTEST_RING_SECONDS,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::Refusals,
    error::AppError,
    extract::{ApiJson, require, require_admin},
};
use crate::{
    auth::{Ability, Caller},
    dispatch::fallback::AUTO_REPLY,
    state::AppState,
    store::call_routing::{self, RoutingRow},
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get, put))
}

/// How the team's calls are routed to its agents.
#[utoipa::path(
    get,
    path = "/api/teams/settings/call-routing",
    tag = "Agents",
    responses((status = OK, body = CallRouting), Refusals)
)]
pub async fn get(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<CallRouting>, AppError> {
    require(&caller, Ability::ReadCalls)?;
    let mut db = state.store.readers().acquire().await?;
    let row = call_routing::of_team(&mut db, caller.team_id).await?;
    Ok(Json(shown(&state, row)))
}

/// Change how the team's calls are routed. Calls that ring already go on as they began.
#[utoipa::path(
    put,
    path = "/api/teams/settings/call-routing",
    tag = "Agents",
    request_body = CallRoutingChange,
    responses((status = OK, body = CallRouting), Refusals)
)]
pub async fn put(
    State(state): State<AppState>,
    caller: Caller,
    ApiJson(change): ApiJson<CallRoutingChange>,
) -> Result<Json<CallRouting>, AppError> {
    require_admin(&caller, Ability::ManageAgents)?;
    check(&change)?;
    let mut write = state.store.write().await?;
    let before = call_routing::of_team(write.db(), caller.team_id).await?;
    let after = merged(before, change);
    call_routing::put(&mut write, caller.team_id, &after).await?;
    // Who was left alone after a talk may be free now.
    write.reroute(caller.team_id);
    write.commit().await?;
    Ok(Json(shown(&state, after)))
}

fn shown(state: &AppState, row: RoutingRow) -> CallRouting {
    CallRouting {
        mode: row.mode,
        role: row.role,
        cooldown_seconds: row.cooldown_seconds,
        ring_timeout_seconds: row.ring_timeout_seconds,
        max_wait_seconds: row
            .max_wait_seconds
            .unwrap_or_else(|| state.config.timings.ring.as_secs()),
        fallback_action: row.fallback_action,
        auto_reply_text: row.auto_reply_text.unwrap_or_else(|| AUTO_REPLY.to_owned()),
    }
}

fn merged(before: RoutingRow, change: CallRoutingChange) -> RoutingRow {
    RoutingRow {
        mode: change.mode.unwrap_or(before.mode),
        role: change.role.unwrap_or(before.role),
        cooldown_seconds: change.cooldown_seconds.unwrap_or(before.cooldown_seconds),
        ring_timeout_seconds: change
            .ring_timeout_seconds
            .unwrap_or(before.ring_timeout_seconds),
        max_wait_seconds: change.max_wait_seconds.or(before.max_wait_seconds),
        fallback_action: change.fallback_action.unwrap_or(before.fallback_action),
        auto_reply_text: match change.auto_reply_text {
            // Our own words again.
            Some(text) if text.is_empty() => None,
            Some(text) => Some(text),
            None => before.auto_reply_text,
        },
    }
}

fn check(change: &CallRoutingChange) -> Result<(), AppError> {
    for (name, given, shortest, longest) in [
        (
            "cooldown_seconds",
            change.cooldown_seconds,
            0,
            LONGEST_COOLDOWN_SECONDS,
        ),
        (
            "ring_timeout_seconds",
            change.ring_timeout_seconds,
            SHORTEST_RING_SECONDS,
            LONGEST_RING_SECONDS,
        ),
        (
            "max_wait_seconds",
            change.max_wait_seconds,
            SHORTEST_RING_SECONDS,
            LONGEST_RING_SECONDS,
        ),
    ] {
        if given.is_some_and(|seconds| !(shortest..=longest).contains(&seconds)) {
            return Err(AppError::InvalidRequest(format!(
                "`{name}` must be from {shortest} to {longest} seconds."
            )));
        }
    }
    let Some(text) = &change.auto_reply_text else {
        return Ok(());
    };
    let blank = !text.is_empty() && text.trim().is_empty();
    if blank || text.contains('\0') || text.chars().count() > LONGEST_AUTO_REPLY {
        return Err(AppError::InvalidRequest(format!(
            "`auto_reply_text` must have at most {LONGEST_AUTO_REPLY} characters, not all of them blank and none of \
             them NUL. An empty one stands for the words that it has by itself."
        )));
    }
    Ok(())
}
