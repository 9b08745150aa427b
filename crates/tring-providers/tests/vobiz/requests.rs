//! What the adapter sends is what Vobiz' pages show.

use serde_json::json;
use tring_providers::{
    error::ErrorKind,
    provider::{PermissionRequest, Provider as _, TemplateDraft},
    vobiz::Vobiz,
};

use crate::{AUTH_ID, CHANNEL, TOKEN, channel, channel_settings, client, fixtures, server::Server};

/// The request fixtures, and which operation sends each.
pub(crate) const REQUESTS: &[(&str, Operation)] = &[
    ("connect.request.json", Operation::Dial),
    (
        "action.pre_accept.request.derived.json",
        Operation::PreAccept,
    ),
    ("action.accept.request.json", Operation::Accept),
    ("action.reject.request.derived.json", Operation::Reject),
    ("action.terminate.request.json", Operation::Terminate),
];

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Dial,
    PreAccept,
    Accept,
    Reject,
    Terminate,
}

#[tokio::test]
async fn the_adapter_sends_what_vobiz_documents() {
    for (name, operation) in REQUESTS {
        let wanted = fixtures::json(name);
        let text = |field: &str| wanted[field].as_str().unwrap_or("").to_owned();
        let (id, sdp) = (text("call_id"), text("sdp"));
        let server = Server::saying(br#"{"success":true,"call_id":"uuid"}"#).await;
        let vobiz = channel(&server.base_url);
        let outcome = match operation {
            Operation::Dial => {
                let to = text("to").parse().expect("a number");
                vobiz
                    .dial(&to, &text("sdp_offer"), "call_1")
                    .await
                    .map(|_| ())
            }
            Operation::PreAccept => vobiz.pre_accept(&id, &sdp).await,
            Operation::Accept => vobiz.accept(&id, &sdp).await,
            Operation::Reject => vobiz.reject(&id).await,
            Operation::Terminate => vobiz.terminate(&id).await,
        };
        outcome.expect("the server takes it");
        let request = server.only_request();
        let path = match operation {
            Operation::Dial => "POST /base/calls/whatsapp",
            Operation::PreAccept | Operation::Accept | Operation::Reject | Operation::Terminate => {
                "POST /base/calls/whatsapp/action"
            }
        };
        assert_eq!(request.line(), path, "{name}");
        assert_eq!(request.header("x-auth-id"), Some(AUTH_ID));
        assert_eq!(request.header("x-auth-token"), Some(TOKEN));
        assert_eq!(request.header("authorization"), None);
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert_eq!(request.body, wanted, "{name}");
    }
}

#[tokio::test]
async fn a_jwt_goes_as_bearer_and_alone() {
    for (token, is_jwt) in [
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJNQSJ9.c2ln-bmF_0dXJl", true),
        ("one.two", false),
        ("one..three", false),
        ("one.two.th ree", false),
    ] {
        let server = Server::saying(br#"{"success":true}"#).await;
        let mut settings = channel_settings(&server.base_url);
        settings.access_token = token.to_owned().into();
        Vobiz::new(&settings, client())
            .terminate("uuid")
            .await
            .expect("taken");
        let request = server.only_request();
        let bearer = format!("Bearer {token}");
        assert_eq!(
            request.header("authorization"),
            is_jwt.then_some(bearer.as_str()),
            "{token}"
        );
        assert_eq!(
            request.header("x-auth-id"),
            (!is_jwt).then_some(AUTH_ID),
            "{token}"
        );
        assert_eq!(request.header("x-auth-token"), (!is_jwt).then_some(token));
    }
}

/// The list of channels as its page shows it, with our channel in it.
fn channels() -> Vec<u8> {
    json!({"items": [
        {"id": "2f8892e1-59b7-40a2-b518-e7a7c31a754d", "waba_id": "1"},
        {"id": CHANNEL, "waba_id": "1911116896216319", "phone_number": "+919876543210", "status": "active"},
    ]})
    .to_string()
    .into_bytes()
}

fn template() -> PermissionRequest {
    PermissionRequest::Template {
        name: "may_we_call".to_owned(),
        language: "en_US".to_owned(),
    }
}

#[tokio::test]
async fn the_customer_is_asked_by_a_template_of_the_channels_account() {
    let sent = br#"{"id":"0a8f3feb","status":"pending","meta_message_id":null}"#;
    let server = Server::answering(&[(200, &channels()), (201, sent)]).await;
    let customer = "+918888888888".parse().expect("a number");
    let asked = channel(&server.base_url)
        .ask_permission(&customer, &template())
        .await
        .expect("sent");
    // Vobiz' own id is not what the reply names.
    assert_eq!(asked.message_id, None);
    assert_eq!(
        server.lines(),
        ["GET /base/channels/whatsapp", "POST /base/messages"]
    );
    let wanted = json!({
        "channel_id": CHANNEL,
        "waba_id": "1911116896216319",
        "to": "+918888888888",
        "type": "template",
        "template": {"name": "may_we_call", "language": {"code": "en_US"}},
    });
    assert_eq!(server.recorded()[1].body, wanted);
}

#[tokio::test]
async fn metas_id_of_the_request_is_kept_where_it_is_there() {
    let sent = br#"{"id":"0a8f3feb","meta_message_id":"wamid.A"}"#;
    let server = Server::answering(&[(200, &channels()), (201, sent)]).await;
    let customer = "+918888888888".parse().expect("a number");
    let asked = channel(&server.base_url)
        .ask_permission(&customer, &template())
        .await
        .expect("sent");
    assert_eq!(asked.message_id.as_deref(), Some("wamid.A"));
}

#[tokio::test]
async fn a_channel_that_vobiz_does_not_know_sends_nothing() {
    let server = Server::saying(br#"{"items":[]}"#).await;
    let customer = "+918888888888".parse().expect("a number");
    let error = channel(&server.base_url)
        .ask_permission(&customer, &template())
        .await
        .expect_err("unknown");
    assert_eq!(error.kind, ErrorKind::InvalidRequest);
    assert!(error.message.contains("channel ID"), "{}", error.message);
    assert_eq!(server.lines(), ["GET /base/channels/whatsapp"]);
}

#[tokio::test]
async fn a_template_is_created_on_the_channel() {
    let server = Server::answering(&[(201, br#"{"id":"1","status":"PENDING_REVIEW"}"#)]).await;
    let template = TemplateDraft {
        name: "may_we_call".to_owned(),
        language: "en_US".to_owned(),
        body: "May we call you?".to_owned(),
    };
    let created = channel(&server.base_url).create_template(&template).await;
    created.expect("taken");
    let request = server.only_request();
    let path = format!("POST /base/channels/{CHANNEL}/templates");
    assert_eq!(request.line(), path);
    let wanted = json!({
        "name": "may_we_call",
        "language": "en_US",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "May we call you?"}, {"type": "call_permission_request"}],
    });
    assert_eq!(request.body, wanted);
}

#[tokio::test]
async fn what_vobiz_has_not_is_unsupported_and_asks_nothing() {
    let server = Server::saying(b"{}").await;
    let vobiz = channel(&server.base_url);
    let customer = "+918888888888".parse().expect("a number");
    let message = PermissionRequest::Message {
        text: "May we call you?".to_owned(),
    };
    let kinds = [
        vobiz
            .permission(&customer)
            .await
            .expect_err("no query")
            .kind,
        vobiz.settings().await.expect_err("no settings").kind,
        vobiz
            .ask_permission(&customer, &message)
            .await
            .expect_err("templates only")
            .kind,
    ];
    assert_eq!(kinds, [ErrorKind::Unsupported; 3]);
    assert_eq!(server.recorded().len(), 0);
}
