//! Texts to customers, and how the number stands.

use serde_json::json;
use tring_providers::{
    error::{ErrorKind, Retry},
    health::{AccountHealth, Health, NumberHealth},
    provider::Provider as _,
};

use crate::{channel::API_KEY, fixtures::DIALOG360, server::Server};

const HEALTH: &str = "health_status.response.derived.json";

pub(crate) const DOCUMENTS: &[&str] = &[HEALTH];

#[tokio::test]
async fn a_text_is_metas_body_at_the_messages_address() {
    let server = Server::saying(br#"{"messages":[{"id":"wamid.A"}]}"#).await;
    let customer = "+14085551234".parse().expect("a number");
    let id = server.dialog360().send_text(&customer, "Hi").await;
    assert_eq!(id.expect("sent"), "wamid.A");
    let recorded = server.only_request();
    assert_eq!(
        (recorded.method.as_str(), recorded.uri.path()),
        ("POST", "/messages")
    );
    assert_eq!(recorded.header("d360-api-key"), Some(API_KEY));
    let wanted = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "14085551234",
        "type": "text",
        "text": {"body": "Hi"},
    });
    assert_eq!(recorded.body, wanted);
}

#[tokio::test]
async fn a_text_that_is_refused_says_what_to_do() {
    for (status, body, kind, retry) in [
        (
            400,
            r#"{"error":"(#131047) Re-engagement message"}"#,
            ErrorKind::InvalidRequest,
            Retry::Never,
        ),
        (
            400,
            r#"{"error":{"code":131026}}"#,
            ErrorKind::Uncallable,
            Retry::Never,
        ),
        (
            401,
            r#"{"error":"Invalid API key"}"#,
            ErrorKind::Credentials,
            Retry::Never,
        ),
        (
            400,
            r#"{"error":"Bad request"}"#,
            ErrorKind::InvalidRequest,
            Retry::Never,
        ),
        (
            500,
            r#"{"error":"Internal server error"}"#,
            ErrorKind::ProviderFailed,
            Retry::Unknown,
        ),
    ] {
        let server = Server::refusing(status, body.as_bytes()).await;
        let customer = "+14085551234".parse().expect("a number");
        let error = server.dialog360().send_text(&customer, "Hi").await;
        let error = error.expect_err("refused");
        assert_eq!((error.kind, error.retry), (kind, retry), "{body}");
        assert!(error.message.ends_with('.'), "{}", error.message);
    }
}

#[tokio::test]
async fn how_number_and_account_stand_is_asked_by_the_key_alone() {
    let server = Server::saying(&DIALOG360.bytes(HEALTH)).await;
    let health = server.dialog360().health().await.expect("an answer");
    let wanted = Health {
        number: NumberHealth {
            active: Some(true),
            ..NumberHealth::default()
        },
        account: AccountHealth {
            active: Some(false),
            flagged: None,
        },
    };
    assert_eq!(health, wanted);
    let recorded = server.only_request();
    assert_eq!(
        (recorded.method.as_str(), recorded.uri.path()),
        ("GET", "/health_status")
    );
}
