//! What Vobiz' answers mean.

use tring_providers::{
    error::{ErrorKind, Retry},
    provider::Provider as _,
};

use crate::{channel, fixtures, server::Server};

/// The fixtures that tests of answers use.
pub(crate) const USED: &[&str] = &[
    "connect.response.json",
    "action.accept.response.json",
    "logs.response.json",
    "signature_vectors.derived.json",
    "webhook_subscription.create.request.json",
    "webhook_subscription.create.response.json",
    "webhook_subscription.list.response.json",
];

const SDP: &str = "v=0\r\n";

#[tokio::test]
async fn a_dial_returns_vobiz_own_id() {
    let server = Server::answering(&[(201, &fixtures::bytes("connect.response.json"))]).await;
    let to = "+919876543210".parse().expect("a number");
    let dialled = channel(&server.base_url)
        .dial(&to, SDP, "call_1")
        .await
        .expect("taken");
    let wanted = "d5e6f708-1920-4a3b-94c5-d6e7f8091022";
    assert_eq!(dialled.provider_call_id.as_deref(), Some(wanted));
}

#[tokio::test]
async fn an_action_is_done_where_the_answer_says_success() {
    let server = Server::saying(&fixtures::bytes("action.accept.response.json")).await;
    channel(&server.base_url)
        .accept("uuid", SDP)
        .await
        .expect("done");
}

#[tokio::test]
async fn an_answer_that_says_nothing_may_have_had_an_effect() {
    for answer in ["{}", r#"{"success":false}"#, "ok"] {
        let server = Server::saying(answer.as_bytes()).await;
        let vobiz = channel(&server.base_url);
        let to = "+919876543210".parse().expect("a number");
        for error in [
            vobiz.dial(&to, SDP, "call_1").await.expect_err("nonsense"),
            vobiz.accept("uuid", SDP).await.expect_err("nonsense"),
        ] {
            let seen = (error.kind, error.retry);
            assert_eq!(
                seen,
                (ErrorKind::ProviderFailed, Retry::Unknown),
                "{answer}"
            );
        }
    }
}

#[tokio::test]
async fn a_missing_permission_is_told_by_whatsapps_code() {
    let body = br#"{"message":"Meta: (#138006) No approved call permission"}"#;
    let server = Server::answering(&[(400, body)]).await;
    let to = "+919876543210".parse().expect("a number");
    let error = channel(&server.base_url)
        .dial(&to, SDP, "call_1")
        .await
        .expect_err("refused");
    assert_eq!(
        (error.kind, error.retry),
        (ErrorKind::NoPermission, Retry::Never)
    );
    server.only_request();
}
