//! Webhooks that are not as the samples are: missing, old, odd, doubled and broken parts.

use serde_json::{Value, json};
use tring_calls::event::{CallEvent, Outcome};
use tring_protocol::call::Direction;
use tring_providers::webhook::{ConnectItem, WebhookItem, WebhookKind};

use crate::{
    describe::{self, describe},
    fixtures,
    webhooks::read,
};

const INBOUND: &str = "webhook.connect.user_initiated.json";
const OUTBOUND: &str = "webhook.connect.business_initiated.json";
const FAILED: &str = "webhook.terminate.business_initiated.failed_with_errors.json";

/// A sample with its `value` changed.
fn changed(name: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut sample = fixtures::json(name);
    change(&mut sample["entry"][0]["changes"][0]["value"]);
    sample
}

fn webhook(value: Value) -> Value {
    json!({"object": "whatsapp_business_account",
           "entry": [{"id": "1", "changes": [{"field": "calls", "value": value}]}]})
}

fn connect(webhook: &Value) -> ConnectItem {
    match read(webhook).as_slice() {
        [
            WebhookItem {
                kind: WebhookKind::Connect(connect),
                ..
            },
        ] => connect.clone(),
        other => panic!("one connect expected, not {}", describe(other)),
    }
}

fn end(webhook: &Value) -> (Outcome, Option<String>) {
    match read(webhook).as_slice() {
        [
            WebhookItem {
                kind:
                    WebhookKind::Call {
                        event: CallEvent::Terminated { outcome, error, .. },
                        ..
                    },
                ..
            },
        ] => (*outcome, error.clone()),
        other => panic!("one terminate expected, not {}", describe(other)),
    }
}

#[test]
fn without_a_direction_the_kind_of_sdp_decides() {
    for (name, direction) in [
        (INBOUND, Direction::Inbound),
        (OUTBOUND, Direction::Outbound),
    ] {
        let sample = changed(name, |value| {
            value["calls"][0]
                .as_object_mut()
                .expect("a call")
                .remove("direction");
        });
        assert_eq!(connect(&sample).call.direction, Some(direction), "{name}");
    }
    let nothing = changed(INBOUND, |value| {
        let call = value["calls"][0].as_object_mut().expect("a call");
        call.remove("direction");
        call["session"]["sdp_type"] = Value::Null;
    });
    assert_eq!(connect(&nothing).call.direction, None);
}

// One sample of Meta's has `from` and `to` the wrong way round; the inbox showed the business calling itself.
#[test]
fn the_customer_is_the_contact_even_if_the_numbers_are_the_wrong_way_round() {
    let sample = changed(INBOUND, |value| {
        value["calls"][0]["from"] = json!("16315553601");
        value["calls"][0]["to"] = json!("16315553602");
    });
    assert_eq!(
        connect(&sample).call.customer.phone.as_deref(),
        Some("16315553602")
    );
}

#[test]
fn a_contact_is_chosen_by_number_or_user_id_where_there_are_several() {
    let sample = changed(INBOUND, |value| {
        value["contacts"] = json!([
            {"wa_id": "4915112345678", "profile": {"name": "Somebody else"}},
            {"user_id": "US.13491208655302741918", "profile": {"name": "Ada"}},
        ]);
    });
    let customer = connect(&sample).call.customer;
    assert_eq!(customer.name.as_deref(), Some("Ada"));
    assert_eq!(
        customer.phone.as_deref(),
        Some("16315553602"),
        "from the call itself"
    );
}

#[test]
fn contacts_may_be_absent() {
    let sample = changed(OUTBOUND, |value| {
        value.as_object_mut().expect("a value").remove("contacts");
    });
    let customer = connect(&sample).call.customer;
    assert_eq!(customer.phone.as_deref(), Some("16501230000"));
    assert_eq!(customer.user_id.as_deref(), Some("<BSUID>"));
    assert_eq!(customer.name, None);
}

#[test]
fn the_old_form_of_the_sdp_is_read_as_json_and_as_it_is() {
    let sdp = connect(&fixtures::json(OUTBOUND)).sdp;
    let old = |change: &dyn Fn(&mut Value)| {
        changed(OUTBOUND, |value| {
            let call = &mut value["calls"][0];
            call.as_object_mut().expect("a call").remove("session");
            change(call);
        })
    };
    let in_a_string = old(&|_| {});
    assert!(
        connect(&in_a_string).sdp.starts_with("v=0\r\n"),
        "JSON in a string"
    );
    let raw = old(&|call| call["connection"]["webrtc"]["sdp"] = json!(sdp));
    assert_eq!(connect(&raw).sdp, sdp);
    let object = old(&|call| {
        call["connection"]["webrtc"]["sdp"] = json!({"sdp": sdp, "type": "answer"});
        call.as_object_mut().expect("a call").remove("direction");
    });
    assert_eq!(connect(&object).sdp, sdp);
    assert_eq!(connect(&object).call.direction, Some(Direction::Outbound));
}

#[test]
fn a_connect_without_sdp_cannot_ring() {
    for session in [
        json!(null),
        json!({}),
        json!({"sdp": ""}),
        json!({"sdp": 7}),
        json!("v=0"),
    ] {
        let sample = changed(INBOUND, |value| value["calls"][0]["session"] = session);
        insta::allow_duplicates! {
            insta::assert_snapshot!(whats(&sample), @"
            event connect
            ");
        }
    }
}

pub(crate) fn whats(webhook: &Value) -> String {
    describe::whats(read(webhook))
}

#[test]
fn the_status_of_a_terminate_may_be_a_list_and_in_any_case() {
    let status = |status: Value, errors: Value| {
        end(&changed(FAILED, |value| {
            value["calls"][0]["status"] = status;
            value["errors"] = errors;
        }))
        .0
    };
    let error = json!([{"code": 138_021}]);
    assert_eq!(status(json!("Failed"), json!([])), Outcome::Failed);
    assert_eq!(status(json!(["Failed"]), json!([])), Outcome::Failed);
    assert_eq!(status(json!(["Completed"]), json!([])), Outcome::Completed);
    assert_eq!(
        status(json!(["Failed", "Completed"]), error.clone()),
        Outcome::Failed
    );
    assert_eq!(
        status(json!(["Failed", "Completed"]), json!([])),
        Outcome::Completed
    );
    assert_eq!(status(json!(null), error), Outcome::Failed);
    assert_eq!(status(json!(null), json!(null)), Outcome::Completed);
}

#[test]
fn the_error_of_a_terminate_stands_beside_the_call_or_in_it() {
    let sentence = "WhatsApp heard nothing from us and ended the call. Check your microphone and \
                    network, then call again.";
    let beside = fixtures::json(FAILED);
    assert_eq!(end(&beside), (Outcome::Failed, Some(sentence.to_owned())));
    let inside = changed(FAILED, |value| {
        value["calls"][0]["errors"] = value["errors"].take();
    });
    assert_eq!(end(&inside), (Outcome::Failed, Some(sentence.to_owned())));
}

#[test]
fn times_may_be_numbers() {
    let as_text = fixtures::json(FAILED);
    let as_numbers = changed(FAILED, |value| {
        for field in ["timestamp", "start_time", "end_time", "duration"] {
            let call = &mut value["calls"][0];
            let text = call[field].as_str().map(str::to_owned);
            call[field] = match text {
                Some(text) => json!(text.parse::<u64>().expect("seconds")),
                None => json!(call[field].to_string()),
            };
        }
    });
    assert_eq!(read(&as_numbers), read(&as_text));
}

#[test]
fn events_and_fields_that_we_do_not_know_are_items_too() {
    let unknown = |call: Value| webhook(json!({"calls": [call]}));
    insta::assert_snapshot!(whats(&unknown(json!({"id": "wacid.A", "event": "call_recording_available"}))), @"
    event call_recording_available
    ");
    insta::assert_snapshot!(whats(&unknown(json!({"id": "wacid.A", "event": "+49 151 12345678"}))), @"
    event unknown
    ");
    insta::assert_snapshot!(whats(&unknown(json!({"event": "connect"}))), @"
    a call that is not understood
    ");
    insta::assert_snapshot!(whats(&unknown(json!(7))), @"
    a call that is not understood
    ");
    insta::assert_snapshot!(whats(&webhook(json!({"errors": [{"code": 131_044}]}))), @"
    calls without a call
    ");
    insta::assert_snapshot!(whats(&webhook(json!([]))), @"
    calls without a call
    ");
    insta::assert_snapshot!(whats(&json!({"entry": [{"id": "1"}, 7]})), @"
    an entry without changes, an entry without changes
    ");
    insta::assert_snapshot!(whats(&json!({"entry": [{"changes": [{}, {"field": "message_echoes"}]}]})), @"
    field unknown, field message_echoes
    ");
    insta::assert_snapshot!(
        whats(&webhook(json!({"statuses": [
            {"id": "wamid.A", "status": "delivered", "type": "message"},
            {"id": "wacid.A", "status": "TIMED_OUT", "type": "call"},
            {"id": "wacid.A", "status": "ringing"},
        ]}))),
        @"
    status delivered, status TIMED_OUT, RingingThere
    "
    );
}

#[test]
fn one_broken_item_does_not_take_the_others_with_it() {
    let sample = changed(INBOUND, |value| {
        let good = value["calls"][0].clone();
        value["calls"] = json!([{"id": 7}, good, null, {"id": "wacid.A", "event": "terminate"}]);
        value["contacts"] = json!("none");
    });
    insta::assert_snapshot!(whats(&sample), @"
    a call that is not understood, connect, a call that is not understood, Terminated { talk: None, outcome: Completed, error: None }
    ");
}

// `REJECTED` came in one body with the terminate, and was read after it: "no answer" instead of "declined".
#[test]
fn statuses_are_read_before_the_end_that_stands_beside_them() {
    let sample = webhook(json!({
        "calls": [{"id": "wacid.A", "event": "terminate", "status": "COMPLETED"}],
        "statuses": [{"id": "wacid.A", "type": "call", "status": "REJECTED"}],
    }));
    insta::assert_snapshot!(whats(&sample), @"
    CustomerDeclined, Terminated { talk: None, outcome: Completed, error: None }
    ");
}

#[test]
fn calls_of_the_apps_other_numbers_are_not_this_channels() {
    let other = changed(INBOUND, |value| {
        value["metadata"]["phone_number_id"] = json!("999");
    });
    let mut both = fixtures::json(INBOUND);
    let change = other["entry"][0]["changes"][0].clone();
    both["entry"][0]["changes"]
        .as_array_mut()
        .expect("a list")
        .push(change);
    insta::assert_snapshot!(whats(&both), @"
    connect, calls of another number
    ");
}

#[test]
fn an_item_that_comes_again_has_the_same_key_and_another_has_another() {
    let mut keys = std::collections::BTreeMap::new();
    for name in fixtures::beginning_with("webhook") {
        let sample = fixtures::json(&name);
        // The same, with its fields in another order and other white space.
        let again: Value = serde_json::from_str(&format!("{sample:#}")).expect("JSON");
        for (item, twin) in read(&sample).into_iter().zip(read(&again)) {
            assert_eq!(item.dedupe_key, twin.dedupe_key, "{name}");
            keys.entry(item.dedupe_key)
                .or_insert_with(Vec::new)
                .push(name.clone());
        }
    }
    let shared: Vec<_> = keys.into_values().filter(|names| names.len() > 1).collect();
    // These samples tell of the same event of the same call, or have the same id of a message; all others differ.
    insta::assert_debug_snapshot!(shared, @r#"
    [
        [
            "webhook.connect.user_initiated.json",
            "webhook.connect.user_initiated.no_phone.derived.json",
        ],
        [
            "webhook.terminate.business_initiated.failed_with_errors.json",
            "webhook.terminate.user_initiated.completed.json",
            "webhook.terminate.user_initiated.unanswered.derived.json",
        ],
        [
            "webhook.permission_reply.automatic_callback.json",
            "webhook.permission_reply.no_phone.derived.json",
            "webhook.permission_reply.permanent_accept.json",
            "webhook.permission_reply.profile_grant.json",
            "webhook.permission_reply.reject.json",
            "webhook.permission_reply.revoked.derived.json",
            "webhook.permission_reply.temporary_accept.json",
        ],
    ]
    "#);
}

/// Every value in every sample replaced by every kind of value: nothing panics, and only a body without
/// `entry` is refused.
#[test]
fn no_value_of_a_wrong_type_stops_the_reading() {
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(""),
        json!("x"),
        json!([]),
        json!([1]),
        json!({}),
    ];
    let mut read_bodies = 0;
    for name in fixtures::beginning_with("webhook") {
        let sample = fixtures::json(&name);
        for pointer in pointers(&sample) {
            if pointer == "/entry" {
                continue;
            }
            for value in &odd {
                let mut broken = sample.clone();
                *broken.pointer_mut(&pointer).expect("it is there") = value.clone();
                let items = read(&broken);
                let wanted = usize::from(pointer != "/entry/0/changes" || *value != json!([]));
                assert!(items.len() >= wanted, "{name} {pointer} {value}: lost");
                read_bodies += 1;
            }
        }
    }
    assert!(read_bodies > 2_000, "only {read_bodies}");
}

/// The addresses of all values below the root.
fn pointers(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, child)| (name.clone(), child))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, child)| (at.to_string(), child))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    children
        .into_iter()
        .flat_map(|(name, child)| {
            let below = pointers(child).into_iter().map({
                let name = name.clone();
                move |rest| format!("/{name}{rest}")
            });
            std::iter::once(format!("/{name}")).chain(below.collect::<Vec<_>>())
        })
        .collect()
}
