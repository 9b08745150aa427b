//! `GET /api/events?desk=…`: the event socket.

use axum::{
    extract::{State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    calls::check_id,
    description::Refusals,
    error::AppError,
    extract::{ApiQuery, Uncounted, require, require_our_origin},
};
use crate::{auth::Ability, events::socket, state::AppState};

/// The largest message that a page may send: the answer to a beat has some 20 bytes.
const LARGEST_MESSAGE: usize = 4_096;

/// The query of the socket.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// The page's desk.
    #[param(min_length = 1, max_length = 128)]
    desk: Option<String>,
}

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(open))
}

/// The event socket; a browser's must come from a page of ours.
#[utoipa::path(
    get,
    path = "/api/events",
    tag = "Events",
    params(EventsQuery),
    responses((status = SWITCHING_PROTOCOLS, description = "The socket is open"), Refusals)
)]
pub async fn open(
    State(state): State<AppState>,
    Uncounted(caller): Uncounted,
    headers: HeaderMap,
    ApiQuery(query): ApiQuery<EventsQuery>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, AppError> {
    require(&caller, Ability::ReadCalls)?;
    if caller.is_agent() {
        require_our_origin(&headers, &state)?;
    }
    check_id("desk", query.desk.as_deref())?;
    let upgrade = upgrade.map_err(|_| {
        AppError::InvalidRequest(
            "This address is a WebSocket. Open it with `new WebSocket(…)`.".to_owned(),
        )
    })?;
    Ok(upgrade
        .max_message_size(LARGEST_MESSAGE)
        .on_upgrade(move |socket| socket::serve(state, caller, query.desk, socket)))
}
