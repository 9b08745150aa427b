//! Requests in: one file per resource, one shape for every error.

use axum::{
    Router,
    extract::{MatchedPath, Request},
    routing::{get, post},
};
use tower_http::trace::TraceLayer;

use crate::state::AppState;

pub mod call_actions;
pub mod calls;
pub mod channel_settings;
pub mod channels;
pub mod error;
pub mod events;
pub mod extract;
pub mod health;
pub mod pages;
pub mod permissions;
pub mod providers;
pub mod session;
pub mod webhook;

/// All routes.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/health", get(health::health))
        .route(
            "/api/session",
            get(session::show).post(session::begin).delete(session::end),
        )
        .merge(channels::routes())
        .route("/api/calls", get(calls::list))
        .route("/api/calls/active", get(calls::active))
        .route("/api/calls/initiate", post(calls::initiate))
        .route("/api/calls/{call_id}", get(calls::details))
        .route("/api/calls/{call_id}/claim", post(call_actions::claim))
        .route(
            "/api/calls/{call_id}/pre-accept",
            post(call_actions::pre_accept),
        )
        .route("/api/calls/{call_id}/answer", post(call_actions::answer))
        .route("/api/calls/{call_id}/reject", post(call_actions::reject))
        .route("/api/calls/{call_id}/end", post(call_actions::end))
        .route("/api/calls/{call_id}/heard", post(call_actions::heard))
        .route("/api/permissions", get(permissions::show))
        .route("/api/permissions/request", post(permissions::ask))
        .route("/api/events", get(events::open))
        .route(
            "/api/webhook/{provider}/{key}",
            get(webhook::verify).post(webhook::receive),
        )
        .fallback(pages::serve)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .with_state(state)
}

/// A request in the log: the route's template, never the path or query, which hold keys and ids.
fn span(request: &Request) -> tracing::Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(page)", MatchedPath::as_str);
    tracing::debug_span!("request", method = %request.method(), route)
}
