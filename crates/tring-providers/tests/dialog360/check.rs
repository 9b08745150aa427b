//! What a check of the channel finds.

use serde_json::{Value, json};
use tring_protocol::channel::Finding;
use tring_providers::provider::Provider as _;

use crate::{
    channel::{API_KEY, WEBHOOK_SECRET},
    fixtures::DIALOG360,
    server::{Answer, Server},
};

const MAIN: &str = "configs.webhook.response.derived.json";
const FURTHER: &str = "multi_webhook.response.derived.json";

pub(crate) const DOCUMENTS: &[&str] = &[MAIN, FURTHER];

/// The number works, its account is disabled.
const HEALTH: &str = "health_status.response.derived.json";

const OURS: &str = "https://calls.example.org/api/webhook/dialog360/the-key";

/// What is found where calling is on, and 360dialog answers this of its webhooks.
async fn found(main: (u16, Value), further: (u16, Value)) -> String {
    let enabled = br#"{"calling":{"status":"ENABLED"}}"#.to_vec();
    let server = Server::answering(Answer::Each(vec![
        ("/calling/settings", 200, enabled),
        ("/health_status", 200, DIALOG360.bytes(HEALTH)),
        (
            "/v1/configs/webhook",
            main.0,
            main.1.to_string().into_bytes(),
        ),
        (
            "/multi_webhook",
            further.0,
            further.1.to_string().into_bytes(),
        ),
    ]))
    .await;
    let findings = server.dialog360().check(OURS).await.findings;
    for request in server.recorded() {
        assert_eq!(request.method, "GET", "a check changes nothing");
        assert_eq!(request.header("d360-api-key"), Some(API_KEY));
    }
    text(&findings)
}

fn text(findings: &[Finding]) -> String {
    let lines: Vec<_> = findings
        .iter()
        .map(|finding| format!("{:?}: {}", finding.level, finding.message))
        .collect();
    let text = lines.join("\n");
    assert!(!text.contains(WEBHOOK_SECRET), "{text}");
    text
}

fn none() -> (u16, Value) {
    (409, json!({"message": "Multi webhook is not enabled"}))
}

fn main_webhook(change: impl FnOnce(&mut Value)) -> (u16, Value) {
    let mut answer = DIALOG360.json(MAIN);
    change(&mut answer);
    (200, answer)
}

#[tokio::test]
async fn a_channel_in_order_is_good() {
    insta::assert_snapshot!(found(main_webhook(|_| {}), none()).await);
}

#[tokio::test]
async fn a_further_address_is_as_good_as_the_main_one() {
    let elsewhere = main_webhook(|answer| answer["url"] = json!("https://crm.example.org/hook"));
    insta::assert_snapshot!(found(elsewhere, (200, DIALOG360.json(FURTHER))).await);
}

#[tokio::test]
async fn an_address_elsewhere_and_a_header_that_is_wrong_are_problems() {
    let elsewhere = main_webhook(|answer| answer["url"] = json!("https://crm.example.org/hook"));
    let without = main_webhook(|answer| answer["headers"] = json!({}));
    let wrong = main_webhook(|answer| answer["headers"]["x-webhook-secret"] = json!("other"));
    let untold = (200, json!({ "url": OURS }));
    let mut said = Vec::new();
    for main in [elsewhere, without, wrong, untold] {
        said.push(found(main, none()).await);
    }
    insta::assert_snapshot!(said.join("\n\n"));
}

#[tokio::test]
async fn what_360dialog_does_not_tell_is_unknown() {
    insta::assert_snapshot!(found((404, json!({})), none()).await);
}

#[tokio::test]
async fn a_wrong_key_is_a_problem() {
    let server = Server::refusing(401, br#"{"error":"Unauthorized"}"#).await;
    insta::assert_snapshot!(text(&server.dialog360().check(OURS).await.findings));
}
