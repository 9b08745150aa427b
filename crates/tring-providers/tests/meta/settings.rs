//! The calling settings: read in our words, written in Meta's.

use serde_json::{Value, json};
use tring_protocol::settings::{CallingSettings, Setting, SipState, SrtpKeyExchange};
use tring_providers::{provider::Provider as _, settings::fields};

use crate::{
    fixtures::{self, NUMBER_ID},
    server::Server,
};

const READ: &str = "settings.get.response.json";
const RESTRICTED: &str = "settings.get.restrictions.response.json";
const WRITE: &str = "settings.update.request.json";

/// `settings.update.response.json` is among the successes of the calls: it is the same document.
pub(crate) const DOCUMENTS: &[&str] = &[READ, RESTRICTED, WRITE];

async fn read(body: &[u8]) -> CallingSettings {
    let server = Server::saying(body).await;
    let settings = server.meta().settings().await.expect("an answer");
    let recorded = server.only_request();
    assert_eq!(recorded.method, "GET");
    assert_eq!(
        recorded.uri,
        format!("/v23.0/{NUMBER_ID}/settings").as_str()
    );
    settings
}

#[tokio::test]
async fn the_settings_are_told_in_our_words() {
    insta::assert_debug_snapshot!(read(&fixtures::bytes(READ)).await);
    insta::assert_debug_snapshot!(read(&fixtures::bytes(RESTRICTED)).await.restrictions);
}

// The answer to `include_sip_credentials=true` has a password; it must not even get into a struct.
#[tokio::test]
async fn no_password_of_sip_is_kept() {
    let mut sample = fixtures::json(READ);
    sample["calling"]["sip"]["servers"] = json!([
        {"hostname": "sip.example.org", "port": 5061, "sip_user_password": "the-sip-password"},
    ]);
    let settings = read(sample.to_string().as_bytes()).await;
    let sip = settings.sip.clone().expect("a state");
    assert_eq!(sip.servers, ["sip.example.org:5061"]);
    let kept = format!("{settings:?} {}", json!(settings));
    assert!(!kept.contains("the-sip-password"), "{kept}");
}

// The page's table names the times of holidays otherwise than its sample: they read as empty, and would have been
// written back like that.
#[tokio::test]
async fn the_times_of_holidays_have_two_names() {
    let mut sample = fixtures::json(READ);
    let expected = read(sample.to_string().as_bytes()).await;
    sample["calling"]["call_hours"]["holiday_schedule"] =
        json!([{"date": "2026-01-01", "open_time": "0000", "close_time": "2359"}]);
    assert_eq!(read(sample.to_string().as_bytes()).await, expected);
}

/// Changes to `change` and returns what arrived.
async fn write(change: &CallingSettings) -> Value {
    let server = Server::saying(&fixtures::bytes("settings.update.response.json")).await;
    let outcomes = server.meta().change_settings(change).await;
    let saved: Vec<Setting> = outcomes.iter().map(|outcome| outcome.setting).collect();
    assert_eq!(saved, fields(change));
    assert!(
        outcomes.iter().all(|outcome| outcome.problem.is_none()),
        "{outcomes:?}"
    );
    let recorded = server.only_request();
    assert_eq!(recorded.method, "POST");
    assert_eq!(
        recorded.uri,
        format!("/v23.0/{NUMBER_ID}/settings").as_str()
    );
    recorded.body
}

#[tokio::test]
async fn what_is_read_is_written_as_metas_page_shows() {
    let sample = fixtures::json(WRITE);
    let settings = read(sample.to_string().as_bytes()).await;
    assert_eq!(write(&settings).await, sample);
}

#[tokio::test]
async fn a_change_has_only_what_changes() {
    let off = CallingSettings {
        enabled: Some(false),
        icon_visible: Some(false),
        sip: Some(SipState::default()),
        srtp_key_exchange: Some(SrtpKeyExchange::Dtls),
        ..CallingSettings::default()
    };
    let wanted = json!({"calling": {
        "status": "DISABLED",
        "call_icon_visibility": "DISABLE_ALL",
        "sip": {"status": "DISABLED"},
        "srtp_key_exchange_protocol": "DTLS",
    }});
    assert_eq!(write(&off).await, wanted);
}

#[tokio::test]
async fn a_refused_change_is_told_for_each_field() {
    let change = CallingSettings {
        enabled: Some(true),
        icon_visible: Some(true),
        ..CallingSettings::default()
    };
    let body = br#"{"error":{"code":138018,"message":"Whatever"}}"#;
    let server = Server::refusing(400, body).await;
    let outcomes = server.meta().change_settings(&change).await;
    assert_eq!(outcomes.len(), 2);
    for outcome in outcomes {
        let problem = outcome.problem.expect("refused");
        assert!(problem.contains("subscribe “calls”"), "{problem}");
    }
}

#[tokio::test]
async fn values_of_a_wrong_type_are_absent() {
    let odd = json!({"calling": {
        "status": 7, "call_icon_visibility": {}, "call_icons": 7, "call_hours": "always",
        "callback_permission_status": null, "audio": {"additional_codecs": "PCMA"},
        "voicemail": true, "sip": "off", "restrictions": [], "srtp_key_exchange_protocol": "ZRTP",
    }});
    assert_eq!(
        read(odd.to_string().as_bytes()).await,
        CallingSettings::default()
    );
    let server = Server::saying(b"{}").await;
    let error = server.meta().settings().await.expect_err("no settings");
    assert!(error.message.contains("made no sense"), "{error}");
}
