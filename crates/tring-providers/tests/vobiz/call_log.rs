//! The call log, for calls whose end was never reported.

use serde_json::json;
use tring_calls::event::{CallEvent, Outcome, Talk};
use tring_providers::{error::Retry, provider::Provider as _};

use crate::{channel, fixtures, server::Server};

#[tokio::test]
async fn a_call_is_found_by_either_id() {
    for id in ["e6f70819-2031-4b4c-95d6-e7f809102233", "wacid.HBgM..."] {
        let server = Server::saying(&fixtures::bytes("logs.response.json")).await;
        let event = channel(&server.base_url)
            .logged_call(id)
            .await
            .expect("a log");
        let wanted = CallEvent::Terminated {
            // The sample says 185 s, and that the first four of them were ringing.
            talk: Some(Talk {
                started: Some(1_774_447_204_000),
                ended: Some(1_774_447_385_000),
                seconds: Some(181),
            }),
            outcome: Outcome::Completed,
            error: None,
        };
        assert_eq!(event, Some(wanted), "{id}");
        let line = server.only_request().line();
        assert_eq!(line, "GET /base/calls/whatsapp/logs?page=1&limit=25");
    }
}

#[tokio::test]
async fn pages_are_turned_while_there_are_more_and_four_at_most() {
    let page =
        |has_more: bool| json!({"items": [{"id": "other"}], "has_more": has_more}).to_string();
    let server = Server::saying(page(true).as_bytes()).await;
    let event = channel(&server.base_url)
        .logged_call("uuid")
        .await
        .expect("a log");
    assert_eq!(event, None);
    assert_eq!(server.recorded().len(), 4);

    let last = json!({"items": [{"id": "uuid", "status": "missed"}], "has_more": true}).to_string();
    let server = Server::answering(&[(200, page(true).as_bytes()), (200, last.as_bytes())]).await;
    let event = channel(&server.base_url)
        .logged_call("uuid")
        .await
        .expect("a log");
    assert!(
        matches!(event, Some(CallEvent::Terminated { talk: None, .. })),
        "{event:?}"
    );
    assert_eq!(server.recorded().len(), 2);
}

#[tokio::test]
async fn a_log_that_fails_can_be_asked_again() {
    let server = Server::answering(&[(503, b"")]).await;
    let error = channel(&server.base_url)
        .logged_call("uuid")
        .await
        .expect_err("no log");
    assert_eq!(error.retry, Retry::Later);
}
