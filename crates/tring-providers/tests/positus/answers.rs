//! What Positus' answers mean, and the check.

use tring_protocol::channel::FindingLevel::{self, Good, Problem, Unknown};
use tring_providers::{
    error::{ErrorKind, Retry},
    provider::{Grant, Limit, LimitOn, PermissionRequest, Provider as _},
};

use crate::{TOKEN, channel, fixtures, server::Server};

/// The fixtures that tests of answers use.
pub(crate) const USED: &[&str] = &[
    "make.response.json",
    "accept.response.json",
    "reject.response.json",
    "hang_up.response.json",
    "call_permissions.response.json",
    "error.derived.json",
];

const SDP: &str = "v=0\r\n";

#[tokio::test]
async fn the_four_say_success_and_a_dial_no_id() {
    for name in ["make", "accept", "reject", "hang_up"] {
        let server = Server::saying(&fixtures::bytes(&format!("{name}.response.json"))).await;
        let positus = channel(&server.base_url);
        match name {
            "make" => {
                let to = "+5543999951234".parse().expect("a number");
                let dialled = positus.dial(&to, SDP, "call_1").await.expect("taken");
                assert_eq!(dialled.provider_call_id, None);
            }
            "accept" => positus.accept("wacid.A", SDP).await.expect("taken"),
            "reject" => positus.reject("wacid.A").await.expect("taken"),
            _ => positus.terminate("wacid.A").await.expect("taken"),
        }
    }
}

#[tokio::test]
async fn an_answer_that_says_nothing_may_have_had_an_effect() {
    for answer in ["{}", r#"{"success":false}"#, "ok"] {
        let server = Server::saying(answer.as_bytes()).await;
        let to = "+5543999951234".parse().expect("a number");
        let error = channel(&server.base_url)
            .dial(&to, SDP, "call_1")
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
async fn the_permission_is_inside() {
    let server = Server::saying(&fixtures::bytes("call_permissions.response.json")).await;
    let customer = "+5543999011234".parse().expect("a number");
    let permission = channel(&server.base_url)
        .permission(&customer)
        .await
        .expect("an answer");
    let until = Some(1_748_553_340);
    assert_eq!(permission.grant, Grant::Temporary { until });
    assert!(permission.can_call && permission.can_ask);
    let limit = |on, hours, allowed| Limit {
        on,
        hours,
        allowed,
        used: 0,
        ends: None,
    };
    let wanted = [
        limit(LimitOn::Requests, 24, 1),
        limit(LimitOn::Requests, 168, 2),
        limit(LimitOn::Calls, 24, 5),
    ];
    assert_eq!(permission.limits, wanted);
}

#[tokio::test]
async fn a_permission_that_is_not_there_is_not_guessed() {
    let bare = &fixtures::json("call_permissions.response.json")["calling"];
    for answer in [
        "{}".to_owned(),
        r#"{"calling":{}}"#.to_owned(),
        bare.to_string(),
    ] {
        let server = Server::saying(answer.as_bytes()).await;
        let customer = "+5543999011234".parse().expect("a number");
        let error = channel(&server.base_url)
            .permission(&customer)
            .await
            .expect_err("nonsense");
        assert_eq!(error.kind, ErrorKind::ProviderFailed);
    }
}

#[tokio::test]
async fn an_error_is_told_by_its_code() {
    let server = Server::answering(&[(404, &fixtures::bytes("error.derived.json"))]).await;
    let error = channel(&server.base_url)
        .terminate("wacid.A")
        .await
        .expect_err("refused");
    let seen = (error.kind, error.retry, error.code.as_deref());
    assert_eq!(seen, (ErrorKind::CallGone, Retry::Never, Some("404")));
    server.only_request();
}

#[tokio::test]
async fn a_request_for_permission_returns_the_id_that_the_reply_names() {
    let request = PermissionRequest::Template {
        name: "may_we_call".to_owned(),
        language: "pt_BR".to_owned(),
    };
    let customer = "+5543999011234".parse().expect("a number");
    let answer =
        br#"{"messages":[{"id":"gBGHVRGZ"}],"message":"The message was successfully sent"}"#;
    let server = Server::saying(answer).await;
    let asked = channel(&server.base_url)
        .ask_permission(&customer, &request)
        .await
        .expect("sent");
    assert_eq!(asked.message_id.as_deref(), Some("gBGHVRGZ"));
    let server = Server::saying(b"{}").await;
    let error = channel(&server.base_url)
        .ask_permission(&customer, &request)
        .await
        .expect_err("nonsense");
    assert_eq!(error.retry, Retry::Unknown);
}

async fn levels(status: u16, body: &[u8]) -> Vec<FindingLevel> {
    let server = Server::answering(&[(status, body)]).await;
    let findings = channel(&server.base_url)
        .check("https://x/y")
        .await
        .findings;
    assert_eq!(server.lines().len(), 1, "one question is enough");
    let texts: Vec<_> = findings
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert!(
        texts
            .iter()
            .any(|text| text.contains("permissão de retorno")),
        "{texts:?}"
    );
    assert!(
        texts
            .iter()
            .all(|text| text.ends_with('.') && !text.contains(TOKEN)),
        "{texts:?}"
    );
    findings.into_iter().map(|finding| finding.level).collect()
}

#[tokio::test]
async fn the_check_says_what_it_sees_and_what_a_person_must_look_at() {
    let permission = fixtures::bytes("call_permissions.response.json");
    assert_eq!(levels(200, &permission).await, [Good, Unknown, Unknown]);
    // Nobody can call themselves: that WhatsApp says so is enough.
    let uncallable = br#"{"errors":[{"code":138001,"title":"t","details":"d"}],"message":"m"}"#;
    assert_eq!(levels(400, uncallable).await, [Good, Unknown, Unknown]);
    let off = br#"{"errors":[{"code":138000}]}"#;
    assert_eq!(levels(401, off).await, [Problem, Unknown, Unknown]);
    let unknown = fixtures::bytes("error.derived.json");
    assert_eq!(levels(404, &unknown).await, [Problem, Unknown, Unknown]);
    assert_eq!(
        levels(401, br#"{"message":"Unauthenticated."}"#).await,
        [Problem, Unknown, Unknown]
    );
}
