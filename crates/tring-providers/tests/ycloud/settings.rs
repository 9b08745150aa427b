//! Settings as they are read and saved, and the check.

use serde_json::json;
use tring_protocol::{
    channel::FindingLevel::{self, Good, Problem, Unknown},
    settings::{CallingSettings, Setting},
};
use tring_providers::{error::ErrorKind, provider::Provider as _, ycloud::YCloud};

use crate::{
    ACCOUNT, API_KEY, PHONE_ID, channel, channel_settings, client, fixtures, server::Server,
};

const WEBHOOK: &str = "https://calls.example.org/api/webhook/ycloud/key";

#[tokio::test]
async fn settings_are_read() {
    let server = Server::saying(&fixtures::bytes("settings.response.json")).await;
    let settings = channel(&server.base_url)
        .settings()
        .await
        .expect("settings");
    let wanted = CallingSettings {
        enabled: Some(true),
        icon_visible: Some(true),
        ..CallingSettings::default()
    };
    assert_eq!(settings, wanted);
    assert_eq!(server.only_request().header("x-api-key"), Some(API_KEY));
}

#[tokio::test]
async fn what_settings_do_not_tell_is_absent() {
    let body = json!({
        "calling": {"status": "DISABLED", "iconVisibility": "SOMETHING"},
        "capture": {"recordingEnabled": true},
    });
    let server = Server::saying(body.to_string().as_bytes()).await;
    let settings = channel(&server.base_url)
        .settings()
        .await
        .expect("settings");
    assert_eq!(settings.enabled, Some(false));
    assert_eq!(settings.icon_visible, None);
    assert_eq!(settings.recording, Some(true));
}

#[tokio::test]
async fn settings_need_the_account() {
    let server = Server::saying(b"{}").await;
    let ycloud = YCloud::new(&channel_settings(&server.base_url, PHONE_ID, ""), client());
    let error = ycloud.settings().await.expect_err("no account");
    assert_eq!(error.kind, ErrorKind::InvalidRequest);
    assert!(error.message.contains("Account ID"), "{}", error.message);
    assert_eq!(server.recorded().len(), 0);
}

#[tokio::test]
async fn a_change_says_what_was_saved_and_what_was_not() {
    // Both parts in one request get one error for either: so each has its own.
    let server =
        Server::answering(&[(200, b"{}"), (403, br#"{"error":{"code":"FORBIDDEN"}}"#)]).await;
    let change = CallingSettings {
        enabled: Some(false),
        icon_visible: Some(false),
        recording: Some(true),
        video: Some(true),
        ..CallingSettings::default()
    };
    let outcomes = channel(&server.base_url).change_settings(&change).await;
    let saved: Vec<_> = outcomes
        .iter()
        .map(|outcome| (outcome.setting, outcome.problem.is_none()))
        .collect();
    let wanted = [
        (Setting::Enabled, true),
        (Setting::IconVisible, true),
        (Setting::Recording, false),
        (Setting::Video, false),
    ];
    assert_eq!(saved, wanted);
    let bodies: Vec<_> = server
        .recorded()
        .into_iter()
        .map(|request| request.body)
        .collect();
    assert_eq!(
        bodies,
        [
            json!({"calling": {"status": "DISABLED", "iconVisibility": "DISABLE_ALL"}}),
            json!({"capture": {"recordingEnabled": true}}),
        ]
    );
}

async fn levels(number_id: &str, account: &str, answers: &[(u16, &[u8])]) -> Vec<FindingLevel> {
    let server = Server::answering(answers).await;
    let settings = channel_settings(&server.base_url, number_id, account);
    let findings = YCloud::new(&settings, client())
        .check(WEBHOOK)
        .await
        .findings;
    for finding in &findings {
        assert!(finding.message.ends_with('.'), "{}", finding.message);
        assert!(!finding.message.contains(API_KEY), "{}", finding.message);
    }
    findings.into_iter().map(|finding| finding.level).collect()
}

#[tokio::test]
async fn the_check_says_what_works_and_what_is_missing() {
    let settings = br#"{"calling":{"id":"461269257068832","status":"ENABLED"}}"#;
    let off = br#"{"calling":{"id":"1","status":"DISABLED"}}"#;
    let events = r#"["whatsapp.call.connect","whatsapp.call.status.updated","whatsapp.call.terminate","whatsapp.inbound_message.received","whatsapp.message.updated","whatsapp.phone_number.quality_updated","whatsapp.business_account.updated","whatsapp.business_account.reviewed"]"#;
    let well: (u16, &[u8]) = (200, br#"{"qualityRating":"GREEN","status":"CONNECTED"}"#);
    let endpoint = |status: &str, events: &str| {
        format!(
            r#"{{"items":[{{"id":"wh","secret":"whsec_x","url":"{WEBHOOK}","status":"{status}","enabledEvents":{events}}}]}}"#
        )
    };
    let (good, pending, deaf) = (
        endpoint("active", events),
        endpoint("pending", events),
        endpoint("active", "[]"),
    );
    let refused: (u16, &[u8]) = (401, br#"{"error":{"code":"UNAUTHORIZED"}}"#);

    let all_good = levels(
        PHONE_ID,
        ACCOUNT,
        &[(200, settings), well, (200, good.as_bytes())],
    )
    .await;
    assert_eq!(all_good, [Good, Good, Good, Good]);
    let flagged: (u16, &[u8]) = (200, br#"{"qualityRating":"UNKNOWN","status":"FLAGGED"}"#);
    let stands_badly = levels(
        PHONE_ID,
        ACCOUNT,
        &[(200, settings), flagged, (200, good.as_bytes())],
    )
    .await;
    assert_eq!(stands_badly, [Good, Problem, Good, Good]);
    let untold: (u16, &[u8]) = (200, b"{}");
    let off_and_wrong = levels(
        PHONE_ID,
        ACCOUNT,
        &[(200, off), untold, (200, pending.as_bytes())],
    )
    .await;
    assert_eq!(off_and_wrong, [Problem, Problem, Problem]);
    let without_ids = levels("", "", &[(200, deaf.as_bytes())]).await;
    assert_eq!(without_ids, [Unknown, Unknown, Problem]);
    let wrong_key = levels("", ACCOUNT, &[refused]).await;
    assert_eq!(wrong_key, [Problem, Unknown, Problem]);
}
