//! Texts to customers, and how the number stands.

use serde_json::json;
use tring_providers::{
    error::{ErrorKind, Retry},
    health::{NumberHealth, QualityRating},
    provider::Provider as _,
    ycloud::YCloud,
};

use crate::{
    ACCOUNT, API_KEY, NUMBER, PHONE_ID, channel, channel_settings, client, server::Server,
};

// OpenAPI document, WhatsappMessageSendRequest with `text`.
#[tokio::test]
async fn a_text_is_sent_directly() {
    let server = Server::saying(br#"{"id":"63f5","wamid":"wamid.A","status":"accepted"}"#).await;
    let customer = "+6281361905133".parse().expect("a number");
    let id = channel(&server.base_url).send_text(&customer, "Hi").await;
    assert_eq!(id.expect("sent"), "wamid.A");
    let request = server.only_request();
    assert_eq!(request.line(), "POST /base/whatsapp/messages/sendDirectly");
    assert_eq!(request.header("x-api-key"), Some(API_KEY));
    let wanted = json!({
        "from": NUMBER,
        "to": "+6281361905133",
        "type": "text",
        "text": {"body": "Hi"},
    });
    assert_eq!(request.body, wanted);
}

#[tokio::test]
async fn a_text_that_is_refused_says_what_to_do() {
    let whatsapp = |code: &str| json!({"error": {"code": "WHATSAPP_API_ERROR", "whatsappApiError": {"code": code}}});
    let own = |code: &str| json!({"error": {"code": code}});
    for (status, body, kind, retry) in [
        (
            400,
            whatsapp("131047"),
            ErrorKind::InvalidRequest,
            Retry::Never,
        ),
        (400, whatsapp("131026"), ErrorKind::Uncallable, Retry::Never),
        (
            403,
            own("BALANCE_INSUFFICIENT"),
            ErrorKind::NotEnabled,
            Retry::Later,
        ),
        (
            403,
            own("RECIPIENT_IN_BLOCK_LIST"),
            ErrorKind::Uncallable,
            Retry::Never,
        ),
        (
            429,
            own("TOO_MANY_REQUESTS"),
            ErrorKind::Limit,
            Retry::Later,
        ),
        (
            500,
            own("INTERNAL"),
            ErrorKind::ProviderFailed,
            Retry::Unknown,
        ),
        (200, json!({}), ErrorKind::ProviderFailed, Retry::Unknown),
    ] {
        let body = body.to_string();
        let server = Server::answering(&[(status, body.as_bytes())]).await;
        let customer = "+6281361905133".parse().expect("a number");
        let error = channel(&server.base_url).send_text(&customer, "Hi").await;
        let error = error.expect_err("refused");
        assert_eq!((error.kind, error.retry), (kind, retry), "{body}");
        server.only_request();
    }
}

#[tokio::test]
async fn how_the_number_stands_is_asked_of_the_phone_number() {
    let server = Server::saying(br#"{"qualityRating":"YELLOW","status":"CONNECTED"}"#).await;
    let health = channel(&server.base_url).health().await.expect("an answer");
    let wanted = NumberHealth {
        active: Some(true),
        flagged: Some(false),
        quality: Some(QualityRating::Yellow),
    };
    assert_eq!(health.number, wanted);
    let path = format!("GET /base/whatsapp/phoneNumbers/{ACCOUNT}/{NUMBER}");
    assert_eq!(server.only_request().line(), path);
}

#[tokio::test]
async fn without_the_account_the_number_cannot_be_asked_for() {
    let server = Server::saying(b"{}").await;
    let settings = channel_settings(&server.base_url, PHONE_ID, "");
    let error = YCloud::new(&settings, client()).health().await;
    assert_eq!(
        error.expect_err("no account").kind,
        ErrorKind::InvalidRequest
    );
    assert_eq!(server.recorded().len(), 0, "nothing is asked");
}
