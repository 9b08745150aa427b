//! What Vobiz' webhooks say: <https://docs.vobiz.ai/whatsapp/webhooks/events>.
//!
//! One event per request: `{event_id, event_type, account_id, occurred_at, payload}`. The page says that `payload` is
//! "the change value" of Meta's webhook and shows Meta's whole envelope: both are taken.

use serde::Deserialize;
use serde_json::{Value, json};
use tring_calls::numbers::same_number;
use tring_protocol::call::Direction;

use crate::{
    cloud_api::webhook::read_change,
    lenient::text,
    rfc3339,
    webhook::{CallReference, WebhookError, WebhookItem, WebhookKind, log_word, other},
};

/// The body.
#[derive(Deserialize)]
struct Event {
    #[serde(default, rename = "event_id", deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, rename = "event_type", deserialize_with = "text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "text")]
    occurred_at: Option<String>,
    #[serde(default)]
    payload: Value,
}

/// What the webhook says to the channel with this number. A subscription is called for all numbers of the account.
pub(super) fn read(number: &str, body: &[u8]) -> Result<Vec<WebhookItem>, WebhookError> {
    let raw: Value = serde_json::from_slice(body).map_err(|_| WebhookError::Malformed)?;
    // A list would be read as the fields in their order.
    if !raw.is_object() {
        return Err(WebhookError::Malformed);
    }
    let event = Event::deserialize(&raw).map_err(|_| WebhookError::Malformed)?;
    let occurred = event.occurred_at.as_deref().and_then(rfc3339::millis);
    let mut items: Vec<_> = event
        .changes()
        .iter()
        .flat_map(|change| read_one(number, change))
        .collect();
    if items.is_empty() {
        let what = log_word(event.kind.as_deref().unwrap_or_default());
        items.push(other(what, &raw));
    }
    for (index, item) in items.iter_mut().enumerate() {
        // "Use it to deduplicate retries"; one event may bring several items.
        if let Some(id) = &event.id {
            item.dedupe_key = format!("{id}:{index}");
        }
        item.at = item.at.or(occurred);
    }
    Ok(items)
}

impl Event {
    /// Meta's changes: those of the envelope, or the one whose value is the payload.
    fn changes(&self) -> Vec<Value> {
        if let Some(entries) = self.payload.get("entry").and_then(Value::as_array) {
            let changes = entries
                .iter()
                .filter_map(|entry| entry.get("changes")?.as_array());
            return changes.flatten().cloned().collect();
        }
        let kind = self.kind.as_deref().unwrap_or_default();
        let field = match kind.split_once('.') {
            Some(("call", _)) => "calls",
            Some(("message", _)) => "messages",
            _ => return Vec::new(),
        };
        if self.payload.is_object() {
            vec![json!({"field": field, "value": self.payload})]
        } else {
            Vec::new()
        }
    }
}

fn read_one(number: &str, change: &Value) -> Vec<WebhookItem> {
    let theirs = change
        .pointer("/value/metadata/display_phone_number")
        .and_then(Value::as_str);
    if theirs.is_some_and(|theirs| !same_number(theirs, number)) {
        return vec![other("an event of another number".to_owned(), change)];
    }
    let mut items = read_change("", &with_statuses(change));
    for item in &mut items {
        correct_direction(item, change);
    }
    items
}

/// ASSUMED: `call.status_change` ("e.g. ringing to accepted") has no sample. Beside Meta's `statuses[]` it is taken with
/// `calls[]`, as the page's prose says, where a call has a `status` and no event of its own.
fn with_statuses(change: &Value) -> Value {
    let calls = change.pointer("/value/calls").and_then(Value::as_array);
    let Some(calls) = calls else {
        return change.clone();
    };
    let is_status = |call: &&Value| {
        let event = call
            .get("event")
            .and_then(Value::as_str)
            .unwrap_or_default();
        !matches!(event, "connect" | "terminate")
            && call.get("status").is_some_and(Value::is_string)
    };
    let (statuses, calls): (Vec<&Value>, Vec<&Value>) = calls.iter().partition(is_status);
    if statuses.is_empty() {
        return change.clone();
    }
    let statuses: Vec<Value> = statuses.into_iter().map(as_status).collect();
    let mut change = change.clone();
    if let Some(value) = change.get_mut("value").and_then(Value::as_object_mut) {
        value.insert("calls".to_owned(), json!(calls));
        value.insert("statuses".to_owned(), json!(statuses));
    }
    change
}

fn as_status(call: &Value) -> Value {
    json!({
        "id": call.get("id"),
        "type": "call",
        "status": call.get("status"),
        "timestamp": call.get("timestamp"),
        "recipient_id": call.get("to"),
    })
}

/// Meta has statuses for business-initiated calls only; what Vobiz passes on may be about the others too.
fn correct_direction(item: &mut WebhookItem, change: &Value) {
    let WebhookKind::Call { call, .. } = &mut item.kind else {
        return;
    };
    let calls = change.pointer("/value/calls").and_then(Value::as_array);
    let is_it =
        |raw: &&Value| raw.get("id").and_then(Value::as_str) == Some(&call.provider_call_id);
    let Some(raw) = calls.and_then(|calls| calls.iter().find(is_it)) else {
        return;
    };
    if raw.get("direction").and_then(Value::as_str) == Some("USER_INITIATED") {
        set_inbound(call, raw);
    }
}

fn set_inbound(call: &mut CallReference, raw: &Value) {
    call.direction = Some(Direction::Inbound);
    if let Some(from) = raw.get("from").and_then(Value::as_str) {
        call.customer.phone = Some(from.to_owned());
    }
}
