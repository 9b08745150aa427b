//! YCloud's events: `{id, type, apiVersion, createTime, <one payload>}`, signed with their time.

use serde_json::{Value, json};

use crate::{
    clock::Moment,
    dialects::{
        fields::set,
        ids,
        meta::webhooks::{permission_answer, written_fields},
        sign::hex_hmac,
    },
    outbox::Webhook,
    phone::{Direction, End, Notice, Reason},
    world::{call::CallFacts, chat::Written, number::Number, permission::PermissionReply},
};

/// Tells of a change in a call; a rejection shows only as the end that follows it.
pub(crate) fn call_notice(
    number: &Number,
    call: &CallFacts,
    notice: Notice,
    now: Moment,
) -> Option<Webhook> {
    let (kind, event, name, payload) = match notice {
        Notice::Connect => (
            "connect",
            "whatsapp.call.connect",
            "callingConnect",
            connect(number, call, now),
        ),
        Notice::Ringing => status(number, call, "ringing", "RINGING"),
        Notice::Accepted => status(number, call, "accepted", "ACCEPTED"),
        Notice::Rejected => return None,
        Notice::Terminated { end } => (
            "terminate",
            "whatsapp.call.terminate",
            "callingTerminate",
            terminate(number, call, end),
        ),
    };
    Some(Webhook {
        kind,
        call_id: Some(call.id.clone()),
        headers: Vec::new(),
        body: self::event(event, name, &payload, now),
    })
}

/// Brings what became of a permission, as a message of the customer's.
pub(crate) fn permission_reply(number: &Number, reply: &PermissionReply, now: Moment) -> Webhook {
    let mut message = json!({
        "id": ids::hex(12),
        "wamid": reply.message_id,
        "wabaId": number.account_id,
        "customerProfile": {"name": reply.customer.name},
        "to": number.display,
        "sendTime": now.rfc3339(3),
        "type": "interactive",
        "interactive": {
            "type": "call_permission_reply",
            "call_permission_reply": permission_answer(reply),
        },
    });
    if reply.customer.digits().is_some() {
        set(&mut message, "from", json!(reply.customer.address));
    }
    if let Some(id) = &reply.context_id {
        let context = json!({"from": number.digits(), "id": id});
        set(&mut message, "context", context);
    }
    let event_type = "whatsapp.inbound_message.received";
    Webhook {
        kind: "permission_reply",
        call_id: None,
        headers: Vec::new(),
        body: event(event_type, "whatsappInboundMessage", &message, now),
    }
}

/// Brings a message of a customer's.
pub(crate) fn customer_writes(number: &Number, written: &Written, now: Moment) -> Webhook {
    let customer = &written.customer;
    let mut message = json!({
        "id": ids::hex(12),
        "wamid": written.message.id,
        "wabaId": number.account_id,
        "fromUserId": customer.user_id(),
        "customerProfile": {"name": customer.name},
        "to": number.display,
        "sendTime": now.rfc3339(3),
    });
    if customer.digits().is_some() {
        set(&mut message, "from", json!(customer.address));
    }
    for (name, value) in written_fields(&written.message) {
        set(&mut message, name, value);
    }
    let event_type = "whatsapp.inbound_message.received";
    Webhook {
        kind: "message",
        call_id: None,
        headers: Vec::new(),
        body: event(event_type, "whatsappInboundMessage", &message, now),
    }
}

/// `t=<seconds>,s=<hex>` over the time and the body's exact bytes.
pub(crate) fn signature(secret: &str, now: Moment, body: &[u8]) -> String {
    let seconds = now.seconds();
    let digest = hex_hmac(secret, &[format!("{seconds}.").as_bytes(), body]);
    format!("t={seconds},s={digest}")
}

pub(crate) fn event(event_type: &str, name: &str, payload: &Value, now: Moment) -> Vec<u8> {
    let mut event = json!({
        "id": format!("evt_{}", ids::hex(12)),
        "type": event_type,
        "apiVersion": "v2",
        "createTime": now.rfc3339(3),
    });
    set(&mut event, name, payload.clone());
    event.to_string().into_bytes()
}

fn connect(number: &Number, call: &CallFacts, now: Moment) -> Value {
    let sdp_type = match call.direction {
        Direction::Inbound => "offer",
        Direction::Outbound => "answer",
    };
    let mut entry = sides(number, call);
    // Whole seconds, in milliseconds, as all samples have it.
    let dialled = now.minus(call.connect_age_ms).seconds() * 1000;
    set(&mut entry, "dialTime", json!(dialled));
    set(&mut entry, "sdpType", json!(sdp_type));
    set(&mut entry, "sdp", json!(call.our_sdp));
    entry
}

fn terminate(number: &Number, call: &CallFacts, end: End) -> Value {
    let failed = end.reason == Reason::MediaTimeout;
    let mut entry = sides(number, call);
    if let Some(picked_up) = end.picked_up {
        let (start, stop) = (picked_up.seconds(), end.at.seconds());
        set(&mut entry, "startTime", json!(start * 1000));
        set(&mut entry, "endTime", json!(stop * 1000));
        set(&mut entry, "duration", json!(stop - start));
    }
    let status = if failed { "FAILED" } else { "COMPLETED" };
    set(&mut entry, "status", json!(status));
    entry
}

/// Who calls whom, in a record with an id of its own.
fn sides(number: &Number, call: &CallFacts) -> Value {
    let (direction, theirs, ours) = match call.direction {
        Direction::Inbound => ("USER_INITIATED", "from", "to"),
        Direction::Outbound => ("BUSINESS_INITIATED", "to", "from"),
    };
    let mut entry = json!({
        "id": ids::hex(12),
        "wacid": call.id,
        "phoneId": number.id,
        "direction": direction,
    });
    set(&mut entry, ours, json!(number.display));
    if call.customer.digits().is_some() {
        set(&mut entry, theirs, json!(call.customer.address));
    }
    entry
}

fn status(
    number: &Number,
    call: &CallFacts,
    kind: &'static str,
    status: &str,
) -> (&'static str, &'static str, &'static str, Value) {
    let mut entry = json!({
        "wabaId": number.account_id,
        "wacid": call.id,
        "status": status,
    });
    if call.customer.digits().is_some() {
        set(&mut entry, "recipientPhone", json!(call.customer.address));
    }
    let event = "whatsapp.call.status.updated";
    (kind, event, "callingStatusUpdated", entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_vectors() {
        let vectors = include_str!("../../../tests/fixtures/ycloud/signature_vectors.json");
        let vectors: Value = serde_json::from_str(vectors).unwrap();
        let vectors = vectors["vectors"].as_array().unwrap();
        assert_eq!(vectors.len(), 3);
        for vector in vectors {
            let body = vector["body"].as_str().unwrap().as_bytes();
            let time = Moment::from_millis(1_700_000_000_250);
            let ours = signature(vector["secret"].as_str().unwrap(), time, body);
            let is_same = vector["header"].as_str() == Some(ours.as_str());
            assert_eq!(Some(is_same), vector["valid"].as_bool(), "{ours}");
        }
    }
}
