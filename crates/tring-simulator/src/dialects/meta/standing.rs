//! How a number and its account stand: `GET /{version}/{number}` and the webhooks `phone_number_quality_update`,
//! `account_update` and `account_review_update` (reference of webhooks, November 2025; `FLAGGED` and `UNFLAGGED` from its
//! earlier versions).
//!
//! ASSUMED, because the documents do not say: a violation is settled by an approving review, a ban by `REINSTATE`.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    access,
    error::GraphError,
    webhooks::{envelope, write},
};
use crate::{
    clock::Moment,
    dialects::{fault, fields::set},
    outbox::Webhook,
    script::ResponseFor,
    world::{
        World,
        logs::RequestNumber,
        number::Number,
        standing::{AccountState, StandingChange},
    },
};

/// For how long calling is taken away.
const RESTRICTED_SECONDS: u64 = 7 * 24 * 3600;
/// What is answered where no fields are named.
const DEFAULT_FIELDS: &str =
    "verified_name,code_verification_status,display_phone_number,quality_rating";

/// Which fields are asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    fields: Option<String>,
}

/// Answers with the number's fields.
pub(crate) async fn read(
    State(world): State<Arc<World>>,
    Path((version, number_id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Response, GraphError> {
    world.request_is(request, "health", None);
    let number = access::number(&world, &version, &number_id, &headers)?;
    let script = world.books().script_for("*");
    fault::spoiled(script.take_fault(ResponseFor::Health), async {
        let fields = wanted.fields.as_deref().unwrap_or(DEFAULT_FIELDS);
        let mut answer = Map::new();
        for name in fields.split(',') {
            answer.insert(name.to_owned(), field(&number, name)?);
        }
        answer.insert("id".to_owned(), json!(number.id));
        Ok(Json(Value::Object(answer)).into_response())
    })
    .await
}

fn field(number: &Number, name: &str) -> Result<Value, GraphError> {
    Ok(match name {
        "id" => json!(number.id),
        "display_phone_number" => json!(number.display),
        "verified_name" => json!("Simulated business"),
        "code_verification_status" => json!("VERIFIED"),
        "quality_rating" => json!(number.standing.quality.as_str()),
        "status" => json!(number.standing.status()),
        "health_status" => health_status(number),
        other => return Err(GraphError::unknown_field(other)),
    })
}

/// Whether messages and calls can be sent, node by node (page "Messaging Health Status").
pub(crate) fn health_status(number: &Number) -> Value {
    let word = if number.standing.account == AccountState::Disabled {
        "BLOCKED"
    } else {
        "AVAILABLE"
    };
    let entity = |kind: &str, id: &str, word: &str| {
        let mut entity = json!({"entity_type": kind, "id": id, "can_send_message": word});
        if word == "BLOCKED" {
            let errors = json!([{
                "error_code": 141_001,
                "error_description": "The account has been disabled.",
                "possible_solution": "Ask for a review.",
            }]);
            set(&mut entity, "errors", errors);
        }
        entity
    };
    json!({
        "can_send_message": word,
        "entities": [
            entity("PHONE_NUMBER", &number.id, word),
            entity("WABA", &number.account_id, word),
            entity("BUSINESS", "506914307656634", "AVAILABLE"),
            entity("APP", "634974688087057", "AVAILABLE"),
        ],
    })
}

/// Tells how the number or its account stands now. That a rating changed between high and medium is told by nothing.
pub(crate) fn changed(number: &Number, change: StandingChange, now: Moment) -> Option<Webhook> {
    let (kind, value) = if change.is_of_account() {
        of_account(number, change, now)?
    } else {
        let value = json!({
            "display_phone_number": number.digits(),
            "event": change.flag_event()?,
            "current_limit": "TIER_10K",
        });
        ("phone_number_quality_update", value)
    };
    let mut body = envelope(&number.account_id, kind, value);
    if let Some(entry) = body.pointer_mut("/entry/0") {
        set(entry, "time", json!(now.seconds()));
    }
    Some(Webhook {
        kind,
        call_id: None,
        headers: Vec::new(),
        body: write(&body),
    })
}

fn of_account(
    number: &Number,
    change: StandingChange,
    now: Moment,
) -> Option<(&'static str, Value)> {
    let ban = |state: &str| {
        json!({
            "event": "DISABLED_UPDATE",
            "ban_info": {"waba_ban_state": state, "waba_ban_date": "December 9, 2026"},
        })
    };
    let value = match (change.before.account, change.after.account) {
        (_, AccountState::Violation) => json!({
            "event": "ACCOUNT_VIOLATION",
            "violation_info": {"violation_type": "SCAM"},
        }),
        (_, AccountState::ScheduledForDisable) => ban("SCHEDULE_FOR_DISABLE"),
        (_, AccountState::Disabled) => ban("DISABLE"),
        (_, AccountState::Restricted) => json!({
            "phone_number": number.digits(),
            "event": "ACCOUNT_RESTRICTION",
            "restriction_info": [{
                "restriction_type": "RESTRICTED_BUSINESS_INITIATED_CALLING",
                "expiration": now.seconds() + RESTRICTED_SECONDS,
            }],
        }),
        (AccountState::ScheduledForDisable | AccountState::Disabled, AccountState::Active) => {
            ban("REINSTATE")
        }
        (AccountState::Violation, AccountState::Active) => {
            return Some(("account_review_update", json!({"decision": "APPROVED"})));
        }
        // A restriction ends by itself.
        (AccountState::Restricted | AccountState::Active, AccountState::Active) => return None,
    };
    Some(("account_update", value))
}
