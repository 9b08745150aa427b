//! `field: "calls"`: SDP halves, and what happened to calls.

use serde::Deserialize;
use serde_json::Value;
use tring_calls::event::{CallEvent, Outcome, Talk};
use tring_protocol::call::Direction;

use super::{Number, millis};
use crate::{
    cloud_api::{
        error::sentence,
        wire::{CallsValue, ErrorObject, Metadata, WireCall, WireContact, WireSession, WireStatus},
    },
    webhook::{CallReference, ConnectItem, Customer, WebhookItem, WebhookKind, log_word, other},
};

/// One change.
pub(super) fn read(number: Number<'_>, change: &Value) -> Vec<WebhookItem> {
    let Some(value) = change
        .get("value")
        .and_then(|value| CallsValue::deserialize(value).ok())
    else {
        return vec![other("calls that are not understood".to_owned(), change)];
    };
    if !number.has_id(number_id(value.metadata.as_ref())) {
        return vec![other("calls of another number".to_owned(), change)];
    }
    let items = read_calls(&value);
    if items.is_empty() {
        // Errors alone, or what a later version sends.
        return vec![other("calls without a call".to_owned(), change)];
    }
    items
}

/// Which number the change is for.
pub(super) fn number_id(metadata: Option<&Metadata>) -> Option<&str> {
    metadata?.phone_number_id.as_deref()
}

/// Statuses first: a `REJECTED` says more than the terminate beside it.
pub(crate) fn read_calls(value: &CallsValue) -> Vec<WebhookItem> {
    let statuses = value.statuses.iter().flatten();
    let calls = value.calls.iter().flatten();
    statuses
        .map(read_status)
        .chain(calls.map(|call| read_call(value, call)))
        .collect()
}

/// `statuses[]` (business-initiated-calls, "Call status webhook").
fn read_status(raw: &Value) -> WebhookItem {
    let Ok(status) = WireStatus::deserialize(raw) else {
        return other("a status that is not understood".to_owned(), raw);
    };
    let word_of_status = status.status.to_ascii_uppercase();
    let event = match word_of_status.as_str() {
        _ if status.kind.as_deref().is_some_and(|kind| kind != "call") => None,
        "RINGING" => Some(CallEvent::RingingThere),
        "ACCEPTED" => Some(CallEvent::Answered),
        "REJECTED" => Some(CallEvent::CustomerDeclined),
        _ => None,
    };
    let Some(event) = event else {
        return other(format!("status {}", log_word(&status.status)), raw);
    };
    WebhookItem {
        dedupe_key: format!("{}:status:{word_of_status}", status.id),
        at: status.timestamp.map(millis),
        kind: WebhookKind::Call {
            call: CallReference {
                provider_call_id: status.id,
                reference: status.biz_opaque_callback_data,
                // There are statuses for business-initiated calls only.
                direction: Some(Direction::Outbound),
                customer: Customer {
                    phone: status.recipient_id,
                    user_id: status.recipient_user_id,
                    name: None,
                },
            },
            event,
        },
    }
}

/// `calls[]`.
fn read_call(value: &CallsValue, raw: &Value) -> WebhookItem {
    let Ok(call) = WireCall::deserialize(raw) else {
        return other("a call that is not understood".to_owned(), raw);
    };
    let kind = match call.event.to_ascii_lowercase().as_str() {
        "connect" => connect(value, &call),
        "terminate" => Some(WebhookKind::Call {
            call: reference(value, &call, None),
            event: terminated(value, &call),
        }),
        _ => None,
    };
    match kind {
        Some(kind) => WebhookItem {
            dedupe_key: format!("{}:{}", call.id, call.event.to_ascii_lowercase()),
            at: call.timestamp.map(millis),
            kind,
        },
        None => other(format!("event {}", log_word(&call.event)), raw),
    }
}

fn connect(value: &CallsValue, call: &WireCall) -> Option<WebhookKind> {
    let legacy = || call.connection.as_ref()?.webrtc.session();
    let session = call
        .session
        .clone()
        .filter(|session| !session.sdp.is_empty())
        .or_else(legacy)?;
    let reference = reference(value, call, Some(&session));
    let metadata = value.metadata.as_ref();
    Some(WebhookKind::Connect(ConnectItem {
        business_number: metadata.and_then(|metadata| metadata.display_phone_number.clone()),
        sdp: session.sdp,
        call: reference,
    }))
}

/// One sample of the user-initiated-calls page has no `direction`, and its numbers are the wrong way
/// round: without it the kind of SDP decides, never the numbers.
fn reference(value: &CallsValue, call: &WireCall, session: Option<&WireSession>) -> CallReference {
    let said = |text: &Option<String>| text.as_deref().map(str::to_ascii_uppercase);
    let kind_of_sdp = || session.and_then(|session| said(&session.sdp_type));
    let direction = match said(&call.direction).or_else(kind_of_sdp).as_deref() {
        Some("BUSINESS_INITIATED" | "ANSWER") => Some(Direction::Outbound),
        Some("USER_INITIATED" | "OFFER") => Some(Direction::Inbound),
        _ => None,
    };
    CallReference {
        provider_call_id: call.id.clone(),
        reference: call.biz_opaque_callback_data.clone(),
        direction,
        customer: customer(value, call, direction),
    }
}

/// The customer, from `contacts` where they are there: a contact is never the business.
fn customer(value: &CallsValue, call: &WireCall, direction: Option<Direction>) -> Customer {
    let (phone, user_id) = match direction {
        Some(Direction::Outbound) => (&call.to, &call.to_user_id),
        Some(Direction::Inbound) | None => (&call.from, &call.from_user_id),
    };
    let contacts = value.contacts.as_deref().unwrap_or_default();
    let contact = match contacts {
        [only] => Some(only),
        several => several.iter().find(|contact| is_about(contact, call)),
    };
    Customer {
        phone: contact
            .and_then(|contact| contact.wa_id.clone())
            .or_else(|| phone.clone()),
        user_id: user_id
            .clone()
            .or_else(|| contact.and_then(|contact| contact.user_id.clone())),
        name: contact
            .and_then(|contact| contact.profile.as_ref())
            .and_then(|profile| profile.name.clone()),
    }
}

fn is_about(contact: &WireContact, call: &WireCall) -> bool {
    let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
    same(&contact.wa_id, &call.from)
        || same(&contact.wa_id, &call.to)
        || same(&contact.user_id, &call.from_user_id)
        || same(&contact.user_id, &call.to_user_id)
}

/// `start_time`, `end_time` and `duration` are there only if the call was picked up; an unanswered call is
/// `COMPLETED` without them (user-initiated-calls; FAQ).
fn terminated(value: &CallsValue, call: &WireCall) -> CallEvent {
    let errors: Vec<&ErrorObject> = [&value.errors, &call.errors]
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    let says = |wanted: &str| {
        call.status
            .iter()
            .any(|word| word.eq_ignore_ascii_case(wanted))
    };
    let outcome = match (says("FAILED"), says("COMPLETED")) {
        (true, false) => Outcome::Failed,
        (false, true) => Outcome::Completed,
        // Part 4 of the business-initiated-calls page prints both words in a list.
        _ if errors.is_empty() => Outcome::Completed,
        _ => Outcome::Failed,
    };
    let picked_up = call.start_time.is_some() || call.duration.is_some_and(|seconds| seconds > 0);
    CallEvent::Terminated {
        talk: picked_up.then(|| Talk {
            started: call.start_time.map(millis),
            ended: call.end_time.map(millis),
            seconds: call.duration,
        }),
        outcome,
        error: errors.first().map(|error| sentence(error)),
    }
}
