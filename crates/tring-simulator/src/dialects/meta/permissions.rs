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

use super::{access, error::GraphError};
use crate::{
    clock::Moment,
    dialects::{fault, fields::set},
    script::ResponseFor,
    world::{
        Books, World,
        customer::{is_bsuid, is_digits},
        logs::RequestNumber,
        number::Number,
        permission::PermissionStatus,
        request::{DAY_MS, REQUESTS_A_DAY, REQUESTS_A_WEEK},
    },
};

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
    ask(&world, &number, &customer).await
}

/// Answers for one customer, as those who pass the question on to Meta do too.
pub(crate) async fn ask(
    world: &World,
    number: &Number,
    customer: &str,
) -> Result<Response, GraphError> {
    let script = world.books().script_for(customer);
    fault::spoiled(script.take_fault(ResponseFor::CallPermissions), async {
        let answer = answer(&world.books(), number, customer, world.clock.now());
        Ok(Json(answer).into_response())
    })
    .await
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

/// What the number may do with the customer.
pub(crate) fn answer(books: &Books, number: &Number, customer: &str, now: Moment) -> Value {
    let permission = books.permission(&number.id, customer, now);
    let asked = books.asked(&number.id, customer, now);
    let connected = books.connected_today(&number.id, customer, now);
    let mut status = json!({ "status": permission.status });
    if let Some(expires) = permission.expires {
        set(&mut status, "expiration_time", json!(expires.seconds()));
    }
    let may_ask = permission.status != PermissionStatus::Permanent && asked.may_ask_again();
    let may_call =
        permission.status != PermissionStatus::NoPermission && connected.len() < number.calls_a_day;
    json!({
        "messaging_product": "whatsapp",
        "permission": status,
        "actions": [
            {
                "action_name": "send_call_permission_request",
                "can_perform_action": may_ask,
                "limits": [
                    limit("PT24H", REQUESTS_A_DAY, &asked.in_a_day, DAY_MS),
                    limit("P7D", REQUESTS_A_WEEK, &asked.in_a_week, 7 * DAY_MS),
                ],
            },
            {
                "action_name": "start_call",
                "can_perform_action": may_call,
                "limits": [limit("PT24H", number.calls_a_day, &connected, DAY_MS)],
            },
        ],
    })
}

/// How much of a limit is used; of one that is used up, when the oldest use no longer counts.
fn limit(period: &str, most: usize, uses: &[Moment], window_ms: u64) -> Value {
    let mut limit = json!({
        "time_period": period,
        "max_allowed": most,
        "current_usage": uses.len(),
    });
    let oldest = uses.iter().min().filter(|_| uses.len() >= most);
    if let Some(oldest) = oldest {
        let end = oldest.plus(window_ms).seconds();
        set(&mut limit, "limit_expiration_time", json!(end));
    }
    limit
}
