//! Texts to customers, and how the number stands.

use serde_json::json;
use tring_providers::{
    error::{ErrorKind, Retry},
    health::{Health, NumberHealth, QualityRating},
    provider::Provider as _,
};

use crate::{fixtures::NUMBER_ID, graph, server::Server};

const SENT: &[u8] =
    br#"{"messaging_product":"whatsapp","contacts":[],"messages":[{"id":"wamid.A"}]}"#;

fn customer() -> tring_protocol::phone::PhoneNumber {
    "+14085551234".parse().expect("a number")
}

// <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages>
#[tokio::test]
async fn a_text_is_sent_as_metas_page_shows() {
    let server = Server::saying(SENT).await;
    let id = server
        .meta()
        .send_text(&customer(), "Hi,\nwe call at ten.")
        .await;
    assert_eq!(id.expect("sent"), "wamid.A");
    let recorded = server.only_request();
    assert_eq!(recorded.method, "POST");
    assert_eq!(
        recorded.uri,
        format!("/v23.0/{NUMBER_ID}/messages").as_str()
    );
    let wanted = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "14085551234",
        "type": "text",
        "text": {"body": "Hi,\nwe call at ten."},
    });
    assert_eq!(recorded.body, wanted);
}

#[tokio::test]
async fn a_text_that_is_refused_says_what_to_do_and_is_not_sent_again() {
    for (code, kind, retry, word) in [
        (131_047, ErrorKind::InvalidRequest, Retry::Never, "24 hours"),
        (
            131_026,
            ErrorKind::Uncallable,
            Retry::Never,
            "cannot deliver",
        ),
        (131_056, ErrorKind::Limit, Retry::Later, "few minutes"),
        (100, ErrorKind::InvalidRequest, Retry::Never, "the text"),
        (190, ErrorKind::Credentials, Retry::Never, "token"),
        (2, ErrorKind::ProviderFailed, Retry::Unknown, "of its own"),
    ] {
        let body = json!({"error": {"code": code, "message": "+14085551234"}}).to_string();
        let server = Server::refusing(400, body.as_bytes()).await;
        let error = server.meta().send_text(&customer(), "Hi").await;
        let error = error.expect_err("refused");
        assert_eq!((error.kind, error.retry), (kind, retry), "{code}");
        assert!(error.message.contains(word), "{code}: {}", error.message);
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("1408") && !shown.contains("Hi"), "{shown}");
        server.only_request();
    }
}

#[tokio::test]
async fn an_answer_without_an_id_leaves_it_open_whether_the_text_was_sent() {
    for body in [&b"{}"[..], br#"{"messages":[]}"#, b"<html>"] {
        let server = Server::saying(body).await;
        let error = server.meta().send_text(&customer(), "Hi").await;
        let error = error.expect_err("nonsense");
        assert_eq!(error.retry, Retry::Unknown);
        assert!(error.message.contains("chat"), "{}", error.message);
    }
}

#[tokio::test]
async fn how_the_number_stands_is_asked_of_the_number_itself() {
    let number = |active, flagged, quality| NumberHealth {
        active,
        flagged,
        quality,
    };
    for (answer, wanted) in [
        (
            r#"{"quality_rating":"GREEN","status":"CONNECTED","id":"1"}"#,
            number(Some(true), Some(false), Some(QualityRating::Green)),
        ),
        (
            r#"{"quality_rating":"RED","status":"FLAGGED"}"#,
            number(Some(true), Some(true), Some(QualityRating::Red)),
        ),
        (
            r#"{"quality_rating":"YELLOW","status":"RESTRICTED"}"#,
            number(Some(true), Some(false), Some(QualityRating::Yellow)),
        ),
        (
            r#"{"quality_rating":"NA","status":"BANNED"}"#,
            number(Some(false), None, Some(QualityRating::Unknown)),
        ),
        (
            r#"{"quality_rating":7,"status":"SOMETHING_NEW"}"#,
            NumberHealth::default(),
        ),
    ] {
        let server = Server::saying(answer.as_bytes()).await;
        let health = server.meta().health().await.expect("an answer");
        let wanted = Health {
            number: wanted,
            ..Health::default()
        };
        assert_eq!(health, wanted, "{answer}");
        let recorded = server.only_request();
        assert_eq!(recorded.method, "GET");
        let path = format!("/v23.0/{NUMBER_ID}?fields=quality_rating%2Cstatus");
        assert_eq!(recorded.uri, path.as_str());
    }
}

#[tokio::test]
async fn a_missing_permission_to_ask_is_that_of_management() {
    let server = Server::refusing(403, br#"{"error":{"code":200,"message":"x"}}"#).await;
    let error = server.meta().health().await.expect_err("refused");
    assert!(
        error.message.contains("whatsapp_business_management"),
        "{error}"
    );
    assert!(
        !format!("{error:?}").contains(graph::ACCESS_TOKEN),
        "a secret"
    );
}
