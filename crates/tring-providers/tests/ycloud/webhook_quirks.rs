//! What webhooks may look like beside the samples.

use serde_json::{Value, json};
use tring_calls::event::{CallEvent, Outcome, Talk};
use tring_protocol::call::Direction;
use tring_providers::{
    provider::{Grant, Provider as _},
    webhook::{WebhookError, WebhookItem, WebhookKind, WebhookRequest},
};

use crate::{
    channel, fixtures,
    signatures::{NOW, signed},
    webhooks::{read, read_as},
};

fn changed(name: &str, change: impl FnOnce(&mut Value)) -> Vec<WebhookItem> {
    let mut sample = fixtures::json(name);
    change(&mut sample);
    read(&sample)
}

fn event(items: &[WebhookItem]) -> &CallEvent {
    match items {
        [
            WebhookItem {
                kind: WebhookKind::Call { event, .. },
                ..
            },
        ] => event,
        other => panic!("one event of a call expected, not {other:?}"),
    }
}

fn is_other(items: &[WebhookItem]) -> bool {
    matches!(
        items,
        [WebhookItem {
            kind: WebhookKind::Other { .. },
            ..
        }]
    )
}

const TERMINATE: &str = "webhook.call_terminate.completed.json";
const CONNECT: &str = "webhook.call_connect.user_initiated.json";
const STATUS: &str = "webhook.call_status_updated.ringing.json";
const REPLY: &str = "webhook.permission_reply.temporary_accept.json";

#[test]
fn a_rejection_is_a_status() {
    // The calling guide shows a rejection as a terminate, and that terminate is of a call that was talked in; the
    // reference of webhooks has REJECTED beside RINGING and ACCEPTED.
    let items = changed(STATUS, |sample| {
        sample["callingStatusUpdated"]["status"] = "REJECTED".into();
    });
    assert_eq!(event(&items), &CallEvent::CustomerDeclined);
}

#[test]
fn a_terminate_without_a_start_was_not_answered_and_nothing_more() {
    for (start, duration) in [
        (Value::Null, Value::Null),
        (json!(0), json!(0)),
        (json!(""), json!("0")),
    ] {
        let items = changed(TERMINATE, |sample| {
            let call = &mut sample["callingTerminate"];
            call["direction"] = "BUSINESS_INITIATED".into();
            call["startTime"] = start.clone();
            call["duration"] = duration.clone();
        });
        let wanted = CallEvent::Terminated {
            talk: None,
            outcome: Outcome::Completed,
            error: None,
        };
        assert_eq!(event(&items), &wanted, "{start} {duration}");
    }
}

#[test]
fn a_terminate_that_says_rejected_is_believed_on_our_calls() {
    let with_status = |direction: &str| {
        changed(TERMINATE, |sample| {
            sample["callingTerminate"]["status"] = "REJECTED".into();
            sample["callingTerminate"]["direction"] = direction.into();
            sample["callingTerminate"]["from"] = crate::NUMBER.into();
        })
    };
    assert_eq!(
        event(&with_status("BUSINESS_INITIATED")),
        &CallEvent::CustomerDeclined
    );
    assert!(matches!(
        event(&with_status("USER_INITIATED")),
        CallEvent::Terminated { .. }
    ));
}

#[test]
fn a_failed_call_is_failed() {
    let items = changed(TERMINATE, |sample| {
        sample["callingTerminate"]["status"] = "Failed".into();
    });
    assert!(matches!(
        event(&items),
        CallEvent::Terminated {
            outcome: Outcome::Failed,
            ..
        }
    ));
}

#[test]
fn times_may_be_strings() {
    let items = changed(TERMINATE, |sample| {
        sample["callingTerminate"]["startTime"] = "1733734738000".into();
        sample["callingTerminate"]["duration"] = "33".into();
    });
    let talk = Some(Talk {
        started: Some(1_733_734_738_000),
        ended: Some(1_733_734_771_000),
        seconds: Some(33),
    });
    assert!(matches!(event(&items), CallEvent::Terminated { talk: told, .. } if *told == talk));
}

#[test]
fn the_age_of_a_ring_is_that_of_the_event() {
    // In the samples `dialTime` is hours from `createTime`; a call that looks old would not ring.
    let items = read(&fixtures::json(CONNECT));
    assert_eq!(items[0].at, Some(1_733_801_763_749));
    let items = changed(CONNECT, |sample| sample["createTime"] = Value::Null);
    assert_eq!(items[0].at, Some(1_733_826_430_000));
}

#[test]
fn a_direction_that_is_missing_follows_from_the_sdp() {
    let items = changed(CONNECT, |sample| {
        sample["callingConnect"]["direction"] = Value::Null;
    });
    let WebhookKind::Connect(connect) = &items[0].kind else {
        panic!("a connect expected, not {items:?}");
    };
    assert_eq!(connect.call.direction, Some(Direction::Inbound));
    assert_eq!(
        connect.call.customer.phone.as_deref(),
        Some("+6281361905133")
    );
}

#[test]
fn a_customer_who_hides_the_number_is_known_by_the_user_id() {
    let items = changed(CONNECT, |sample| {
        let call = sample["callingConnect"].as_object_mut().expect("an object");
        call.remove("from");
        call.insert("fromUserId".to_owned(), "ID.134".into());
        call.insert("customerProfile".to_owned(), json!({"name": "Erin"}));
    });
    let WebhookKind::Connect(connect) = &items[0].kind else {
        panic!("a connect expected, not {items:?}");
    };
    let customer = &connect.call.customer;
    assert_eq!(
        (customer.phone.as_deref(), customer.user_id.as_deref()),
        (None, Some("ID.134"))
    );
    assert_eq!(customer.name.as_deref(), Some("Erin"));
}

#[test]
fn a_connect_without_sdp_is_kept_and_rings_nowhere() {
    let items = changed(CONNECT, |sample| {
        sample["callingConnect"]["sdp"] = Value::Null;
    });
    assert!(is_other(&items), "{items:?}");
}

#[test]
fn events_of_other_numbers_are_kept_and_do_nothing() {
    assert!(is_other(&read_as("1", &fixtures::json(CONNECT))));
    assert!(is_other(&read_as("1", &fixtures::json(TERMINATE))));
    let other_account = changed(STATUS, |sample| {
        sample["callingStatusUpdated"]["wabaId"] = "1".into();
    });
    assert!(is_other(&other_account));
    let other_id = changed(STATUS, |sample| {
        sample["callingStatusUpdated"]["phoneId"] = "1".into();
    });
    assert!(is_other(&other_id));
    let other_number = changed(REPLY, |sample| {
        sample["whatsappInboundMessage"]["to"] = "+6283138205999".into();
    });
    assert!(is_other(&other_number));
}

#[test]
fn every_kind_of_reply_has_its_grant() {
    let reply = |fields: Value| {
        let items = changed(REPLY, |sample| {
            sample["whatsappInboundMessage"]["interactive"]["call_permission_reply"] = fields;
        });
        match items.as_slice() {
            [
                WebhookItem {
                    kind: WebhookKind::Permission(reply),
                    ..
                },
            ] => reply.clone(),
            other => panic!("a reply expected, not {other:?}"),
        }
    };
    let until = |seconds| Grant::Temporary { until: seconds };
    // A string in the guide, an integer in the OpenAPI document.
    let string = reply(
        json!({"response": "accept", "is_permanent": false, "expiration_timestamp": "1736145213"}),
    );
    assert_eq!(
        (string.grant, string.automatic),
        (until(Some(1_736_145_213)), false)
    );
    let integer = reply(
        json!({"response": "accept", "expiration_timestamp": 1_736_145_213, "response_source": "automatic"}),
    );
    assert_eq!(
        (integer.grant, integer.automatic),
        (until(Some(1_736_145_213)), true)
    );
    assert_eq!(reply(json!({"response": "accept"})).grant, until(None));
    assert_eq!(
        reply(json!({"response": "accept", "is_permanent": true})).grant,
        Grant::Permanent
    );
    assert_eq!(reply(json!({"response": "reject"})).grant, Grant::None);
}

#[test]
fn a_message_that_is_no_reply_is_what_the_customer_wrote() {
    let items = changed(REPLY, |sample| {
        sample["whatsappInboundMessage"]["interactive"] = Value::Null;
        sample["whatsappInboundMessage"]["text"] = json!({"body": "Hello"});
    });
    let [item] = items.as_slice() else {
        panic!("one item expected, not {items:?}");
    };
    let WebhookKind::Message(message) = &item.kind else {
        panic!("a message expected, not {item:?}");
    };
    assert_eq!(message.text.as_deref(), Some("Hello"));
    let in_a_group = changed(REPLY, |sample| {
        sample["whatsappInboundMessage"]["interactive"] = Value::Null;
        sample["whatsappInboundMessage"]["text"] = json!({"body": "Hello"});
        sample["whatsappInboundMessage"]["groupId"] = "120363345678901234@g.us".into();
    });
    assert!(is_other(&in_a_group), "{in_a_group:?}");
    let unknown = changed(REPLY, |sample| {
        sample["whatsappInboundMessage"]["interactive"]["call_permission_reply"]["response"] =
            "maybe".into();
    });
    assert!(is_other(&unknown), "{unknown:?}");
}

#[test]
fn a_request_that_did_not_arrive_says_why() {
    let message = |fields: Value| {
        let mut message = json!({"id": "63f5", "wamid": "wamid.A", "status": "failed"});
        message
            .as_object_mut()
            .expect("an object")
            .extend(fields.as_object().expect("an object").clone());
        read(
            &json!({"id": "evt_1", "type": "whatsapp.message.updated", "whatsappMessage": message}),
        )
    };
    for fields in [
        json!({"whatsappApiError": {"code": "131026", "message": "+6281361905133"}}),
        json!({"errorCode": "131026", "errorMessage": "+6281361905133"}),
        json!({}),
    ] {
        let items = message(fields);
        let [
            WebhookItem {
                kind: WebhookKind::MessageFailed { message_id, reason },
                ..
            },
        ] = items.as_slice()
        else {
            panic!("a failed message expected, not {items:?}");
        };
        assert_eq!(message_id, "wamid.A");
        assert!(
            reason.ends_with('.') && !reason.contains("6281"),
            "{reason}"
        );
    }
    assert!(is_other(&message(json!({"status": "delivered"}))));
}

#[test]
fn unknown_and_half_empty_events_are_kept() {
    for body in [
        json!({"id": "evt_1", "type": "whatsapp.call.recording.updated", "callingRecordingUpdated": {}}),
        json!({"id": "evt_1", "type": "contact.created"}),
        json!({"id": "evt_1", "type": "whatsapp.call.connect", "callingConnect": {}}),
        json!({"id": "evt_1", "type": "whatsapp.call.connect", "callingConnect": []}),
        json!({"callingStatusUpdated": {"wacid": "wacid.A", "status": "DANCING"}}),
        json!({}),
    ] {
        assert!(is_other(&read(&body)), "{body}");
    }
}

#[test]
fn the_events_id_tells_repetitions_and_without_it_the_content() {
    let key = |body: &Value| read(body)[0].dedupe_key.clone();
    let sample = fixtures::json(STATUS);
    assert_eq!(key(&sample), "evt_676e5ab57a9cb742d02d7646");
    let mut without = sample.clone();
    without["id"] = Value::Null;
    let mut other = without.clone();
    other["callingStatusUpdated"]["status"] = "ACCEPTED".into();
    assert_eq!(key(&without), key(&without.clone()));
    assert_ne!(key(&without), key(&other));
}

#[test]
fn what_is_no_json_is_malformed() {
    for body in [b"".as_slice(), b"calls", b"[1]", b"null"] {
        let request = WebhookRequest {
            headers: &signed(body),
            body,
            now: NOW,
        };
        let verdict = channel("https://api.ycloud.com/v2").read_webhook(&request);
        assert_eq!(verdict, Err(WebhookError::Malformed), "{body:?}");
    }
}

#[test]
fn how_number_and_account_stand_is_read_where_they_are_ours() {
    const QUALITY: &str = "webhook.phone_number.quality_updated.derived.json";
    const ACCOUNT: &str = "webhook.business_account.updated.disabled.derived.json";
    for (file, place, other) in [
        (
            QUALITY,
            "/whatsappPhoneNumber/phoneNumber",
            "+6283138205151",
        ),
        (QUALITY, "/whatsappPhoneNumber/wabaId", "1"),
        (ACCOUNT, "/whatsappBusinessAccount/id", "1"),
        (ACCOUNT, "/whatsappBusinessAccount/banState", "PARDON"),
    ] {
        let items = changed(file, |sample| {
            *sample.pointer_mut(place).expect("the field") = other.into();
        });
        assert!(is_other(&items), "{place}: {items:?}");
    }
}
