//! Texts to customers.

use serde_json::json;
use tring_providers::{
    error::{ErrorKind, Retry},
    provider::Provider as _,
};

use crate::{NUMBER_ID, channel, server::Server};

// <https://docs.en.posit.us/api-documentacao>, "messages".
#[tokio::test]
async fn a_text_is_sent_as_positus_page_shows() {
    let answer = br#"{"messages":[{"id":"gBGH"}],"message":"The message was successfully sent"}"#;
    let server = Server::saying(answer).await;
    let customer = "+5543999011234".parse().expect("a number");
    let id = channel(&server.base_url).send_text(&customer, "Oi").await;
    assert_eq!(id.expect("sent"), "gBGH");
    let request = server.only_request();
    let path = format!("POST /base/whatsapp/numbers/{NUMBER_ID}/messages");
    assert_eq!(request.line(), path);
    let wanted = json!({"to": "+5543999011234", "type": "text", "text": {"body": "Oi"}});
    assert_eq!(request.body, wanted);
}

#[tokio::test]
async fn a_text_that_is_refused_says_what_to_do() {
    for (status, code, kind, retry) in [
        (400, 131_047, ErrorKind::InvalidRequest, Retry::Never),
        (400, 400, ErrorKind::InvalidRequest, Retry::Never),
        (401, 401, ErrorKind::Credentials, Retry::Never),
        (429, 429, ErrorKind::Limit, Retry::Later),
        (500, 500, ErrorKind::ProviderFailed, Retry::Unknown),
    ] {
        let body =
            json!({"errors": [{"code": code, "title": "x", "details": "y"}], "message": "z"});
        let server = Server::answering(&[(status, body.to_string().as_bytes())]).await;
        let customer = "+5543999011234".parse().expect("a number");
        let error = channel(&server.base_url).send_text(&customer, "Oi").await;
        let error = error.expect_err("refused");
        assert_eq!((error.kind, error.retry), (kind, retry), "{code}");
        server.only_request();
    }
}

#[tokio::test]
async fn how_the_number_stands_is_not_told() {
    let server = Server::saying(b"{}").await;
    let error = channel(&server.base_url)
        .health()
        .await
        .expect_err("no query");
    assert_eq!(error.kind, ErrorKind::Unsupported);
    assert_eq!(server.recorded().len(), 0);
}
