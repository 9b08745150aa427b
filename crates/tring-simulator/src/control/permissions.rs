//! The customer's permission to be called: set silently, or changed by the customer's thumb.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde::Deserialize;

use super::{
    refusal::{Body, Refusal},
    setup::check_customer,
};
use crate::world::{
    World,
    number::Number,
    permission::{Permission, PermissionStatus},
    request::{PermissionAnswer, PermissionRequest},
};

/// The permission that a customer shall have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PermissionBody {
    status: PermissionStatus,
}

/// The number that is meant; all of them when it is left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    number_id: Option<String>,
}

/// The customer grants.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GrantBody {
    number_id: String,
    /// For good, or for seven days.
    permanent: bool,
}

/// The customer revokes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevokeBody {
    number_id: String,
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
    Query(which): Query<Which>,
    Body(body): Body<PermissionBody>,
) -> Result<Json<Permission>, Refusal> {
    check_customer(&customer)?;
    let permission = Permission::new(body.status, world.clock.now());
    if let Some(number_id) = which.number_id {
        number(&world, &number_id)?;
        let mut books = world.books();
        books.permissions.set(&number_id, &customer, permission);
    } else {
        let mut books = world.books();
        books.permissions.set_everywhere(&customer, permission);
    }
    world.changed();
    Ok(Json(permission))
}

/// The customer grants by their own will; the business is told by webhook.
pub(crate) async fn grant(
    State(world): State<Arc<World>>,
    Path(customer): Path<String>,
    Body(body): Body<GrantBody>,
) -> Result<Json<Permission>, Refusal> {
    let status = if body.permanent {
        PermissionStatus::Permanent
    } else {
        PermissionStatus::Temporary
    };
    change(&world, &customer, &body.number_id, status)
}

/// The customer revokes by their own will; the business is told by webhook.
pub(crate) async fn revoke(
    State(world): State<Arc<World>>,
    Path(customer): Path<String>,
    Body(body): Body<RevokeBody>,
) -> Result<Json<Permission>, Refusal> {
    let status = PermissionStatus::NoPermission;
    change(&world, &customer, &body.number_id, status)
}

fn change(
    world: &Arc<World>,
    customer: &str,
    number_id: &str,
    status: PermissionStatus,
) -> Result<Json<Permission>, Refusal> {
    check_customer(customer)?;
    let number = number(world, number_id)?;
    Ok(Json(world.change_permission(&number, customer, status)))
}

fn number(world: &World, number_id: &str) -> Result<Number, Refusal> {
    let known = world.books().numbers.get(number_id).cloned();
    known.ok_or_else(|| {
        Refusal::not_found(format!(
            "there is no business number `{number_id}`; create it with PUT /sim/numbers"
        ))
    })
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
