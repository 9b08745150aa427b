//! No secret, no SDP and no phone number is in what may be printed.

use tring_providers::{provider::Provider as _, registry};

use crate::{
    SECRET, TOKEN, channel, channel_settings, client, fixtures, server::Server, webhooks::read,
};

#[track_caller]
fn check(text: &str) {
    for private in [TOKEN, SECRET, "918888", "919876", "v=0", "a=", "HBgM"] {
        assert!(!text.contains(private), "{private} in {text}");
    }
}

#[test]
fn the_adapter_prints_no_secret() {
    let settings = channel_settings("https://api.vobiz.ai/api/v1/messaging");
    let provider = registry::provider(&settings, client()).expect("vobiz is there");
    check(&format!("{provider:?} {provider:#?}"));
}

#[tokio::test]
async fn an_error_prints_nothing_that_vobiz_repeats() {
    let echo =
        format!(r#"{{"code":"{TOKEN}","message":"{TOKEN} +919876543210 v=0","error":"{TOKEN}"}}"#);
    let coded = format!(r#"{{"message":"(#139999) {TOKEN} +919876543210"}}"#);
    for body in [echo, coded, TOKEN.to_owned()] {
        let server = Server::answering(&[(400, body.as_bytes())]).await;
        let error = channel(&server.base_url)
            .terminate("uuid")
            .await
            .expect_err("refused");
        check(&format!("{error} {error:?}"));
    }
}

#[test]
fn a_webhook_prints_no_number_no_sdp_and_no_id_that_hides_a_number() {
    for name in fixtures::webhooks() {
        let items = read(&fixtures::json(&name));
        check(&format!("{items:?} {items:#?}"));
    }
}
