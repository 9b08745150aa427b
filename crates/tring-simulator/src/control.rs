//! The control API under `/sim`: scripts, permissions, messages, the customer's thumb, reports.
//!
//! JSON without authentication: the simulator is for a developer's own machine.

mod calls;
mod events;
mod messages;
mod permissions;
mod refusal;
mod setup;
mod standing;
mod talk;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    routing::{delete, get, post, put},
};
use serde_json::{Value, json};

use crate::{
    dialects::{self, Listed},
    world::{World, report::StateReport},
};

/// The routes below `/sim`.
pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/health", get(health))
        .route("/state", get(state))
        .route("/dialects", get(dialects))
        .route("/events", get(events::events))
        .route("/reset", post(reset))
        .route("/numbers/{number_id}", put(setup::put_number))
        .route("/numbers/{number_id}/quality", put(standing::put_quality))
        .route("/numbers/{number_id}/account", put(standing::put_account))
        .route("/messages", post(messages::write))
        .route("/scripts", delete(setup::delete_scripts))
        .route("/scripts/{customer}", put(setup::put_script))
        .route("/permissions/{customer}", put(permissions::put_permission))
        .route("/permissions/{customer}/grant", post(permissions::grant))
        .route("/permissions/{customer}/revoke", post(permissions::revoke))
        .route(
            "/permission_requests/{id}",
            post(permissions::answer_request),
        )
        .route("/calls", post(calls::place))
        .route("/calls/{id}", get(calls::read))
        .route("/calls/{id}/media", post(calls::interrupt_media))
        .route("/calls/{id}/talk", post(talk::talk))
        .route("/calls/{id}/{thumb}", post(calls::press))
        .fallback(refusal::unknown_path)
        .method_not_allowed_fallback(refusal::wrong_method)
}

async fn health() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

async fn state(State(world): State<Arc<World>>) -> Json<StateReport> {
    Json(world.state_report())
}

async fn dialects() -> Json<Vec<Listed>> {
    Json(dialects::list())
}

async fn reset(State(world): State<Arc<World>>) -> Json<StateReport> {
    world.reset();
    Json(world.state_report())
}
