//! Webhooks in Meta's envelope, escaped and signed as Meta does it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::{
    clock::Moment,
    dialects::{fields::set, sign::hex_hmac},
    outbox::Webhook,
    phone::{Direction, End, Notice, Reason},
    world::{
        call::CallFacts,
        chat::{ChatMessage, Form, Written},
        customer::Customer,
        number::Number,
        permission::{PermissionReply, PermissionStatus, Source},
    },
};

/// Tells of a change in a call.
pub(crate) fn call_notice(
    number: &Number,
    call: &CallFacts,
    notice: Notice,
    now: Moment,
) -> Webhook {
    let (kind, value) = call_value(number, call, notice, now);
    Webhook {
        kind,
        call_id: Some(call.id.clone()),
        headers: Vec::new(),
        body: write(&envelope(&number.account_id, "calls", value)),
    }
}

/// What kind of notice it is, and the value of the `calls` change that tells of it.
pub(crate) fn call_value(
    number: &Number,
    call: &CallFacts,
    notice: Notice,
    now: Moment,
) -> (&'static str, Value) {
    let (kind, value) = match notice {
        Notice::Connect => ("connect", connect(number, call, now)),
        Notice::Ringing => ("ringing", status(call, "RINGING", now)),
        Notice::Accepted => ("accepted", status(call, "ACCEPTED", now)),
        Notice::Rejected => ("rejected", status(call, "REJECTED", now)),
        Notice::Terminated { end } => ("terminate", terminate(number, call, end, now)),
    };
    (kind, with_metadata(number, value))
}

/// Brings what became of a permission.
pub(crate) fn permission_reply(number: &Number, reply: &PermissionReply, now: Moment) -> Webhook {
    let value = reply_value(number, reply, now);
    Webhook {
        kind: "permission_reply",
        call_id: None,
        headers: Vec::new(),
        body: write(&envelope(&number.account_id, "messages", value)),
    }
}

/// The value of the `messages` change that brings what became of a permission.
pub(crate) fn reply_value(number: &Number, reply: &PermissionReply, now: Moment) -> Value {
    let mut message = json!({
        "from_user_id": reply.customer.user_id(),
        "id": reply.message_id,
        "timestamp": now.seconds().to_string(),
        "interactive": {
            "type": "call_permission_reply",
            "call_permission_reply": permission_answer(reply),
        },
    });
    if let Some(digits) = reply.customer.digits() {
        set(&mut message, "from", json!(digits));
    }
    if let Some(id) = &reply.context_id {
        let mut context = json!({ "id": id });
        if let Some(digits) = reply.customer.digits() {
            // The documents print the customer here, not the business that asked.
            set(&mut context, "from", json!(digits));
        }
        set(&mut message, "context", context);
    }
    with_metadata(number, json!({ "messages": [message] }))
}

/// The customer's answer, in the words that all providers pass on.
pub(crate) fn permission_answer(reply: &PermissionReply) -> Value {
    let mut answer = match reply.permission.status {
        PermissionStatus::NoPermission => json!({"response": "reject"}),
        PermissionStatus::Permanent => json!({"response": "accept", "is_permanent": true}),
        PermissionStatus::Temporary => json!({"response": "accept", "is_permanent": false}),
    };
    if let Some(expires) = reply.permission.expires {
        let seconds = expires.seconds().to_string();
        set(&mut answer, "expiration_timestamp", json!(seconds));
    }
    let source = match reply.source {
        Source::UserAction => "user_action",
        Source::Automatic => "automatic",
    };
    set(&mut answer, "response_source", json!(source));
    answer
}

/// Brings a message of a customer's.
pub(crate) fn customer_writes(number: &Number, written: &Written, now: Moment) -> Webhook {
    let value = written_value(number, written, now);
    Webhook {
        kind: "message",
        call_id: None,
        headers: Vec::new(),
        body: write(&envelope(&number.account_id, "messages", value)),
    }
}

/// The value of the `messages` change that brings a message of a customer's (reference, `messages` webhooks).
pub(crate) fn written_value(number: &Number, written: &Written, now: Moment) -> Value {
    let customer = &written.customer;
    let mut message = json!({
        "from_user_id": customer.user_id(),
        "id": written.message.id,
        "timestamp": now.seconds().to_string(),
    });
    if let Some(digits) = customer.digits() {
        set(&mut message, "from", json!(digits));
    }
    for (name, value) in written_fields(&written.message) {
        set(&mut message, name, value);
    }
    let value = json!({"contacts": [contact(customer)], "messages": [message]});
    with_metadata(number, value)
}

/// `type`, and the object of that name, in the words that all providers pass on.
pub(crate) fn written_fields(message: &ChatMessage) -> [(&'static str, Value); 2] {
    let text = &message.text;
    let (kind, value) = match message.form {
        Form::Text => ("text", json!({"body": text})),
        Form::Button => ("button", json!({"payload": text, "text": text})),
        Form::ButtonReply => (
            "interactive",
            json!({"type": "button_reply", "button_reply": {"id": "1", "title": text}}),
        ),
        Form::ListReply => (
            "interactive",
            json!({"type": "list_reply", "list_reply": {"id": "1", "title": text, "description": ""}}),
        ),
        Form::Image => {
            let mut image = json!({
                "id": "1003383421387256",
                "mime_type": "image/jpeg",
                "sha256": "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=",
            });
            if !text.is_empty() {
                set(&mut image, "caption", json!(text));
            }
            ("image", image)
        }
    };
    [("type", json!(kind)), (kind, value)]
}

/// Tells of changed calling settings; `calling` is what `GET …/settings` answers.
pub(crate) fn settings_changed(number: &Number, calling: Value, now: Moment) -> Webhook {
    let value = json!({
        "messaging_product": "whatsapp",
        "timestamp": now.seconds().to_string(),
        "type": "phone_number_settings",
        "phone_number_settings": {"phone_number_id": number.id, "calling": calling},
    });
    Webhook {
        kind: "account_settings_update",
        call_id: None,
        headers: Vec::new(),
        body: write(&envelope(
            &number.account_id,
            "account_settings_update",
            value,
        )),
    }
}

/// `sha256=` and the lowercase hex HMAC-SHA256 of the body's exact bytes under the app secret.
pub(crate) fn signature(app_secret: &str, body: &[u8]) -> String {
    format!("sha256={}", hex_hmac(app_secret, &[body]))
}

fn connect(number: &Number, call: &CallFacts, now: Moment) -> Value {
    let sdp_type = match call.direction {
        Direction::Inbound => "offer",
        Direction::Outbound => "answer",
    };
    let mut entry = call_entry(number, call, "connect", now.minus(call.connect_age_ms));
    set(
        &mut entry,
        "session",
        json!({"sdp_type": sdp_type, "sdp": call.our_sdp}),
    );
    json!({"contacts": [contact(&call.customer)], "calls": [entry]})
}

fn terminate(number: &Number, call: &CallFacts, end: End, now: Moment) -> Value {
    let failed = end.reason == Reason::MediaTimeout;
    let mut entry = call_entry(number, call, "terminate", now);
    set(
        &mut entry,
        "status",
        json!(if failed { "FAILED" } else { "COMPLETED" }),
    );
    // All three only for a call that was picked up.
    if let Some(picked_up) = end.picked_up {
        set(
            &mut entry,
            "start_time",
            json!(picked_up.seconds().to_string()),
        );
        set(&mut entry, "end_time", json!(end.at.seconds().to_string()));
        set(
            &mut entry,
            "duration",
            json!(end.at.seconds() - picked_up.seconds()),
        );
    }
    let mut value = json!({"contacts": [contact(&call.customer)], "calls": [entry]});
    if failed {
        set(
            &mut value,
            "errors",
            json!([{
                "code": 138_021,
                "message": "Media receive timeout",
                "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
                "error_data": {"details": "No media was received from the business for too long."},
            }]),
        );
    }
    value
}

fn call_entry(number: &Number, call: &CallFacts, event: &str, at: Moment) -> Value {
    let user_id = call.customer.user_id();
    let (mut entry, theirs, ours) = match call.direction {
        Direction::Inbound => (
            json!({"direction": "USER_INITIATED", "from_user_id": user_id}),
            "from",
            "to",
        ),
        Direction::Outbound => (
            json!({"direction": "BUSINESS_INITIATED", "to_user_id": user_id}),
            "to",
            "from",
        ),
    };
    set(&mut entry, "id", json!(call.id));
    set(&mut entry, "event", json!(event));
    set(&mut entry, "timestamp", json!(at.seconds().to_string()));
    set(&mut entry, ours, json!(number.digits()));
    if let Some(digits) = call.customer.digits() {
        set(&mut entry, theirs, json!(digits));
    }
    if let Some(opaque) = &call.opaque {
        set(&mut entry, "biz_opaque_callback_data", json!(opaque));
    }
    entry
}

fn status(call: &CallFacts, status: &str, now: Moment) -> Value {
    let mut entry = json!({
        "id": call.id,
        "timestamp": now.seconds().to_string(),
        "type": "call",
        "status": status,
        "recipient_user_id": call.customer.user_id(),
    });
    if let Some(digits) = call.customer.digits() {
        set(&mut entry, "recipient_id", json!(digits));
    }
    if let Some(opaque) = &call.opaque {
        set(&mut entry, "biz_opaque_callback_data", json!(opaque));
    }
    json!({ "statuses": [entry] })
}

fn contact(customer: &Customer) -> Value {
    let mut contact = json!({
        "profile": {"name": customer.name},
        "user_id": customer.user_id(),
    });
    if let Some(digits) = customer.digits() {
        set(&mut contact, "wa_id", json!(digits));
    }
    contact
}

fn with_metadata(number: &Number, mut value: Value) -> Value {
    set(&mut value, "messaging_product", json!("whatsapp"));
    set(
        &mut value,
        "metadata",
        json!({
            "display_phone_number": number.digits(),
            "phone_number_id": number.id,
        }),
    );
    value
}

/// One change in the envelope of all of Meta's webhooks.
pub(crate) fn envelope(account_id: &str, field: &str, value: Value) -> Value {
    json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": account_id, "changes": [{"value": value, "field": field}]}],
    })
}

/// A body in Meta's bytes.
pub(crate) fn write(envelope: &Value) -> Vec<u8> {
    escape(&envelope.to_string()).into_bytes()
}

/// Escapes as Meta does: `\/` for slashes, `\uxxxx` in lowercase hex for all that is not ASCII.
/// A receiver that signs re-serialised JSON instead of the raw bytes gets another signature.
fn escape(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + 64);
    for letter in json.chars() {
        if letter == '/' {
            escaped.push_str("\\/");
        } else if letter.is_ascii() {
            escaped.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
