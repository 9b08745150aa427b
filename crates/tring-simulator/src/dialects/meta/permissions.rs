//! `GET /{version}/{number}/call_permissions`: may the business call, and may it ask?

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{access, error::GraphError, fault, fields::set};
use crate::{
    clock::Moment,
    script::ResponseFor,
    world::{
        Books, World,
        customer::{is_bsuid, is_digits},
        logs::RequestNumber,
        permission::PermissionStatus,
    },
};

/// Connected calls that a business may place to one customer in 24 hours.
const CALLS_A_DAY: usize = 100;
const DAY_MS: u64 = 24 * 3600 * 1000;

/// Whose permission is asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Whose {
    user_wa_id: Option<String>,
    recipient: Option<String>,
}

/// Answers what the business may do with a customer.
pub(crate) async fn call_permissions(
    State(world): State<Arc<World>>,
    Path((version, number_id)): Path<(String, String)>,
    Query(whose): Query<Whose>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Response, GraphError> {
    world.request_is(request, "call_permissions", None);
    let number = access::number(&world, &version, &number_id, &headers)?;
    let customer = customer(&whose)?;
    let script = world.books().script_for(&customer);
    let fault = script.take_fault(ResponseFor::CallPermissions);
    if let Some(response) = fault::before(fault.as_ref()) {
        return Ok(response);
    }
    let answer = answer(&world.books(), &number.id, &customer, world.clock.now());
    Ok(fault::after(fault.as_ref(), Json(answer).into_response()).await)
}

fn customer(whose: &Whose) -> Result<String, GraphError> {
    match (&whose.user_wa_id, &whose.recipient) {
        (Some(digits), _) if is_digits(digits) => Ok(format!("+{digits}")),
        (None, Some(user_id)) if is_bsuid(user_id) => Ok(user_id.clone()),
        (None, None) => Err(GraphError::parameter(
            "The parameter user_wa_id is required",
        )),
        (Some(_), _) | (None, Some(_)) => Err(GraphError::parameter(
            "Param user_wa_id must be a phone number in digits, or recipient a user id",
        )),
    }
}

fn answer(books: &Books, number_id: &str, customer: &str, now: Moment) -> Value {
    let permission = books.permission(customer, now);
    let asked = books.asked(number_id, customer, now);
    let connected = books
        .calls
        .iter()
        .filter(|call| call.facts.number_id == number_id)
        .filter(|call| call.facts.customer.address == customer)
        .filter(|call| call.answered.is_some_and(|at| now.since(at) < DAY_MS))
        .count();
    let mut status = json!({ "status": permission.status });
    if let Some(expires) = permission.expires {
        set(&mut status, "expiration_time", json!(expires.seconds()));
    }
    let may_ask = permission.status != PermissionStatus::Permanent
        && asked.in_a_day < 1
        && asked.in_a_week < 2;
    let may_call = permission.status != PermissionStatus::NoPermission && connected < CALLS_A_DAY;
    json!({
        "messaging_product": "whatsapp",
        "permission": status,
        "actions": [
            {
                "action_name": "send_call_permission_request",
                "can_perform_action": may_ask,
                "limits": [
                    {"time_period": "PT24H", "max_allowed": 1, "current_usage": asked.in_a_day},
                    {"time_period": "P7D", "max_allowed": 2, "current_usage": asked.in_a_week},
                ],
            },
            {
                "action_name": "start_call",
                "can_perform_action": may_call,
                "limits": [
                    {
                        "time_period": "PT24H",
                        "max_allowed": CALLS_A_DAY,
                        "current_usage": connected,
                    },
                ],
            },
        ],
    })
}
