//! Vobiz's events: `{event_id, event_type, account_id, occurred_at, payload}` around Meta's.

use serde_json::{Value, json};

use crate::{
    clock::Moment,
    dialects::{
        fields::set,
        ids,
        meta::webhooks::{call_value, envelope, reply_value, written_value},
    },
    outbox::Webhook,
    phone::{Direction, Notice},
    world::{call::CallFacts, chat::Written, number::Number, permission::PermissionReply},
};

/// The business account at Meta, which Vobiz's account stands for.
const WABA_ID: &str = "366634483210360";

/// Tells of a change in a call.
pub(crate) fn call_notice(
    number: &Number,
    call: &CallFacts,
    notice: Notice,
    now: Moment,
) -> Webhook {
    let (kind, mut value) = call_value(number, call, notice, now);
    let event = match notice {
        Notice::Connect => "call.connect",
        Notice::Ringing | Notice::Accepted | Notice::Rejected => "call.status_change",
        Notice::Terminated { .. } => "call.terminate",
    };
    let rings = matches!(notice, Notice::Connect) && call.direction == Direction::Inbound;
    if let Some(entry) = value.pointer_mut("/calls/0").filter(|_| rings) {
        // Meta has no such field; the sample prints it.
        set(entry, "status", json!("ringing"));
    }
    Webhook {
        kind,
        call_id: Some(call.id.clone()),
        ..event_of(number, event, "calls", value, now)
    }
}

/// Brings what became of a permission.
pub(crate) fn permission_reply(number: &Number, reply: &PermissionReply, now: Moment) -> Webhook {
    let mut value = reply_value(number, reply, now);
    let mut contact = json!({"profile": {"name": reply.customer.name}});
    if let Some(digits) = reply.customer.digits() {
        set(&mut contact, "wa_id", json!(digits));
    }
    set(&mut value, "contacts", json!([contact]));
    Webhook {
        kind: "permission_reply",
        ..event_of(number, "message.inbound", "messages", value, now)
    }
}

/// Brings a message of a customer's.
pub(crate) fn customer_writes(number: &Number, written: &Written, now: Moment) -> Webhook {
    let value = written_value(number, written, now);
    Webhook {
        kind: "message",
        ..event_of(number, "message.inbound", "messages", value, now)
    }
}

fn event_of(
    number: &Number,
    event: &'static str,
    field: &str,
    mut value: Value,
    now: Moment,
) -> Webhook {
    if let Some(metadata) = value.get_mut("metadata") {
        // Meta's id of the number, which is not the channel's.
        let metas_id = format!("10{}", number.digits());
        set(metadata, "phone_number_id", json!(metas_id));
    }
    let payload = if number.variants.payload_is_change_value {
        value
    } else {
        envelope(WABA_ID, field, value)
    };
    let body = json!({
        "event_id": ids::uuid(),
        "event_type": event,
        "account_id": number.account_id,
        "occurred_at": now.rfc3339(0),
        "payload": payload,
    });
    Webhook {
        kind: "",
        call_id: None,
        headers: vec![("x-webhook-event", event.to_owned())],
        body: body.to_string().into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::dialects::sign::hex_hmac;

    #[test]
    fn the_signature_is_that_of_the_vectors() {
        let vectors = include_str!("../../../tests/fixtures/vobiz/signature_vectors.derived.json");
        let vectors: Value = serde_json::from_str(vectors).unwrap();
        let vectors = vectors["vectors"].as_array().unwrap();
        assert_eq!(vectors.len(), 3);
        for vector in vectors {
            let body = vector["body"].as_str().unwrap().as_bytes();
            let ours = hex_hmac(vector["secret"].as_str().unwrap(), &[body]);
            let is_same = vector["signature"].as_str() == Some(ours.as_str());
            assert_eq!(Some(is_same), vector["valid"].as_bool(), "{ours}");
        }
    }
}
