//! `phoneId`: entered, learnt from a webhook, or looked up.

use tring_providers::{
    error::{ErrorKind, Retry},
    provider::Provider as _,
    webhook::WebhookKind,
    ycloud::YCloud,
};

use crate::{
    ACCOUNT, NUMBER, PHONE_ID, channel_settings, client, fixtures,
    server::Server,
    webhooks::{read, read_as},
};

const SUCCESS: &[u8] = br#"{"success":true}"#;

#[tokio::test]
async fn without_a_phone_id_a_call_cannot_be_ended_yet() {
    let server = Server::saying(SUCCESS).await;
    let ycloud = YCloud::new(&channel_settings(&server.base_url, "", ""), client());
    let error = ycloud.terminate("wacid.A").await.expect_err("no id");
    assert_eq!(
        (error.kind, error.retry),
        (ErrorKind::InvalidRequest, Retry::Later)
    );
    assert!(error.message.contains("Try again"), "{}", error.message);
    assert_eq!(server.recorded().len(), 0, "nothing is sent without it");
}

#[tokio::test]
async fn a_dial_needs_no_phone_id() {
    let server = Server::saying(SUCCESS).await;
    let ycloud = YCloud::new(&channel_settings(&server.base_url, "", ""), client());
    let to = "+6281361905133".parse().expect("a number");
    ycloud.dial(&to, "v=0\r\n", "call_1").await.expect("taken");
}

#[tokio::test]
async fn the_settings_tell_it_where_the_account_is_known() {
    let settings = fixtures::bytes("settings.response.json");
    let server = Server::answering(&[(200, &settings), (200, SUCCESS)]).await;
    let ycloud = YCloud::new(&channel_settings(&server.base_url, "", ACCOUNT), client());
    ycloud.terminate("wacid.A").await.expect("taken");
    assert_eq!(
        server.lines(),
        [
            format!("GET /base/whatsapp/phoneNumbers/{ACCOUNT}/{NUMBER}/settings"),
            "POST /base/whatsapp/calls/terminate".to_owned(),
        ]
    );
    assert_eq!(server.recorded()[1].body["phoneId"], "19213232132");
}

#[tokio::test]
async fn a_look_up_that_fails_has_ended_nothing() {
    let server = Server::answering(&[(502, b"")]).await;
    let ycloud = YCloud::new(&channel_settings(&server.base_url, "", ACCOUNT), client());
    let error = ycloud.terminate("wacid.A").await.expect_err("no id");
    assert_eq!(error.retry, Retry::Later);
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn settings_that_are_not_ours_to_read_leave_it_to_the_webhook() {
    let server = Server::answering(&[(403, br#"{"error":{"code":"FORBIDDEN"}}"#)]).await;
    let ycloud = YCloud::new(&channel_settings(&server.base_url, "", ACCOUNT), client());
    let error = ycloud.terminate("wacid.A").await.expect_err("no id");
    assert_eq!(error.retry, Retry::Later);
    assert!(error.message.contains("webhook"), "{}", error.message);
}

#[test]
fn a_webhook_teaches_it_once() {
    let sample = fixtures::json("webhook.call_connect.business_initiated.json");
    let items = read_as("", &sample);
    assert_eq!(items[0].kind, WebhookKind::NumberId(PHONE_ID.to_owned()));
    assert_eq!(items.len(), 2);
    assert_ne!(items[0].dedupe_key, items[1].dedupe_key);
    assert_eq!(
        read(&sample).len(),
        1,
        "a channel that has it learns nothing"
    );
}

#[test]
fn another_numbers_webhook_teaches_nothing() {
    // An endpoint is called for all numbers of the account.
    let mut sample = fixtures::json("webhook.call_connect.user_initiated.json");
    sample["callingConnect"]["to"] = "+6283138205999".into();
    let items = read_as("", &sample);
    assert_eq!(items.len(), 1);
    assert!(
        matches!(items[0].kind, WebhookKind::Other { .. }),
        "{items:?}"
    );
}
