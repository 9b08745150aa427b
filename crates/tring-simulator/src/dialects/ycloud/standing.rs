//! How a number and its account stand: `GET /whatsapp/phoneNumbers/{wabaId}/{phoneNumber}` and the events
//! `whatsapp.phone_number.quality_updated`, `whatsapp.business_account.updated` and `….reviewed`.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{error::YCloudError, settings::named, webhooks::event};
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
const RESTRICTED_MS: u64 = 7 * 24 * 3600 * 1000;

/// Answers with the number.
pub(crate) async fn read(
    State(world): State<Arc<World>>,
    Path((waba_id, phone)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Response, YCloudError> {
    world.request_is(request, "health", None);
    let number = named(&world, &headers, &waba_id, &phone)?;
    let script = world.books().script_for("*");
    fault::spoiled(script.take_fault(ResponseFor::Health), async {
        let mut described = described(&number);
        set(&mut described, "status", json!(number.standing.status()));
        Ok(Json(described).into_response())
    })
    .await
}

/// Tells how the number or its account stands now.
pub(crate) fn changed(number: &Number, change: StandingChange, now: Moment) -> Option<Webhook> {
    if change.is_of_account() {
        return of_account(number, change, now);
    }
    if !change.is_of_number() {
        return None;
    }
    let mut payload = described(number);
    if let Some(event) = change.flag_event() {
        set(&mut payload, "qualityUpdateEvent", json!(event));
    }
    let kind = "whatsapp.phone_number.quality_updated";
    Some(webhook(kind, "whatsappPhoneNumber", &payload, now))
}

fn of_account(number: &Number, change: StandingChange, now: Moment) -> Option<Webhook> {
    let mut kind = "whatsapp.business_account.updated";
    let mut payload = match (change.before.account, change.after.account) {
        (_, AccountState::Violation) => {
            json!({"updateEvent": "ACCOUNT_VIOLATION", "violationType": "SCAM"})
        }
        (_, AccountState::ScheduledForDisable) => ban("SCHEDULE_FOR_DISABLE"),
        (_, AccountState::Disabled) => ban("DISABLE"),
        (_, AccountState::Restricted) => json!({
            "updateEvent": "ACCOUNT_RESTRICTION",
            "restrictions": [{
                "restrictionType": "RESTRICTED_BUSINESS_INITIATED_CALLING",
                "expiration": now.plus(RESTRICTED_MS).rfc3339(3),
            }],
        }),
        (AccountState::ScheduledForDisable | AccountState::Disabled, AccountState::Active) => {
            ban("REINSTATE")
        }
        (AccountState::Violation, AccountState::Active) => {
            kind = "whatsapp.business_account.reviewed";
            json!({"decision": "APPROVED"})
        }
        // A restriction ends by itself.
        (AccountState::Restricted | AccountState::Active, AccountState::Active) => return None,
    };
    set(&mut payload, "id", json!(number.account_id));
    Some(webhook(kind, "whatsappBusinessAccount", &payload, now))
}

fn ban(state: &str) -> Value {
    json!({"updateEvent": "DISABLED_UPDATE", "banState": state, "banDate": "December 9, 2026"})
}

fn described(number: &Number) -> Value {
    json!({
        "id": number.id,
        "phoneNumber": number.display,
        "displayPhoneNumber": number.display,
        "wabaId": number.account_id,
        "verifiedName": "Simulated business",
        "qualityRating": number.standing.quality.as_str(),
        "messagingLimit": "TIER_10K",
    })
}

fn webhook(kind: &'static str, name: &str, payload: &Value, now: Moment) -> Webhook {
    Webhook {
        kind,
        call_id: None,
        headers: Vec::new(),
        body: event(kind, name, payload, now),
    }
}
