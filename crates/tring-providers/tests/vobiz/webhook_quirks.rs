//! What webhooks may look like beside the samples.

use serde_json::{Value, json};
use tring_calls::event::{CallEvent, Outcome};
use tring_protocol::call::Direction;
use tring_providers::{
    provider::{Grant, Provider as _},
    webhook::{CallReference, WebhookError, WebhookItem, WebhookKind, WebhookRequest},
};

use crate::{
    channel,
    describe::describe,
    fixtures,
    signatures::{NOW, signed},
    webhooks::read,
};

const CONNECT: &str = "webhook.call_connect.json";
const STATUS: &str = "webhook.call_status_change.derived.json";
const TERMINATE: &str = "webhook.call_terminate.derived.json";
const MESSAGE: &str = "webhook.message_inbound.json";
const VALUE: &str = "/payload/entry/0/changes/0/value";

fn is_other(items: &[WebhookItem]) -> bool {
    matches!(
        items,
        [WebhookItem {
            kind: WebhookKind::Other { .. },
            ..
        }]
    )
}

fn only_call(items: &[WebhookItem]) -> (&CallReference, &CallEvent) {
    match items {
        [
            WebhookItem {
                kind: WebhookKind::Call { call, event },
                ..
            },
        ] => (call, event),
        other => panic!("one event of a call expected, not {other:?}"),
    }
}

#[test]
fn a_payload_that_is_the_value_alone_says_the_same() {
    // The page's prose: "the change value"; its samples: the whole envelope.
    for name in [CONNECT, STATUS, TERMINATE] {
        let whole = fixtures::json(name);
        let mut bare = whole.clone();
        bare["payload"] = whole.pointer(VALUE).expect("a value").clone();
        assert_eq!(describe(&read(&bare)), describe(&read(&whole)), "{name}");
    }
}

#[test]
fn an_event_is_deduplicated_by_its_id_and_the_place_in_it() {
    let mut sample = fixtures::json(TERMINATE);
    let value = sample.pointer_mut(VALUE).expect("a value");
    let one = value["calls"][0].clone();
    value["calls"] = json!([one.clone(), one]);
    let keys: Vec<_> = read(&sample)
        .into_iter()
        .map(|item| item.dedupe_key)
        .collect();
    let id = "00000000-0000-4000-8000-000000000003";
    assert_eq!(keys, [format!("{id}:0"), format!("{id}:1")]);

    sample["event_id"] = Value::Null;
    let without = read(&sample);
    assert_eq!(without[0].dedupe_key, "wacid.HBgMOTE...:terminate");
}

#[test]
fn the_envelopes_time_counts_where_metas_is_missing() {
    let mut sample = fixtures::json(CONNECT);
    assert_eq!(read(&sample)[0].at, Some(1_711_360_860_000));
    let call = sample
        .pointer_mut(&format!("{VALUE}/calls/0"))
        .expect("a call");
    call["timestamp"] = Value::Null;
    assert_eq!(read(&sample)[0].at, Some(1_774_432_860_000));
}

#[test]
fn events_of_other_numbers_are_kept_and_do_nothing() {
    for name in [CONNECT, STATUS, TERMINATE, MESSAGE] {
        let mut sample = fixtures::json(name);
        let metadata = sample
            .pointer_mut(&format!("{VALUE}/metadata"))
            .expect("metadata");
        metadata["display_phone_number"] = "919876543211".into();
        assert!(is_other(&read(&sample)), "{name}");
    }
}

#[test]
fn a_status_change_in_calls_is_a_status() {
    // `call.status_change` has no sample; the prose says that its payload has `calls`.
    for (status, wanted) in [
        ("ringing", CallEvent::RingingThere),
        ("accepted", CallEvent::Answered),
        ("REJECTED", CallEvent::CustomerDeclined),
    ] {
        for event in [Value::Null, "status_change".into()] {
            let mut sample = fixtures::json(STATUS);
            let value = sample
                .pointer_mut(VALUE)
                .and_then(Value::as_object_mut)
                .expect("a value");
            value.remove("statuses");
            let call = json!({"id": "wacid.A", "to": "918888888888", "status": status, "event": event, "timestamp": "1711360865"});
            value.insert("calls".to_owned(), json!([call]));
            let items = read(&sample);
            let (reference, told) = only_call(&items);
            assert_eq!(
                (told, reference.direction),
                (&wanted, Some(Direction::Outbound))
            );
            assert_eq!(reference.customer.phone.as_deref(), Some("918888888888"));
        }
    }
}

#[test]
fn a_status_of_the_customers_own_call_is_not_taken_for_ours() {
    let mut sample = fixtures::json(STATUS);
    let value = sample
        .pointer_mut(VALUE)
        .and_then(Value::as_object_mut)
        .expect("a value");
    value.remove("statuses");
    let call = json!({"id": "wacid.A", "from": "918888888888", "to": "919876543210", "status": "accepted", "direction": "USER_INITIATED"});
    value.insert("calls".to_owned(), json!([call]));
    let items = read(&sample);
    let (reference, _) = only_call(&items);
    assert_eq!(reference.direction, Some(Direction::Inbound));
    assert_eq!(reference.customer.phone.as_deref(), Some("918888888888"));
}

#[test]
fn a_status_that_we_do_not_know_is_kept() {
    let mut sample = fixtures::json(STATUS);
    *sample
        .pointer_mut(&format!("{VALUE}/statuses/0/status"))
        .expect("a status") = "MISSED".into();
    assert!(is_other(&read(&sample)));
}

#[test]
fn errors_at_the_end_are_told_where_they_come() {
    let mut sample = fixtures::json(TERMINATE);
    let value = sample.pointer_mut(VALUE).expect("a value");
    value["errors"] = json!([{"code": 138_021, "message": "m"}]);
    value["calls"][0]["status"] = "FAILED".into();
    let items = read(&sample);
    let (
        _,
        CallEvent::Terminated {
            outcome: Outcome::Failed,
            error: Some(error),
            ..
        },
    ) = only_call(&items)
    else {
        panic!("a failed end expected, not {items:?}");
    };
    assert!(error.ends_with('.'), "{error}");
}

#[test]
fn a_permission_reply_comes_as_a_message() {
    let mut sample = fixtures::json(MESSAGE);
    let message = sample
        .pointer_mut(&format!("{VALUE}/messages/0"))
        .expect("a message");
    message["type"] = "interactive".into();
    message["context"] = json!({"id": "wamid.REQUEST"});
    message["interactive"] = json!({
        "type": "call_permission_reply",
        "call_permission_reply": {"response": "accept", "is_permanent": true, "response_source": "user_action"},
    });
    let items = read(&sample);
    let [
        WebhookItem {
            kind: WebhookKind::Permission(reply),
            ..
        },
    ] = items.as_slice()
    else {
        panic!("a reply expected, not {items:?}");
    };
    assert_eq!(reply.grant, Grant::Permanent);
    assert_eq!(reply.customer.phone.as_deref(), Some("918888888888"));
    assert_eq!(reply.request_id.as_deref(), Some("wamid.REQUEST"));
}

#[test]
fn unknown_and_half_empty_events_are_kept() {
    for body in [
        json!({"event_id": "1", "event_type": "call.connect"}),
        json!({"event_id": "1", "event_type": "call.connect", "payload": {}}),
        json!({"event_id": "1", "event_type": "call.connect", "payload": {"entry": []}}),
        json!({"event_id": "1", "event_type": "call.connect", "payload": "calls"}),
        json!({"event_id": "1", "event_type": "channel.updated", "payload": {"calls": []}}),
        json!({}),
    ] {
        assert!(is_other(&read(&body)), "{body}");
    }
}

#[test]
fn what_is_no_json_is_malformed() {
    for body in [b"".as_slice(), b"calls", b"[1]", b"null"] {
        let request = WebhookRequest {
            headers: &signed(body),
            body,
            now: NOW,
        };
        let verdict = channel("https://api.vobiz.ai").read_webhook(&request);
        assert_eq!(verdict, Err(WebhookError::Malformed), "{body:?}");
    }
}
