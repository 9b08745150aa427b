//! What webhooks may look like beside the samples.

use serde_json::{Value, json};
use tring_calls::event::CallEvent;
use tring_protocol::call::Direction;
use tring_providers::{
    positus::Positus,
    provider::{Grant, Provider as _},
    webhook::{ConnectItem, WebhookError, WebhookItem, WebhookKind, WebhookRequest},
};

use crate::{
    SECRET, channel, channel_settings, client, fixtures,
    webhooks::{NOW, read},
};

const CONNECT: &str = "webhook.connect.json";
const TERMINATE: &str = "webhook.terminate.json";

fn changed(name: &str, change: impl FnOnce(&mut Value)) -> Vec<WebhookItem> {
    let mut sample = fixtures::json(name);
    change(&mut sample["calls"][0]);
    read(&sample)
}

fn connect(items: &[WebhookItem]) -> &ConnectItem {
    match items {
        [
            WebhookItem {
                kind: WebhookKind::Connect(connect),
                ..
            },
        ] => connect,
        other => panic!("a connect expected, not {other:?}"),
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

#[test]
fn a_connect_is_of_no_direction_whatever_its_sdp_is_called() {
    // The sample of what is a customer's call says `sdp_type` "answer"; believed, no customer would ever ring.
    for name in [CONNECT, "webhook.connect.offer.derived.json"] {
        let items = read(&fixtures::json(name));
        assert_eq!(connect(&items).call.direction, None, "{name}");
    }
}

#[test]
fn a_direction_that_is_said_is_believed() {
    for (word, direction) in [
        ("USER_INITIATED", Some(Direction::Inbound)),
        ("business_initiated", Some(Direction::Outbound)),
        ("SIDEWAYS", None),
    ] {
        let items = changed(CONNECT, |call| call["direction"] = word.into());
        assert_eq!(connect(&items).call.direction, direction, "{word}");
    }
}

#[test]
fn the_customer_is_whoever_is_not_our_number() {
    let customer = "554399951234";
    for (from, to) in [
        (customer, "551122361741"),
        ("551122361741", customer),
        // With signs, without the country code, with a trunk zero.
        ("+55 11 2236-1741", customer),
        (customer, "1122361741"),
        ("01122361741", customer),
    ] {
        let items = changed(CONNECT, |call| {
            call["from"] = from.into();
            call["to"] = to.into();
        });
        let connect = connect(&items);
        assert_eq!(
            connect.call.customer.phone.as_deref(),
            Some(customer),
            "{from} {to}"
        );
        let ours = if from == customer { to } else { from };
        assert_eq!(connect.business_number.as_deref(), Some(ours));
    }
}

#[test]
fn our_mobile_number_may_lack_the_ninth_digit() {
    let mut settings = channel_settings("https://api.positus.global/v2");
    settings.number = "+5543999951234".to_owned();
    let body = fixtures::bytes(CONNECT);
    let request = WebhookRequest {
        headers: &[],
        body: &body,
        now: NOW,
    };
    let items = Positus::new(&settings, client())
        .read_webhook(&request)
        .expect("well-formed");
    assert_eq!(
        connect(&items).call.customer.phone.as_deref(),
        Some("551122361741")
    );
}

#[test]
fn where_neither_number_is_ours_the_direction_decides() {
    let customer = |direction: Value| {
        let items = changed(CONNECT, |call| {
            call["from"] = "4915112345678".into();
            call["to"] = "4930123456".into();
            call["direction"] = direction;
        });
        connect(&items).call.customer.phone.clone()
    };
    // Without one it is taken for a customer's call, as in the only sample.
    assert_eq!(customer(Value::Null).as_deref(), Some("4915112345678"));
    assert_eq!(
        customer("USER_INITIATED".into()).as_deref(),
        Some("4915112345678")
    );
    assert_eq!(
        customer("BUSINESS_INITIATED".into()).as_deref(),
        Some("4930123456")
    );
}

#[test]
fn where_both_numbers_are_ours_nobody_is_the_customer() {
    let items = changed(CONNECT, |call| call["from"] = "551122361741".into());
    assert_eq!(connect(&items).call.customer.phone, None);
}

#[test]
fn the_old_field_is_enough() {
    let whole = read(&fixtures::json(CONNECT));
    let items = changed(CONNECT, |call| {
        call.as_object_mut().expect("an object").remove("session");
    });
    assert_eq!(connect(&items).sdp, connect(&whole).sdp);
    assert_eq!(connect(&items).call.direction, None);
}

#[test]
fn a_connect_has_no_time() {
    assert_eq!(read(&fixtures::json(CONNECT))[0].at, None);
}

#[test]
fn an_item_is_deduplicated_by_call_and_event() {
    let keys = |name: &str| read(&fixtures::json(name))[0].dedupe_key.clone();
    assert_ne!(keys(CONNECT), keys(TERMINATE));
    assert!(keys(CONNECT).ends_with(":connect"));
}

#[test]
fn a_terminate_without_times_was_not_answered() {
    let items = changed(TERMINATE, |call| {
        for field in ["start_time", "end_time", "duration"] {
            call.as_object_mut().expect("an object").remove(field);
        }
    });
    let [
        WebhookItem {
            kind: WebhookKind::Call { event, .. },
            ..
        },
    ] = items.as_slice()
    else {
        panic!("an event expected, not {items:?}");
    };
    assert!(
        matches!(event, CallEvent::Terminated { talk: None, .. }),
        "{event:?}"
    );
}

#[test]
fn several_calls_are_several_items() {
    let mut sample = fixtures::json(CONNECT);
    let terminate = fixtures::json(TERMINATE)["calls"][0].clone();
    let calls = sample["calls"].as_array_mut().expect("calls");
    calls.push(json!("?"));
    calls.push(terminate);
    let items = read(&sample);
    assert_eq!(items.len(), 3);
    assert!(matches!(items[0].kind, WebhookKind::Connect(_)));
    assert!(matches!(items[1].kind, WebhookKind::Other { .. }));
    let WebhookKind::Call { call, .. } = &items[2].kind else {
        panic!("an event expected, not {items:?}");
    };
    assert_eq!(call.direction, Some(Direction::Inbound));
    assert_eq!(call.customer.phone.as_deref(), Some("554399951234"));
}

fn reply() -> Value {
    json!({
        "from": "554399951234",
        "id": "wamid.B",
        "timestamp": "1747411095",
        "type": "interactive",
        "context": {"id": "wamid.REQUEST"},
        "interactive": {
            "type": "call_permission_reply",
            "call_permission_reply": {"response": "accept", "expiration_timestamp": "1748015895"},
        },
    })
}

#[test]
fn permission_replies_are_taken_bare_and_in_metas_envelope() {
    let value = json!({"messages": [reply()], "contacts": [{"wa_id": "554399951234", "profile": {"name": "Ana"}}]});
    let envelope =
        json!({"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]});
    for body in [value, envelope] {
        let items = read(&body);
        let [
            WebhookItem {
                kind: WebhookKind::Permission(reply),
                ..
            },
        ] = items.as_slice()
        else {
            panic!("a reply expected, not {items:?}");
        };
        assert_eq!(
            reply.grant,
            Grant::Temporary {
                until: Some(1_748_015_895)
            }
        );
        assert_eq!(reply.customer.phone.as_deref(), Some("554399951234"));
        assert_eq!(reply.customer.name.as_deref(), Some("Ana"));
    }
}

#[test]
fn a_request_that_did_not_arrive_says_why() {
    let body =
        json!({"statuses": [{"id": "wamid.A", "status": "failed", "errors": [{"code": 131_026}]}]});
    let items = read(&body);
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
    assert!(reason.ends_with('.'), "{reason}");
}

#[test]
fn unknown_and_half_empty_events_are_kept() {
    for body in [
        json!({}),
        json!({"calls": []}),
        json!({"calls": [{}]}),
        json!({"calls": [{"id": "wacid.A", "event": "dance"}]}),
        json!({"calls": [{"id": "wacid.A", "event": "connect"}]}),
        json!({"messages": [{"type": "text", "text": {"body": "Who am I?"}}]}),
        json!({"event": "message_template_status_update", "data": {}}),
    ] {
        assert!(is_other(&read(&body)), "{body}");
    }
}

#[test]
fn what_is_no_json_is_malformed() {
    for body in [b"".as_slice(), b"calls", b"[1]", b"null"] {
        let request = WebhookRequest {
            headers: &[],
            body,
            now: NOW,
        };
        let verdict = channel("https://api.positus.global/v2").read_webhook(&request);
        assert_eq!(verdict, Err(WebhookError::Malformed), "{body:?}");
    }
}

#[test]
fn a_secret_is_asked_for_where_the_channel_has_one() {
    let header = |value: &str| vec![("x-webhook-secret".to_owned(), value.to_owned())];
    let verdict = |secrets: &[&str], headers: &[(String, String)]| {
        let mut settings = channel_settings("https://api.positus.global/v2");
        settings.webhook_secrets = secrets
            .iter()
            .map(|&secret| secret.to_owned().into())
            .collect();
        let request = WebhookRequest {
            headers,
            body: b"{}",
            now: NOW,
        };
        Positus::new(&settings, client())
            .read_webhook(&request)
            .map(|_| ())
    };
    assert_eq!(verdict(&[], &[]), Ok(()));
    assert_eq!(verdict(&[""], &[]), Ok(()), "an empty secret is none");
    assert_eq!(verdict(&[SECRET], &header(SECRET)), Ok(()));
    assert_eq!(
        verdict(&[SECRET, "the-old-one"], &header("the-old-one")),
        Ok(())
    );
    for headers in [vec![], header(""), header("another")] {
        assert_eq!(
            verdict(&[SECRET, ""], &headers),
            Err(WebhookError::Signature),
            "{headers:?}"
        );
    }
}
