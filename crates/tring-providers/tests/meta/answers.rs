//! What the adapter makes of Meta's answers, of other people's, and of none.

use std::{fmt::Write as _, time::Duration};

use tring_providers::{
    error::{
        ErrorKind::{
            self, InvalidRequest, InvalidSdp, Limit, NoPermission, NotEnabled, ProviderFailed,
            Unreachable,
        },
        ProviderError,
        Retry::{self, Later, Never, Unknown},
    },
    provider::{Dialled, Grant, Permission, Provider as _},
};

use crate::{
    fixtures,
    graph::meta,
    server::{Answer, Server},
};

/// Answers that say yes, and the id in those that have one.
pub(crate) const SUCCESSES: &[(&str, Option<&str>)] = &[
    (
        "connect.response.json",
        Some("wacid.HBgLMTIxODU1NTI4MjgVAgARGCAyODRQIAFRoA"),
    ),
    ("pre_accept.response.json", None),
    ("accept.response.json", None),
    ("action.response.short.json", None),
    ("reject.response.json", None),
    ("terminate.response.json", None),
    // The same document as the short one, from another operation.
    ("settings.update.response.json", None),
];

/// Errors with the status that the troubleshooting page gives.
pub(crate) const ERRORS: &[(&str, u16, ErrorKind, Retry)] = &[
    ("error.100.sdp_invalid.derived.json", 400, InvalidSdp, Never),
    (
        "error.138000.not_enabled.derived.json",
        401,
        NotEnabled,
        Never,
    ),
    (
        "error.138006.no_permission.derived.json",
        401,
        NoPermission,
        Never,
    ),
    ("error.138012.daily_limit.derived.json", 400, Limit, Later),
];

/// Answers to the permission query.
pub(crate) const PERMISSIONS: &[&str] = &[
    "call_permissions.response.json",
    "call_permissions.response.no_permission.derived.json",
    "call_permissions.response.permanent.derived.json",
];

/// Documents of operations that the adapter does not have: neither answers to ours nor webhooks.
pub(crate) const OTHER_OPERATIONS: &[&str] = &[
    "call_button.interactive.request.json",
    "call_button.template_component.json",
];

const SDP: &str = "v=0\r\n";

async fn dial(graph: &Server) -> Result<Dialled, ProviderError> {
    let to = "+14085551234".parse().expect("a number");
    graph.meta().dial(&to, SDP, "call_1").await
}

#[tokio::test]
async fn an_answer_that_says_yes_is_a_success() {
    for (name, id) in SUCCESSES {
        let graph = Server::saying(&fixtures::bytes(name)).await;
        if let Some(id) = id {
            let dialled = dial(&graph).await.expect(name);
            assert_eq!(dialled.provider_call_id.as_deref(), Some(*id), "{name}");
            continue;
        }
        let meta = graph.meta();
        meta.pre_accept("wacid.A", SDP).await.expect(name);
        meta.accept("wacid.A", SDP).await.expect(name);
        meta.reject("wacid.A").await.expect(name);
        meta.terminate("wacid.A").await.expect(name);
    }
}

#[tokio::test]
async fn an_error_has_a_kind_a_retry_and_a_sentence() {
    for (name, status, kind, retry) in ERRORS {
        let graph = Server::refusing(*status, &fixtures::bytes(name)).await;
        let error = dial(&graph).await.expect_err(name);
        assert_eq!((error.kind, error.retry), (*kind, *retry), "{name}");
        assert!(error.message.ends_with('.'), "no sentence: {error}");
        assert!(!error.message.contains('<'), "shown raw: {error}");
        graph.only_request();
    }
}

#[tokio::test]
async fn the_permission_is_told_in_our_words() {
    let customer = "+14085551234".parse().expect("a number");
    let mut answers = String::new();
    for name in PERMISSIONS {
        let graph = Server::saying(&fixtures::bytes(name)).await;
        let permission = graph.meta().permission(&customer).await.expect(name);
        writeln!(answers, "{}", in_words(&permission)).expect("a String takes all");
    }
    insta::assert_snapshot!(answers, @"
    Temporary { until: Some(1745343479) }, call false, ask true, Requests 0 of 1 in 24 h, Requests 1 of 2 in 168 h, Calls 5 of 5 in 24 h until Some(1745622600)
    None, call false, ask true, Requests 0 of 1 in 24 h, Requests 0 of 2 in 168 h
    Permanent, call true, ask false, Calls 0 of 100 in 24 h
    ");
}

fn in_words(permission: &Permission) -> String {
    let Permission {
        grant,
        can_call,
        can_ask,
        limits,
    } = permission;
    let mut words = format!("{grant:?}, call {can_call}, ask {can_ask}");
    for limit in limits {
        let (on, used, allowed, hours) = (limit.on, limit.used, limit.allowed, limit.hours);
        write!(words, ", {on:?} {used} of {allowed} in {hours} h").expect("a String takes all");
        if limit.ends.is_some() {
            write!(words, " until {:?}", limit.ends).expect("a String takes all");
        }
    }
    words
}

#[tokio::test]
async fn the_end_of_a_permission_has_two_names() {
    let customer = "+14085551234".parse().expect("a number");
    let body = br#"{"permission":{"status":"temporary","expiration":1745343479}}"#;
    let permission = Server::saying(body)
        .await
        .meta()
        .permission(&customer)
        .await
        .expect("an answer");
    let until = Some(1_745_343_479);
    assert_eq!(permission.grant, Grant::Temporary { until });
    assert!(
        permission.can_call,
        "a grant allows it where no action is listed"
    );
}

#[tokio::test]
async fn answers_to_other_operations_are_not_taken_for_ours() {
    let customer = "+14085551234".parse().expect("a number");
    for name in OTHER_OPERATIONS {
        let graph = Server::saying(&fixtures::bytes(name)).await;
        let error = dial(&graph).await.expect_err(name);
        assert_eq!(
            (error.kind, error.retry),
            (ProviderFailed, Unknown),
            "{name}"
        );
        let error = graph.meta().accept("wacid.A", SDP).await.expect_err(name);
        assert_eq!(
            (error.kind, error.retry),
            (ProviderFailed, Unknown),
            "{name}"
        );
        let error = graph.meta().permission(&customer).await.expect_err(name);
        assert_eq!((error.kind, error.retry), (ProviderFailed, Later), "{name}");
    }
}

#[tokio::test]
async fn nonsense_leaves_the_outcome_unknown() {
    let huge = vec![b'['; 1_000_000];
    let bodies: [&[u8]; 9] = [
        b"",
        b"null",
        b"[]",
        b"<html>Welcome</html>",
        br#"{"success":false}"#,
        br#"{"success":"yes"}"#,
        br#"{"calls":[]}"#,
        br#"{"calls":[{"id":""}]}"#,
        &huge,
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(body.get(..30).unwrap_or(body)).into_owned();
        let graph = Server::saying(body).await;
        let error = dial(&graph).await.expect_err(&shown);
        assert_eq!(
            (error.kind, error.retry),
            (ProviderFailed, Unknown),
            "{shown}"
        );
        let error = graph.meta().accept("wacid.A", SDP).await.expect_err(&shown);
        assert_eq!(
            (error.kind, error.retry),
            (ProviderFailed, Unknown),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_server_that_fails_leaves_the_outcome_unknown() {
    for status in [500, 502, 503, 504] {
        let graph = Server::refusing(status, b"<html>Sorry</html>").await;
        let error = dial(&graph).await.expect_err("refused");
        assert_eq!(
            (error.kind, error.retry),
            (ProviderFailed, Unknown),
            "{status}"
        );
        graph.only_request();
    }
}

#[tokio::test]
async fn silence_leaves_the_outcome_unknown_and_is_not_asked_again() {
    let graph = Server::answering(Answer::Never).await;
    let meta = graph.impatient_meta();
    let to = "+14085551234".parse().expect("a number");
    let error = meta.dial(&to, SDP, "call_1").await.expect_err("silence");
    assert_eq!((error.kind, error.retry), (Unreachable, Unknown));
    assert_eq!(graph.recorded().len(), 1, "dialled once");
    let error = meta.accept("wacid.A", SDP).await.expect_err("silence");
    assert_eq!((error.kind, error.retry), (Unreachable, Unknown));
    assert_eq!(graph.recorded().len(), 2, "accepted once");
}

#[tokio::test]
async fn a_provider_without_a_server_has_certainly_got_nothing() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let meta = meta(&format!("http://{address}"), Duration::from_secs(10));
    let to = "+14085551234".parse().expect("a number");
    let error = meta.dial(&to, SDP, "call_1").await.expect_err("nobody");
    assert_eq!((error.kind, error.retry), (Unreachable, Later));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let graph = Server::answering(Answer::Redirect).await;
    let error = dial(&graph).await.expect_err("a redirect");
    assert_eq!((error.kind, error.retry), (InvalidRequest, Never));
    graph.only_request();
}
