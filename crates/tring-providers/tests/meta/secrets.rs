//! No secret, no SDP and no phone number is in what may be printed.

use tring_providers::{
    provider::Provider as _,
    registry,
    webhook::{WebhookItem, WebhookRequest},
};

use crate::{
    fixtures::{self, NUMBER_ID},
    graph::{ACCESS_TOKEN, APP_SECRET, NOW, VERIFY_TOKEN, channel, settings},
    server::Server,
    verification::signed,
};

#[track_caller]
fn check(text: &str) {
    for secret in [ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN] {
        assert!(!text.contains(secret), "a secret in {text}");
    }
}

#[test]
fn the_adapter_and_its_settings_print_no_secret() {
    let settings = settings("https://graph.facebook.com", NUMBER_ID);
    let client = registry::client().expect("a client");
    let provider = registry::provider(&settings, client).expect("meta is there");
    check(&format!("{settings:?} {settings:#?}"));
    check(&format!("{provider:?} {provider:#?}"));
}

#[tokio::test]
async fn an_error_prints_no_secret_even_when_the_provider_repeats_it() {
    let echo = format!(
        r#"{{"error":{{"code":190,"message":"Bad token {ACCESS_TOKEN}","error_user_msg":"Token {ACCESS_TOKEN}"}}}}"#
    );
    let unknown = echo.replace("190", "139999");
    for body in [echo, unknown, ACCESS_TOKEN.to_owned()] {
        let graph = Server::refusing(401, body.as_bytes()).await;
        let error = graph
            .meta()
            .terminate("wacid.A")
            .await
            .expect_err("refused");
        check(&format!("{error} {error:?}"));
    }
}

#[tokio::test]
async fn an_unreachable_provider_prints_no_secret() {
    let graph = Server::answering(crate::server::Answer::Never).await;
    let error = graph
        .impatient_meta()
        .terminate("wacid.A")
        .await
        .expect_err("silence");
    check(&format!("{error} {error:?}"));
}

#[test]
fn a_webhook_prints_no_number_no_sdp_and_no_id_that_hides_a_number() {
    for name in fixtures::beginning_with("webhook") {
        let body = fixtures::bytes(&name);
        let headers = signed(&body);
        let request = WebhookRequest {
            headers: &headers,
            body: &body,
            now: NOW,
        };
        let items: Vec<WebhookItem> = channel(&fixtures::number_id(&fixtures::json(&name)))
            .read_webhook(&request)
            .expect("signed and well-formed");
        let text = format!("{request:?} {items:?} {items:#?}");
        for private in [
            "1631555", "1650123", "1218555", "1555111", "1408555", "v=0", "a=", "HBgL", "ABGG",
            "gBGG", "sH0k",
        ] {
            assert!(!text.contains(private), "{name}: {private} in {text}");
        }
    }
}
