//! What YCloud's answers mean.

use tring_providers::{
    error::{ErrorKind, Retry},
    provider::{PermissionRequest, Provider as _},
};

use crate::{API_KEY, channel, fixtures, server::Server};

/// The fixtures that tests of answers use.
pub(crate) const USED: &[&str] = &[
    "call.response.json",
    "settings.response.json",
    "error.not_found.json",
    "error.whatsapp_api.derived.json",
    "signature_vectors.json",
];

const SDP: &str = "v=0\r\n";

#[tokio::test]
async fn a_dial_returns_the_wacid() {
    let server = Server::saying(&fixtures::bytes("call.response.json")).await;
    let to = "+6281361905133".parse().expect("a number");
    let dialled = channel(&server.base_url)
        .dial(&to, SDP, "call_1")
        .await
        .expect("taken");
    let wanted = &fixtures::json("call.response.json")["wacid"];
    assert_eq!(dialled.provider_call_id.as_deref(), wanted.as_str());
}

#[tokio::test]
async fn a_dial_without_a_wacid_is_still_a_call() {
    // `wacid` is optional in the OpenAPI document: the first webhook brings it.
    let server = Server::saying(br#"{"success":true}"#).await;
    let to = "+6281361905133".parse().expect("a number");
    let dialled = channel(&server.base_url)
        .dial(&to, SDP, "call_1")
        .await
        .expect("taken");
    assert_eq!(dialled.provider_call_id, None);
}

#[tokio::test]
async fn an_answer_without_success_makes_no_sense_and_may_have_had_an_effect() {
    for answer in ["{}", r#"{"success":false}"#, "ok", ""] {
        let server = Server::saying(answer.as_bytes()).await;
        let error = channel(&server.base_url)
            .accept("wacid.A", SDP)
            .await
            .expect_err("nonsense");
        assert_eq!(
            (error.kind, error.retry),
            (ErrorKind::ProviderFailed, Retry::Unknown),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_request_for_permission_returns_the_id_that_the_reply_names() {
    let text = "May we call you?".to_owned();
    let (customer, request) = (
        "+6281361905133".parse().expect("a number"),
        PermissionRequest::Message { text },
    );
    for (answer, id) in [
        (
            r#"{"id":"63f5","wamid":"wamid.A","status":"sent"}"#,
            Some("wamid.A"),
        ),
        (r#"{"id":"63f5","wamid":null}"#, Some("63f5")),
        ("{}", None),
    ] {
        let server = Server::saying(answer.as_bytes()).await;
        let asked = channel(&server.base_url)
            .ask_permission(&customer, &request)
            .await
            .expect("sent");
        assert_eq!(asked.message_id.as_deref(), id, "{answer}");
    }
}

#[tokio::test]
async fn errors_are_told_apart_and_nothing_is_repeated() {
    for (name, status, kind, retry, code) in [
        (
            "error.not_found.json",
            404,
            ErrorKind::CallGone,
            Retry::Never,
            "NOT_FOUND",
        ),
        (
            "error.whatsapp_api.derived.json",
            400,
            ErrorKind::NoPermission,
            Retry::Never,
            "138006",
        ),
    ] {
        let server = Server::answering(&[(status, &fixtures::bytes(name))]).await;
        let error = channel(&server.base_url)
            .terminate("wacid.A")
            .await
            .expect_err("refused");
        let seen = (error.kind, error.retry, error.code.as_deref());
        assert_eq!(seen, (kind, retry, Some(code)), "{name}");
        server.only_request();
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = Server::answering(&[(307, b"")]).await;
    let error = channel(&server.base_url)
        .reject("wacid.A")
        .await
        .expect_err("refused");
    assert_eq!(error.kind, ErrorKind::InvalidRequest);
    assert_eq!(server.only_request().header("x-api-key"), Some(API_KEY));
}
