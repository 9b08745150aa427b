//! A call has two ids, Vobiz' UUID and Meta's `wacid`, and nobody says which one `action` takes.

use tring_providers::{
    error::{ErrorKind, Retry},
    provider::Provider as _,
};

use crate::{channel, fixtures, server::Server};

const SUCCESS: &[u8] = br#"{"success":true}"#;
const ACTION: &str = "POST /base/calls/whatsapp/action";
/// Both ids of the sample log's call.
const WACID: &str = "wacid.HBgM...";
const UUID: &str = "e6f70819-2031-4b4c-95d6-e7f809102233";

fn logs(page: u32) -> String {
    format!("GET /base/calls/whatsapp/logs?page={page}&limit=25")
}

#[tokio::test]
async fn a_wacid_is_tried_as_it_is() {
    let server = Server::saying(SUCCESS).await;
    channel(&server.base_url)
        .accept(WACID, "v=0\r\n")
        .await
        .expect("taken");
    assert_eq!(server.lines(), [ACTION]);
    assert_eq!(server.recorded()[0].body["call_id"], WACID);
}

#[tokio::test]
async fn a_wacid_that_is_refused_is_looked_up_and_tried_once_more() {
    let log = fixtures::bytes("logs.response.json");
    for status in [400, 404, 422] {
        let server = Server::answering(&[(status, b"{}"), (200, &log), (200, SUCCESS)]).await;
        channel(&server.base_url)
            .accept(WACID, "v=0\r\n")
            .await
            .expect("taken");
        assert_eq!(server.lines(), [ACTION, &logs(1), ACTION], "{status}");
        let last = &server.recorded()[2].body;
        assert_eq!(
            (&last["call_id"], &last["sdp"]),
            (&UUID.into(), &"v=0\r\n".into())
        );
    }
}

#[tokio::test]
async fn what_is_not_about_the_id_is_not_repeated() {
    for (status, body) in [
        (401, "{}"),
        (403, "{}"),
        (429, "{}"),
        (500, "{}"),
        (
            400,
            r#"{"message":"(#138006) No approved call permission"}"#,
        ),
    ] {
        let server = Server::answering(&[(status, body.as_bytes())]).await;
        channel(&server.base_url)
            .terminate(WACID)
            .await
            .expect_err("refused");
        assert_eq!(server.lines(), [ACTION], "{status}");
    }
}

#[tokio::test]
async fn vobiz_own_id_is_never_looked_up() {
    let server = Server::answering(&[(404, b"{}")]).await;
    let error = channel(&server.base_url)
        .terminate(UUID)
        .await
        .expect_err("refused");
    assert_eq!(error.kind, ErrorKind::CallGone);
    assert_eq!(server.lines(), [ACTION]);
}

/// A 404 for an id that Vobiz may never take says nothing of the call. Taken for "gone", a ringing call whose line was
/// not in the log yet would have ended here and rung on at the customer's.
#[tokio::test]
async fn a_call_that_the_log_does_not_have_yet_is_not_taken_for_gone() {
    let nothing: &[u8] = br#"{"items":[],"has_more":false}"#;
    for log in [(200, nothing), (500, b"".as_slice())] {
        let server = Server::answering(&[(404, b"{}"), log]).await;
        let vobiz = channel(&server.base_url);
        let error = vobiz.terminate(WACID).await.expect_err("refused");
        let seen = (error.kind, error.retry);
        assert_eq!(seen, (ErrorKind::InvalidRequest, Retry::Later));
        assert!(error.message.contains("Try again"), "{}", error.message);
        assert_eq!(server.lines(), [ACTION, &logs(1)]);
    }
}

#[tokio::test]
async fn the_second_refusal_is_the_last() {
    let log = fixtures::bytes("logs.response.json");
    let server = Server::answering(&[(404, b"{}"), (200, &log), (404, b"{}")]).await;
    let error = channel(&server.base_url)
        .terminate(WACID)
        .await
        .expect_err("refused twice");
    assert_eq!(error.kind, ErrorKind::CallGone);
    assert_eq!(server.lines(), [ACTION, &logs(1), ACTION]);
}
