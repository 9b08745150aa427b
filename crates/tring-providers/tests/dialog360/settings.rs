//! The calling settings: read under other names than Meta's, written one per request.

use serde_json::{Value, json};
use tring_protocol::settings::{CallingSettings, Setting, SipState, SrtpKeyExchange};
use tring_providers::provider::Provider as _;

use crate::{
    fixtures::DIALOG360,
    server::{Answer, Server},
};

const READ: &str = "settings.get.response.derived.json";
const WRITE: &str = "settings.update.request.derived.json";
const SAVED: &str = "settings.update.response.derived.json";

pub(crate) const DOCUMENTS: &[&str] = &[READ, WRITE, SAVED];

#[tokio::test]
async fn the_settings_are_told_in_our_words() {
    let server = Server::saying(&DIALOG360.bytes(READ)).await;
    let settings = server.dialog360().settings().await.expect("an answer");
    assert_eq!(server.only_request().uri, "/calling/settings");
    insta::assert_debug_snapshot!(settings);
}

// The schema of 360dialog's answer has a password for each SIP server; it must not even get into a struct.
#[tokio::test]
async fn no_password_of_sip_is_kept() {
    let mut sample = DIALOG360.json(READ);
    sample["calling"]["sip"]["servers"] = json!([
        {"app_id": "1", "hostname": "sip.example.org", "port": 5061, "password": "the-sip-password"},
    ]);
    let server = Server::saying(sample.to_string().as_bytes()).await;
    let settings = server.dialog360().settings().await.expect("an answer");
    let sip = settings.sip.clone().expect("a state");
    assert_eq!(sip.servers, ["sip.example.org:5061"]);
    let kept = format!("{settings:?} {}", json!(settings));
    assert!(!kept.contains("the-sip-password"), "{kept}");
}

fn five_changes() -> CallingSettings {
    CallingSettings {
        enabled: Some(true),
        icon_visible: Some(true),
        srtp_key_exchange: Some(SrtpKeyExchange::Dtls),
        video: Some(false),
        sip: Some(SipState::default()),
        ..CallingSettings::default()
    }
}

fn bodies(server: &Server) -> Vec<Value> {
    let requests = server.recorded().into_iter();
    requests
        .map(|request| {
            assert_eq!(request.method, "POST");
            assert_eq!(request.uri, "/calling/settings");
            request.body
        })
        .collect()
}

#[tokio::test]
async fn each_change_is_a_request_of_its_own() {
    let server = Server::saying(&DIALOG360.bytes(SAVED)).await;
    let outcomes = server.dialog360().change_settings(&five_changes()).await;
    assert_eq!(outcomes.len(), 5);
    assert!(
        outcomes.iter().all(|outcome| outcome.problem.is_none()),
        "{outcomes:?}"
    );
    let sent = bodies(&server);
    let calling = |fields: Value| json!({ "calling": fields });
    assert_eq!(
        sent,
        [
            calling(json!({"status": "ENABLED"})),
            calling(json!({"call_icon_visibility": "DEFAULT"})),
            calling(json!({"srtp_key_exchange_protocol": "DTLS"})),
            calling(json!({"video": {"status": "DISABLED"}})),
            calling(json!({"sip": {"status": "DISABLED"}})),
        ]
    );
    // The schema's sample has two of them in one body, against its own description.
    let sample = DIALOG360.json(WRITE);
    for (name, value) in sample["calling"].as_object().expect("an object") {
        let alone = sent.iter().find_map(|body| body["calling"].get(name));
        assert_eq!(alone, Some(value), "{name}");
    }
}

// A refusal of the icon's visibility hid that calling had been switched on.
#[tokio::test]
async fn of_several_changes_some_may_be_saved_and_others_not() {
    let saved = DIALOG360.bytes(SAVED);
    let refused = br#"{"error":"(#138015) Messaging limit too low"}"#.to_vec();
    let server = Server::answering(Answer::Each(vec![
        ("call_icon_visibility", 400, refused),
        ("/calling/settings", 200, saved),
    ]))
    .await;
    let outcomes = server.dialog360().change_settings(&five_changes()).await;
    for outcome in outcomes {
        if outcome.setting == Setting::IconVisible {
            let problem = outcome.problem.expect("refused");
            assert!(problem.contains("2000 a day"), "{problem}");
        } else {
            assert_eq!(outcome.problem, None, "{:?}", outcome.setting);
        }
    }
    assert_eq!(bodies(&server).len(), 5, "the others are still asked for");
}

#[tokio::test]
async fn what_would_fail_each_time_is_asked_once() {
    let server = Server::refusing(401, br#"{"error":"Unauthorized"}"#).await;
    let outcomes = server.dialog360().change_settings(&five_changes()).await;
    assert_eq!(outcomes.len(), 5);
    for outcome in outcomes {
        let problem = outcome.problem.expect("refused");
        assert!(problem.contains("API key"), "{problem}");
    }
    assert_eq!(bodies(&server).len(), 1, "asked once");
}
