//! Webhooks made by hand, where the simulator is too orderly.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Answer, BUSINESS, NUMBER_ID, WEBHOOK_KEY, WEBHOOK_SECRET, World};

const CUSTOMER_OFFER: &str = include_str!("../sdp/user_initiated.offer.from_meta.capture_2026.sdp");
pub(crate) const CUSTOMER_ANSWER: &str =
    include_str!("../sdp/business_initiated.answer.from_meta.sdp");

/// Meta's signature over these bytes.
pub(crate) fn signature(body: &[u8]) -> String {
    signature_with(WEBHOOK_SECRET, body)
}

/// The same with another secret.
pub(crate) fn signature_with(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// Sends a signed webhook.
pub(crate) async fn send(world: &World, webhook: &Value) -> Answer {
    let body = webhook.to_string().into_bytes();
    let signature = signature(&body);
    send_raw(world, body, Some(&signature)).await
}

/// Sends these bytes with this signature.
pub(crate) async fn send_raw(world: &World, body: Vec<u8>, signature: Option<&str>) -> Answer {
    let url = format!("{}/api/webhook/meta/{WEBHOOK_KEY}", world.url());
    let mut request = world.http.post(url).body(body);
    if let Some(signature) = signature {
        request = request.header("x-hub-signature-256", signature);
    }
    Answer::of(request).await
}

/// The envelope around calls.
pub(crate) fn envelope(value: &Value) -> Value {
    let mut value = value.clone();
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({
        "display_phone_number": BUSINESS.trim_start_matches('+'),
        "phone_number_id": NUMBER_ID,
    });
    json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "366634483210360", "changes": [{"field": "calls", "value": value}]}],
    })
}

/// What the customer says about being called, at this time: an accept until then, for good, or a reject.
pub(crate) fn permission_reply(customer: &str, at: u64, reply: &Value) -> Value {
    let digits = customer.trim_start_matches('+');
    messages(&json!({
        "contacts": [{"profile": {"name": "Grace Hopper"}, "wa_id": digits}],
        "messages": [{
            "from": digits,
            "id": format!("wamid.reply.{at}"),
            "timestamp": at.to_string(),
            "type": "interactive",
            "interactive": {"type": "call_permission_reply", "call_permission_reply": reply},
        }],
    }))
}

/// A message of ours was not delivered.
pub(crate) fn message_failed(id: &str, customer: &str, code: u32) -> Value {
    messages(&json!({
        "statuses": [{
            "id": id,
            "status": "failed",
            "timestamp": now_seconds().to_string(),
            "recipient_id": customer.trim_start_matches('+'),
            "errors": [{"code": code, "title": "Message undeliverable"}],
        }],
    }))
}

/// The envelope around messages.
fn messages(value: &Value) -> Value {
    let mut webhook = envelope(value);
    webhook["entry"][0]["changes"][0]["field"] = json!("messages");
    webhook
}

/// A customer calls: the connect with the offer.
pub(crate) fn customer_connects(id: &str, customer: &str, unix_seconds: u64) -> Value {
    let digits = customer.trim_start_matches('+');
    envelope(&json!({
        "contacts": [{"profile": {"name": "Grace Hopper"}, "wa_id": digits}],
        "calls": [{
            "id": id,
            "from": digits,
            "to": BUSINESS.trim_start_matches('+'),
            "event": "connect",
            "timestamp": unix_seconds.to_string(),
            "direction": "USER_INITIATED",
            "session": {"sdp_type": "offer", "sdp": CUSTOMER_OFFER},
        }],
    }))
}

/// The customer's phone answers our dial: the connect with the answer, with our id where the provider sends it back.
pub(crate) fn customer_phone_answers(id: &str, customer: &str, ours: Option<&str>) -> Value {
    let mut call = json!({
        "id": id,
        "from": BUSINESS.trim_start_matches('+'),
        "to": customer.trim_start_matches('+'),
        "event": "connect",
        "timestamp": now_seconds().to_string(),
        "direction": "BUSINESS_INITIATED",
        "session": {"sdp_type": "answer", "sdp": CUSTOMER_ANSWER},
    });
    if let Some(ours) = ours {
        call["biz_opaque_callback_data"] = json!(ours);
    }
    envelope(&json!({"calls": [call]}))
}

/// A call is over without having been picked up.
pub(crate) fn terminates(id: &str, direction: &str) -> Value {
    envelope(&json!({
        "calls": [{
            "id": id,
            "event": "terminate",
            "direction": direction,
            "timestamp": now_seconds().to_string(),
            "status": "COMPLETED",
        }],
    }))
}

/// What the customer's phone does: `RINGING`, `ACCEPTED` or `REJECTED`.
pub(crate) fn status(id: &str, customer: &str, status: &str) -> Value {
    envelope(&json!({
        "statuses": [{
            "id": id,
            "type": "call",
            "status": status,
            "timestamp": now_seconds().to_string(),
            "recipient_id": customer.trim_start_matches('+'),
        }],
    }))
}

/// Now, as providers print it.
pub(crate) fn now_seconds() -> u64 {
    tring_proxy::clock::now() / 1_000
}
