//! The customer's permission to be called.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;

use super::{
    refusal::{Body, Refusal},
    setup::check_customer,
};
use crate::world::{
    World,
    permission::{Permission, PermissionAnswer, PermissionRequest, PermissionStatus},
};

/// The permission that a customer shall have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PermissionBody {
    status: PermissionStatus,
}

/// What the customer answers to a request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerBody {
    answer: PermissionAnswer,
}

/// Sets a customer's permission silently.
pub(crate) async fn put_permission(
    State(world): State<Arc<World>>,
    Path(customer): Path<String>,
    Body(body): Body<PermissionBody>,
) -> Result<Json<Permission>, Refusal> {
    check_customer(&customer)?;
    let permission = Permission::new(body.status, world.clock.now());
    world.books().permissions.insert(customer, permission);
    world.changed();
    Ok(Json(permission))
}

/// The customer's thumb on a request for permission; the business is told by webhook.
pub(crate) async fn answer_request(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Body(body): Body<AnswerBody>,
) -> Result<Json<PermissionRequest>, Refusal> {
    world
        .answer_permission(&id, body.answer)
        .map(Json)
        .ok_or_else(|| Refusal::not_found(format!("there is no permission request `{id}`")))
}
