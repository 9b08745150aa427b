//! No secret, no SDP and no phone number is in what may be printed.

use tring_providers::{provider::Provider as _, registry};

use crate::{
    SECRET, TOKEN, channel, channel_settings, client, fixtures, server::Server, webhooks::read,
};

#[track_caller]
fn check(text: &str) {
    for private in [
        TOKEN, SECRET, "5543999", "554399", "551122", "v=0", "a=", "HBgM",
    ] {
        assert!(!text.contains(private), "{private} in {text}");
    }
}

#[test]
fn the_adapter_prints_no_secret() {
    let mut settings = channel_settings("https://api.positus.global/v2");
    settings.webhook_secrets = vec![SECRET.to_owned().into()];
    let provider = registry::provider(&settings, client()).expect("positus is there");
    check(&format!("{provider:?} {provider:#?}"));
}

#[tokio::test]
async fn an_error_prints_nothing_that_positus_repeats() {
    let echo = format!(
        r#"{{"errors":[{{"code":139999,"title":"{TOKEN}","details":"{TOKEN} 554399951234"}}],"message":"{TOKEN}"}}"#
    );
    let own = echo.replace("139999", "400");
    for body in [echo, own, TOKEN.to_owned()] {
        let server = Server::answering(&[(400, body.as_bytes())]).await;
        let error = channel(&server.base_url)
            .terminate("wacid.A")
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
