//! The check of a channel, and the subscription.

use serde_json::json;
use tring_protocol::channel::FindingLevel::{self, Good, Problem, Unknown};
use tring_providers::provider::Provider as _;

use crate::{CHANNEL, TOKEN, channel, fixtures, server::Server};

async fn levels(webhook_url: &str, answers: &[(u16, &[u8])]) -> Vec<FindingLevel> {
    let server = Server::answering(answers).await;
    let findings = channel(&server.base_url).check(webhook_url).await.findings;
    assert_eq!(
        server.lines(),
        ["GET /base/channels/whatsapp", "GET /base/webhooks"]
    );
    for finding in &findings {
        assert!(finding.message.ends_with('.'), "{}", finding.message);
        assert!(!finding.message.contains(TOKEN), "{}", finding.message);
    }
    findings.into_iter().map(|finding| finding.level).collect()
}

fn channels(number: &str, status: &str) -> Vec<u8> {
    let channel = json!({"id": CHANNEL, "phone_number": number, "status": status});
    json!({"items": [channel]}).to_string().into_bytes()
}

#[tokio::test]
async fn the_check_says_whether_our_address_is_registered() {
    let request = fixtures::json("webhook_subscription.create.request.json");
    let created = fixtures::json("webhook_subscription.create.response.json");
    let url = request["url"].as_str().expect("an address");
    assert_eq!(
        request["url"], created["url"],
        "what is registered is what was sent"
    );
    let list = fixtures::bytes("webhook_subscription.list.response.json");
    let ours = channels("+91 98765 43210", "active");
    assert_eq!(
        levels(url, &[(200, &ours), (200, &list)]).await,
        [Good, Good, Unknown]
    );
    let another = "https://calls.example.org/api/webhook/vobiz/key";
    assert_eq!(
        levels(another, &[(200, &ours), (200, &list)]).await,
        [Good, Problem, Unknown]
    );
}

#[tokio::test]
async fn the_check_says_what_is_wrong_with_the_channel() {
    let none: &[u8] = br#"{"items":[]}"#;
    let other = channels("+919876543211", "active");
    let inactive = channels("+919876543210", "disconnected");
    for answer in [none, &other, &inactive] {
        let levels = levels("https://x/y", &[(200, answer), (200, none)]).await;
        assert_eq!(levels, [Problem, Problem, Unknown]);
    }
    let levels = levels("https://x/y", &[(401, b"{}")]).await;
    assert_eq!(levels, [Problem, Problem, Unknown]);
}

#[tokio::test]
async fn a_list_that_is_not_there_is_for_a_person_to_look_at() {
    let ours = channels("+919876543210", "active");
    let levels = levels("https://x/y", &[(200, &ours), (404, b"{}")]).await;
    assert_eq!(levels, [Good, Unknown, Unknown]);
}
