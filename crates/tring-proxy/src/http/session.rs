//! `/api/session`: sign in with a one-time link, see who is signed in, sign out.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{AppendHeaders, IntoResponse},
};
use tring_protocol::api::{ActionResponse, ChannelSummary, SessionResponse, SignInRequest};
use tring_providers::provider::Capabilities;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    description::Refusals,
    error::AppError,
    extract::{ApiJson, require_our_origin},
    limits::Stranger,
};
use crate::{
    auth::{Caller, SESSION_MILLIS, cookie, secret},
    clock,
    dispatch::ending,
    events::bus::Notice,
    state::AppState,
    store::{
        agents,
        channels::{self, Channel},
        sessions, teams,
        words::unsigned,
    },
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(show, begin, end))
}

/// Begins a session with the one-time token of a sign-in link; it is consumed.
#[utoipa::path(
    post,
    path = "/api/session",
    tag = "Session",
    security(()),
    request_body = SignInRequest,
    responses(
        (status = OK, body = SessionResponse, headers(("Set-Cookie", description = "The session's cookie."))),
        Refusals,
    )
)]
pub async fn begin(
    State(state): State<AppState>,
    _: Stranger,
    headers: HeaderMap,
    ApiJson(request): ApiJson<SignInRequest>,
) -> Result<impl IntoResponse, AppError> {
    require_our_origin(&headers, &state)?;
    let now = clock::now();
    let mut write = state.store.write().await?;
    let hash = secret::hash(&request.token);
    let user = match sessions::consume_link(&mut write, &hash, now).await? {
        Some(user) => teams::user(write.db(), user).await?,
        None => None,
    };
    let user = user.ok_or(AppError::Unauthenticated)?;
    let cookie_secret = secret::fresh();
    sessions::insert(
        &mut write,
        (user.team_id, user.id),
        &secret::hash(&cookie_secret),
        (now, now + SESSION_MILLIS),
    )
    .await?;
    write.commit().await?;
    tracing::info!(agent = user.id, "signed in");
    let cookie = AppendHeaders([(header::SET_COOKIE, cookie::begin(&cookie_secret))]);
    Ok((cookie, Json(response(&state, user).await?)))
}

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/api/session",
    tag = "Session",
    security(("session" = [])),
    responses((status = OK, body = SessionResponse), Refusals)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<SessionResponse>, AppError> {
    let agent = caller.agent_id.ok_or(AppError::Unauthenticated)?;
    let mut db = state.store.readers().acquire().await?;
    let user = teams::user(&mut db, agent)
        .await?
        .ok_or(AppError::Unauthenticated)?;
    drop(db);
    Ok(Json(response(&state, user).await?))
}

/// Signs out, ends the calls of the session's desks, and closes its sockets.
#[utoipa::path(
    delete,
    path = "/api/session",
    tag = "Session",
    security(("session" = [])),
    responses(
        (status = OK, body = ActionResponse, headers(("Set-Cookie", description = "Takes the cookie away."))),
        Refusals,
    )
)]
pub async fn end(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<impl IntoResponse, AppError> {
    let session_id = caller.session_id.ok_or(AppError::Unauthenticated)?;
    let mut write = state.store.write().await?;
    ending::sign_out(&state, &mut write, &caller).await?;
    sessions::delete(&mut write, session_id).await?;
    write.tell(Notice::SessionEnded { session_id });
    write.commit().await?;
    let cookie = AppendHeaders([(header::SET_COOKIE, cookie::end())]);
    let body = ActionResponse {
        success: true,
        message: "Signed out".to_owned(),
    };
    Ok((cookie, Json(body)))
}

async fn response(state: &AppState, user: teams::User) -> Result<SessionResponse, AppError> {
    let mut db = state.store.readers().acquire().await?;
    let channels = channels::of_team(&mut db, user.team_id).await?;
    let agent_id = unsigned(user.id);
    let team = agents::of_team(&mut db, user.team_id).await?;
    let agent = team.iter().find(|agent| agent.id == agent_id);
    let agent = agent.ok_or(AppError::Unauthenticated)?;
    let channels = channels
        .into_iter()
        .map(|channel| summary(state, channel))
        .collect();
    Ok(SessionResponse {
        success: true,
        agent_id,
        agent_name: user.name,
        team_name: user.team_name,
        call_status: agent.call_status,
        is_call_enabled: agent.is_call_enabled,
        channels,
        ice_servers: state.config.ice_servers.clone(),
    })
}

/// A channel whose provider cannot be used is shown all the same: calling it says what is wrong.
fn summary(state: &AppState, channel: Channel) -> ChannelSummary {
    let capabilities = state
        .providers
        .of(&channel)
        .ok()
        .map(|provider| provider.capabilities());
    let can = |what: fn(&Capabilities) -> bool| capabilities.as_ref().is_some_and(what);
    ChannelSummary {
        provider: channel.provider,
        pre_accept: can(|capabilities| capabilities.pre_accept),
        status_events: can(|capabilities| capabilities.status_events),
        can_ask: can(|capabilities| capabilities.ask_by_message || capabilities.ask_by_template),
        permission_query: can(|capabilities| capabilities.permission_query),
        id: channel.id,
        name: channel.name,
        number: channel.number,
    }
}
