//! Requests in: one file per resource, one shape for every error.

use axum::{
    Json, Router,
    extract::{MatchedPath, Request},
    middleware,
    routing::get,
};
use serde_json::Value;
use tower_http::trace::TraceLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

pub mod agents;
pub mod call_actions;
pub mod call_routing;
pub mod callbacks;
pub mod calling_settings;
pub mod calls;
pub mod channel_settings;
pub mod channels;
pub mod consent_settings;
pub mod contact_consent;
mod contact_fields;
pub mod contact_import;
pub mod contacts;
pub mod cursor;
pub mod description;
pub mod docs;
pub mod eligibility;
pub mod error;
pub mod events;
pub mod export;
pub mod extract;
pub mod health;
pub mod history;
pub mod idempotency;
pub mod limits;
pub mod list_query;
pub mod pages;
pub mod permissions;
pub mod prices;
pub mod providers;
pub mod seed_webhook;
pub mod session;
pub mod statistics;
pub mod timeline;
pub mod tokens;
pub mod webhook;
pub mod webhook_endpoints;

/// All routes.
pub fn router(state: AppState) -> Router {
    let (api, _) = api().split_for_parts();
    let description = description();
    api.route(
        docs::DESCRIPTION,
        get(async move || Json(description.clone())),
    )
    .merge(docs::routes())
    .fallback(pages::serve)
    .method_not_allowed_fallback(error::method_not_allowed)
    .layer(middleware::from_fn(limits::tell))
    .layer(TraceLayer::new_for_http().make_span_with(span))
    .with_state(state)
}

/// What the API is, for programs: OpenAPI 3.1.
pub fn description() -> Value {
    description::complete(api().into_openapi()).expect("a description to be serialisable")
}

/// The API and its description, which is made of the same handlers.
fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(description::Document::openapi())
        .merge(agents::routes())
        .merge(call_actions::routes())
        .merge(call_routing::routes())
        .merge(callbacks::routes())
        .merge(calling_settings::routes())
        .merge(calls::routes())
        .merge(channels::routes())
        .merge(consent_settings::routes())
        .merge(contacts::routes())
        .merge(eligibility::routes())
        .merge(events::routes())
        .merge(export::routes())
        .merge(health::routes())
        .merge(history::routes())
        .merge(permissions::routes())
        .merge(prices::routes())
        .merge(seed_webhook::routes())
        .merge(session::routes())
        .merge(statistics::routes())
        .merge(timeline::routes())
        .merge(tokens::routes())
        .merge(webhook::routes())
        .merge(webhook_endpoints::routes())
}

/// A request in the log: the route's template, never the path or query, which hold keys and ids.
fn span(request: &Request) -> tracing::Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(page)", MatchedPath::as_str);
    tracing::debug_span!("request", method = %request.method(), route)
}
