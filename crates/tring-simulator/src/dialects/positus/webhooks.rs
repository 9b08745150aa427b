//! Positus' webhooks: a bare `calls` list, without a word of the number or the account.

use serde_json::{Value, json};

use crate::{
    clock::Moment,
    dialects::{fields::set, meta::webhooks::written_fields},
    outbox::Webhook,
    phone::{Direction, End, Notice, Reason},
    world::{call::CallFacts, chat::Written, number::Number},
};

/// Tells that a call is there, or over; nothing between.
pub(crate) fn call_notice(
    number: &Number,
    call: &CallFacts,
    notice: Notice,
    now: Moment,
) -> Option<Webhook> {
    let (kind, entry) = match notice {
        Notice::Connect => ("connect", connect(number, call)),
        Notice::Terminated { end } => ("terminate", terminate(number, call, end, now)),
        Notice::Ringing | Notice::Accepted | Notice::Rejected => return None,
    };
    Some(Webhook {
        kind,
        call_id: Some(call.id.clone()),
        headers: Vec::new(),
        body: json!({"calls": [entry]}).to_string().into_bytes(),
    })
}

/// Brings a message of a customer's (`docs.en.posit.us/webhook`): `contacts` and `messages`, bare.
pub(crate) fn customer_writes(written: &Written, now: Moment) -> Webhook {
    let customer = &written.customer;
    let mut contact = json!({"profile": {"name": customer.name}});
    let mut message = json!({
        "id": written.message.id,
        "timestamp": now.seconds().to_string(),
    });
    if let Some(digits) = customer.digits() {
        set(&mut contact, "wa_id", json!(digits));
        set(&mut message, "from", json!(digits));
    }
    for (name, value) in written_fields(&written.message) {
        set(&mut message, name, value);
    }
    Webhook {
        kind: "message",
        call_id: None,
        headers: Vec::new(),
        body: json!({"contacts": [contact], "messages": [message]})
            .to_string()
            .into_bytes(),
    }
}

fn connect(number: &Number, call: &CallFacts) -> Value {
    let real = match call.direction {
        Direction::Inbound => "offer",
        Direction::Outbound => "answer",
    };
    let printed = if number.variants.offer_called_answer {
        "answer"
    } else {
        real
    };
    let old_form = json!({"sdp": call.our_sdp, "type": real}).to_string();
    let mut entry = sides(number, call, "connect");
    let connection = json!({"webrtc": {"sdp": old_form}});
    set(&mut entry, "connection", connection);
    let session = json!({"sdp_type": printed, "sdp": call.our_sdp});
    set(&mut entry, "session", session);
    entry
}

fn terminate(number: &Number, call: &CallFacts, end: End, now: Moment) -> Value {
    let direction = match call.direction {
        Direction::Inbound => "USER_INITIATED",
        Direction::Outbound => "BUSINESS_INITIATED",
    };
    let failed = end.reason == Reason::MediaTimeout;
    let status = if failed { "FAILED" } else { "COMPLETED" };
    let mut entry = sides(number, call, "terminate");
    set(&mut entry, "timestamp", json!(now.seconds().to_string()));
    set(&mut entry, "direction", json!(direction));
    if let Some(picked_up) = end.picked_up {
        let (start, stop) = (picked_up.seconds(), end.at.seconds());
        set(&mut entry, "start_time", json!(start.to_string()));
        set(&mut entry, "end_time", json!(stop.to_string()));
        set(&mut entry, "duration", json!(stop - start));
    }
    set(&mut entry, "status", json!(status));
    entry
}

fn sides(number: &Number, call: &CallFacts, event: &str) -> Value {
    let (theirs, ours) = match call.direction {
        Direction::Inbound => ("from", "to"),
        Direction::Outbound => ("to", "from"),
    };
    let mut entry = json!({"id": call.id, "event": event});
    set(&mut entry, ours, json!(number.digits()));
    if let Some(digits) = call.customer.digits() {
        set(&mut entry, theirs, json!(digits));
    }
    entry
}
