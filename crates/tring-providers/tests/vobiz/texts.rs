//! Texts to customers, and whether the channel is active.

use serde_json::json;
use tring_providers::{
    error::{ErrorKind, Retry},
    provider::Provider as _,
};

use crate::{CHANNEL, channel, server::Server};

fn channels(status: &str) -> Vec<u8> {
    json!({"items": [{"id": CHANNEL, "waba_id": "1911116896216319", "status": status}]})
        .to_string()
        .into_bytes()
}

// <https://docs.vobiz.ai/whatsapp/api/send-message>, "Sending Text Messages".
#[tokio::test]
async fn a_text_names_the_channels_account() {
    for (sent, wanted_id) in [
        (
            r#"{"id":"0a8f3feb","meta_message_id":"wamid.A"}"#,
            "wamid.A",
        ),
        (r#"{"id":"0a8f3feb","meta_message_id":null}"#, "0a8f3feb"),
    ] {
        let answers = [(200, &channels("active")[..]), (201, sent.as_bytes())];
        let server = Server::answering(&answers).await;
        let customer = "+918888888888".parse().expect("a number");
        let id = channel(&server.base_url).send_text(&customer, "Hi").await;
        assert_eq!(id.expect("sent"), wanted_id);
        let lines = ["GET /base/channels/whatsapp", "POST /base/messages"];
        assert_eq!(server.lines(), lines);
        let wanted = json!({
            "channel_id": CHANNEL,
            "waba_id": "1911116896216319",
            "to": "+918888888888",
            "type": "text",
            "text": {"body": "Hi"},
        });
        assert_eq!(server.recorded()[1].body, wanted);
    }
}

#[tokio::test]
async fn a_text_that_is_refused_says_what_to_do() {
    for (status, body, kind, retry) in [
        (
            400,
            r#"{"message":"meta: (#131047) Re-engagement"}"#,
            ErrorKind::InvalidRequest,
            Retry::Never,
        ),
        (
            422,
            r#"{"detail":"bad"}"#,
            ErrorKind::InvalidRequest,
            Retry::Never,
        ),
        (401, "{}", ErrorKind::Credentials, Retry::Never),
        (502, "<html>", ErrorKind::ProviderFailed, Retry::Unknown),
        (201, "{}", ErrorKind::ProviderFailed, Retry::Unknown),
    ] {
        let answers = [(200, &channels("active")[..]), (status, body.as_bytes())];
        let server = Server::answering(&answers).await;
        let customer = "+918888888888".parse().expect("a number");
        let error = channel(&server.base_url).send_text(&customer, "Hi").await;
        let error = error.expect_err("refused");
        assert_eq!((error.kind, error.retry), (kind, retry), "{body}");
        assert_eq!(server.lines().len(), 2, "once");
    }
}

#[tokio::test]
async fn whether_the_channel_is_active_stands_in_the_list() {
    for (status, active) in [("active", Some(true)), ("disconnected", Some(false))] {
        let server = Server::saying(&channels(status)).await;
        let health = channel(&server.base_url).health().await.expect("a list");
        assert_eq!(health.number.active, active);
    }
    let server = Server::saying(br#"{"items":[]}"#).await;
    let health = channel(&server.base_url).health().await.expect("a list");
    assert_eq!(
        health.number.active, None,
        "an unknown channel is another mistake"
    );
}
