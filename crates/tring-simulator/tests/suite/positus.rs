//! What only Positus has: the old form beside the new, bare webhooks, the return permission.

use serde_json::{Value, json};

use crate::support::{CUSTOMER, client::Client, dialect::Dialect, fixture, fixture_of, text};

fn offer() -> String {
    text(&fixture("sdp.browser.chromium.offer_opus_dtmf.measured.json")["sdp"])
}

#[tokio::test]
async fn the_old_form_may_be_there_if_it_says_the_same() {
    let client = Client::open(Dialect::Positus).await;
    let mut asked = Dialect::Positus.dial("+551122361741", "");
    let printed = fixture_of("positus", "make.request.json");
    assert_eq!(
        printed["session"]["sdp_type"], "answer",
        "the sample's oddity"
    );
    asked.body = printed.clone();
    asked.body["connection"]["webrtc"]["sdp"] = json!("{\"sdp\":\"v=0\",\"type\":\"offer\"}");
    let (status, body) = client.post(&asked).await;
    assert_eq!(status, 422, "{body}");
    assert!(Dialect::Positus.is_error(&body), "{body}");
    asked.body = printed;
    let (status, body) = client.post(&asked).await;
    assert_eq!((status.as_u16(), body), (200, json!({"success": true})));
}

#[tokio::test]
async fn webhooks_carry_both_forms_and_no_word_of_direction_or_time() {
    for called in [false, true] {
        let variants = json!({"variants": {"offer_called_answer": called}});
        let client = Client::open_with(Dialect::Positus, variants).await;
        client.business.customer_calls(json!({})).await;
        let entry = client.next_is("connect").await.entry;
        for field in ["direction", "timestamp"] {
            assert!(entry.get(field).is_none(), "{field} in {entry}");
        }
        let printed = if called { "answer" } else { "offer" };
        assert_eq!(entry["session"]["sdp_type"], printed);
        let old = text(&entry["connection"]["webrtc"]["sdp"]);
        let old: Value = serde_json::from_str(&old).expect("JSON in a text");
        assert_eq!(old["sdp"], entry["session"]["sdp"]);
    }
}

#[tokio::test]
async fn a_number_without_the_return_permission_places_no_call() {
    let without = json!({"callback_permission": false});
    let client = Client::open_with(Dialect::Positus, without).await;
    let asked = Dialect::Positus.dial(CUSTOMER, &offer());
    let (status, body) = client.post(&asked).await;
    assert_eq!(status, 403, "{body}");
    assert!(Dialect::Positus.is_error(&body), "{body}");
}

#[tokio::test]
async fn a_number_without_a_secret_sends_no_header() {
    let client = Client::open_with(Dialect::Positus, json!({"webhook_secret": null})).await;
    client.business.webhooks.expect_no_proof();
    client.business.customer_calls(json!({})).await;
    client.next_is("connect").await;
}
