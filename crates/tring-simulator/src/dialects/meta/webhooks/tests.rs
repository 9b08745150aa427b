//! The envelope, the escapes, the signature.

use secrecy::SecretString;
use serde_json::Value;

use super::*;
use crate::dialects::DialectName;

fn number() -> Number {
    let meta = DialectName::first();
    Number::new(
        "436666719526789",
        "+13175551399",
        meta,
        SecretString::from("token"),
    )
}

fn facts(direction: Direction, customer: &str) -> CallFacts {
    CallFacts {
        id: "wacid.1".to_owned(),
        own_id: "d5e6f708-1920-4a3b-94c5-d6e7f8091022".to_owned(),
        number_id: "436666719526789".to_owned(),
        direction,
        customer: Customer::new(customer, Some("Zoë 😀")),
        opaque: Some("call_1".to_owned()),
        our_sdp: "v=0\r\n".to_owned(),
        connect_age_ms: 0,
    }
}

fn read(webhook: &Webhook) -> Value {
    let json: Value = serde_json::from_slice(&webhook.body).unwrap();
    json["entry"][0]["changes"][0]["value"].clone()
}

#[test]
fn the_signature_is_that_of_the_vectors() {
    let vectors = include_str!("../../../../tests/fixtures/meta/signature_vectors.derived.json");
    let vectors: Value = serde_json::from_str(vectors).unwrap();
    let vectors = vectors["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let secret = vector["secret"].as_str().unwrap();
        let ours = signature(secret, vector["body"].as_str().unwrap().as_bytes());
        let is_same = vector["signature"].as_str() == Some(ours.as_str());
        assert_eq!(Some(is_same), vector["valid"].as_bool(), "{ours}");
    }
}

#[test]
fn all_that_is_not_ascii_is_escaped_in_lowercase_hex() {
    let webhook = call_notice(
        &number(),
        &facts(Direction::Inbound, "+14085551234"),
        Notice::Connect,
        Moment::from_millis(1_000),
    );
    let text = String::from_utf8(webhook.body.clone()).unwrap();
    assert!(text.is_ascii(), "{text}");
    assert!(text.contains(r"Zo\u00eb \ud83d\ude00"), "{text}");
    assert_eq!(read(&webhook)["contacts"][0]["profile"]["name"], "Zoë 😀");
    assert_eq!(escape("a/b"), r"a\/b");
}

#[test]
fn times_are_only_told_of_a_call_that_was_picked_up() {
    let end = |picked_up: Option<u64>| End {
        by: crate::phone::EndedBy::Customer,
        reason: Reason::HungUp,
        at: Moment::from_millis(90_500),
        picked_up: picked_up.map(Moment::from_millis),
    };
    let entry = |picked_up| {
        let call = facts(Direction::Outbound, "+14085551234");
        let notice = Notice::Terminated {
            end: end(picked_up),
        };
        read(&call_notice(
            &number(),
            &call,
            notice,
            Moment::from_millis(91_000),
        ))["calls"][0]
            .clone()
    };
    let talked = entry(Some(30_400));
    assert_eq!(talked["status"], "COMPLETED");
    assert_eq!(talked["start_time"], "30");
    assert_eq!(talked["end_time"], "90");
    assert_eq!(talked["duration"], 60);
    assert_eq!(talked["biz_opaque_callback_data"], "call_1");
    let missed = entry(None);
    assert_eq!(missed["status"], "COMPLETED");
    for time in ["start_time", "end_time", "duration"] {
        assert!(missed.get(time).is_none(), "{time} in {missed}");
    }
}

#[test]
fn a_customer_without_a_number_is_known_by_the_user_id_alone() {
    let call = facts(Direction::Inbound, "US.13491208655302741918");
    let value = read(&call_notice(
        &number(),
        &call,
        Notice::Connect,
        Moment::from_millis(0),
    ));
    assert_eq!(value["calls"][0]["from_user_id"], "US.13491208655302741918");
    assert!(value["calls"][0].get("from").is_none());
    assert!(value["contacts"][0].get("wa_id").is_none());
}
