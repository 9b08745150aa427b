//! What a check of the channel finds.

use tring_protocol::channel::Finding;
use tring_providers::{meta::Meta, provider::Provider as _};

use crate::{
    fixtures::{self, NUMBER_ID},
    graph::{ACCOUNT_ID, settings},
    server::{Answer, Server},
};

const SUBSCRIBED: &str = "subscribed_apps.response.derived.json";

pub(crate) const DOCUMENTS: &[&str] = &[SUBSCRIBED];

const WEBHOOK_URL: &str = "https://calls.example.org/api/webhook/meta/…";

fn text(findings: &[Finding]) -> String {
    let lines: Vec<_> = findings
        .iter()
        .map(|finding| format!("{:?}: {}", finding.level, finding.message))
        .collect();
    lines.join("\n")
}

async fn check(settings_answer: &[u8], apps: (u16, Vec<u8>)) -> String {
    let well = br#"{"quality_rating":"GREEN","status":"CONNECTED"}"#;
    check_number(settings_answer, well, apps).await
}

async fn check_number(settings_answer: &[u8], number: &[u8], apps: (u16, Vec<u8>)) -> String {
    let server = Server::answering(Answer::Each(vec![
        ("/settings", 200, settings_answer.to_vec()),
        (NUMBER_ID, 200, number.to_vec()),
        ("/subscribed_apps", apps.0, apps.1),
    ]))
    .await;
    let findings = server.meta().check(WEBHOOK_URL).await.findings;
    let asked: Vec<String> = server
        .recorded()
        .iter()
        .map(|request| request.uri.to_string())
        .collect();
    let number = format!("/v23.0/{NUMBER_ID}");
    assert_eq!(
        asked,
        [
            format!("{number}/settings"),
            format!("{number}?fields=quality_rating%2Cstatus"),
            format!("/v23.0/{ACCOUNT_ID}/subscribed_apps"),
        ]
    );
    text(&findings)
}

#[tokio::test]
async fn a_channel_in_order_is_good_but_for_what_nobody_can_read() {
    let settings = br#"{"calling":{"status":"ENABLED","srtp_key_exchange_protocol":"DTLS"}}"#;
    let apps = fixtures::bytes(SUBSCRIBED);
    insta::assert_snapshot!(check(settings, (200, apps)).await);
}

#[tokio::test]
async fn what_keeps_calls_from_working_comes_first() {
    let settings = br#"{"calling":{"status":"DISABLED","srtp_key_exchange_protocol":"SDES",
        "sip":{"status":"ENABLED","servers":[{"hostname":"sip.example.org"}]},
        "restrictions":{"restrictions_list":[
            {"type":"RESTRICTED_BUSINESS_INITIATED_CALLING"},
            {"type":"RESTRICTED_USER_INITIATED_CALLING","reason":"Too many complaints.","expiration":1799999999}]}}}"#;
    insta::assert_snapshot!(check(settings, (200, br#"{"data":[]}"#.to_vec())).await);
}

#[tokio::test]
async fn a_number_that_stands_badly_is_a_problem() {
    let settings = br#"{"calling":{"status":"ENABLED"}}"#;
    let apps = || (200, fixtures::bytes(SUBSCRIBED));
    let mut said = Vec::new();
    for number in [
        &br#"{"quality_rating":"RED","status":"FLAGGED"}"#[..],
        br#"{"quality_rating":"YELLOW","status":"BANNED"}"#,
        b"nonsense",
    ] {
        said.push(check_number(settings, number, apps()).await);
    }
    insta::assert_snapshot!(said.join("\n\n"));
}

#[tokio::test]
async fn a_subscription_that_cannot_be_read_is_unknown() {
    let settings = br#"{"calling":{"status":"ENABLED"}}"#;
    let refusal = br#"{"error":{"code":200,"message":"Whatever"}}"#.to_vec();
    insta::assert_snapshot!(check(settings, (403, refusal)).await);
}

#[tokio::test]
async fn without_an_account_the_subscription_is_unknown_and_a_wrong_token_is_a_problem() {
    let body = br#"{"error":{"code":190,"message":"Whatever"}}"#;
    let server = Server::refusing(401, body).await;
    let mut settings = settings(&server.base_url, NUMBER_ID);
    settings.account_id = String::new();
    let meta = Meta::new(&settings, reqwest::Client::new());
    insta::assert_snapshot!(text(&meta.check(WEBHOOK_URL).await.findings));
}

#[tokio::test]
async fn an_error_is_told_once() {
    let body = br#"{"error":{"code":190,"message":"Whatever"}}"#;
    let server = Server::refusing(401, body).await;
    let said = text(&server.meta().check(WEBHOOK_URL).await.findings);
    assert_eq!(said.matches("access token is wrong").count(), 1, "{said}");
    assert_eq!(server.recorded().len(), 2, "both are asked");
}
