//! No secret, no SDP and no phone number is in what may be printed.

use tring_providers::{provider::Provider as _, registry};

use crate::{
    API_KEY, PHONE_ID, SECRET, channel, channel_settings, client, fixtures, server::Server,
    webhooks::read,
};

#[track_caller]
fn check(text: &str) {
    for private in [API_KEY, SECRET, "628136", "628313", "v=0", "a=", "HBgN"] {
        assert!(!text.contains(private), "{private} in {text}");
    }
}

#[test]
fn the_adapter_prints_no_secret() {
    let settings = channel_settings("https://api.ycloud.com/v2", PHONE_ID, "");
    let provider = registry::provider(&settings, client()).expect("ycloud is there");
    check(&format!("{provider:?} {provider:#?}"));
}

#[tokio::test]
async fn an_error_prints_nothing_that_ycloud_repeats() {
    let echo = format!(
        r#"{{"error":{{"code":"X{API_KEY}","message":"{API_KEY} +6281361905133 v=0","whatsappApiError":{{"code":"139999","message":"{API_KEY}","error_user_msg":"{API_KEY} +6281361905133"}}}}}}"#
    );
    let own = echo.replace("whatsappApiError", "other");
    for body in [echo, own, API_KEY.to_owned()] {
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
