//! Session descriptions: those of browsers and documents are taken, broken ones get Meta's codes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Business, fixture, text};

#[tokio::test]
async fn the_offers_of_both_browsers_and_of_the_documents_are_taken() {
    for file in [
        "sdp.browser.chromium.offer_default.measured.json",
        "sdp.browser.chromium.offer_opus_dtmf.measured.json",
        "sdp.browser.firefox.offer_default.measured.json",
        "sdp.browser.firefox.offer_opus_dtmf.measured.json",
        "sdp.business_initiated.offer.from_business.json",
    ] {
        let business = Business::open().await;
        business.dial(&text(&fixture(file)["sdp"])).await;
        let answer = business.webhooks.next_is("connect").await.sdp();
        assert!(answer.contains("a=setup:active\r\n"), "{file}: {answer}");
        assert!(answer.contains("opus/48000/2"), "{file}: {answer}");
    }
}

#[tokio::test]
async fn the_answers_of_both_browsers_and_of_the_documents_are_taken() {
    for file in [
        "sdp.browser.chromium.answer_to_meta_offer.measured.json",
        "sdp.browser.firefox.answer_to_meta_offer.measured.json",
        "sdp.user_initiated.answer.from_business.json",
    ] {
        let business = Business::open().await;
        let call_id = business.customer_calls(json!({})).await;
        let (status, body) = business
            .answer("accept", &call_id, &text(&fixture(file)["sdp"]))
            .await;
        assert_eq!(status, 200, "{file}: {body}");
    }
}

#[tokio::test]
async fn broken_descriptions_get_the_codes_that_meta_gives() {
    let business = Business::open().await;
    let good = text(&fixture("connect.request.json")["session"]["sdp"]);
    let fingerprint = good
        .lines()
        .find(|line| line.starts_with("a=fingerprint"))
        .expect("one");
    let twice = good.replace(fingerprint, &format!("{fingerprint}\r\n{fingerprint}"));
    for (sdp, code, word) in [
        (good.trim_end().to_owned(), 100, "CRLF"),
        (
            format!("{good}m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"),
            100,
            "2 m-lines",
        ),
        (good.replace("opus/48000/2", "OPUS/8000"), 100, "opus"),
        (twice, 138_008, "2 fingerprints"),
    ] {
        let mut body: Value = fixture("connect.request.json");
        body["session"]["sdp"] = json!(sdp);
        let (status, answer) = business.calls(&body).await;
        assert_eq!(status, 400, "{word}: {answer}");
        assert_eq!(answer["error"]["code"], code, "{word}: {answer}");
        let details = text(&answer["error"]["error_data"]["details"]);
        assert!(details.contains(word), "{word}: {details}");
    }
}

#[tokio::test]
async fn our_offer_has_the_attributes_of_a_real_one() {
    let business = Business::open().await;
    business.customer_calls(json!({})).await;
    let ours = business.webhooks.next_is("connect").await.sdp();
    let real = fixture("sdp.user_initiated.offer.from_meta.capture_2026.json");
    let real = text(&real["sdp"]);
    // `a=candidate:1 …` -> `a=candidate`, `m=audio 9 …` -> `m=audio`; the origin differs anyway.
    let names = |sdp: &str| -> BTreeSet<String> {
        let lines = sdp.lines().filter(|line| !line.starts_with("o="));
        lines
            .filter_map(|line| line.split([':', ' ']).next())
            .map(str::to_owned)
            .collect()
    };
    let (ours, real) = (names(&ours), names(&real));
    let extra: Vec<&String> = ours.difference(&real).collect();
    assert!(extra.is_empty(), "a real offer has no {extra:?}");
}
