//! Who may send webhooks.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tring_providers::{
    meta::Meta,
    provider::Provider as _,
    webhook::{WebhookError, WebhookRequest},
};

use crate::{
    fixtures::{self, NUMBER_ID},
    graph::{APP_SECRET, NOW, VERIFY_TOKEN, channel, settings},
};

/// The fixture with signatures, good and bad.
pub(crate) const SIGNATURES: &str = "signature_vectors.derived.json";

/// The headers of a webhook that Meta has signed.
pub(crate) fn signed(body: &[u8]) -> Vec<(String, String)> {
    let mut mac = Hmac::<Sha256>::new_from_slice(APP_SECRET.as_bytes()).expect("any length");
    mac.update(body);
    let signature = hex::encode(mac.finalize().into_bytes());
    with_signature(&format!("sha256={signature}"))
}

fn with_signature(signature: &str) -> Vec<(String, String)> {
    vec![
        ("content-type".to_owned(), "application/json".to_owned()),
        ("x-hub-signature-256".to_owned(), signature.to_owned()),
    ]
}

#[test]
fn a_signature_counts_for_the_very_bytes_it_was_made_for() {
    let sample = fixtures::json(SIGNATURES);
    let vectors = sample["vectors"].as_array().expect("a list");
    assert!(vectors.len() >= 3, "good and bad ones");
    for vector in vectors {
        let text = |field: &str| vector[field].as_str().expect("a string");
        assert_eq!(text("secret"), APP_SECRET, "the channel's secret");
        let read = channel(NUMBER_ID).read_webhook(&WebhookRequest {
            headers: &with_signature(text("signature")),
            body: text("body").as_bytes(),
            now: NOW,
        });
        match vector["valid"].as_bool() {
            Some(true) => assert_eq!(read.map(|items| items.len()), Ok(1)),
            _ => assert_eq!(read, Err(WebhookError::Signature), "{vector}"),
        }
    }
}

#[test]
fn a_webhook_without_a_good_signature_is_refused_before_it_is_read() {
    let body = b"{ this is not JSON";
    let bad = [
        Vec::new(),
        with_signature(""),
        with_signature("sha256="),
        with_signature("sha256=zz"),
        with_signature("sha256=00"),
        with_signature(&format!("sha256={}", "0".repeat(64))),
        signed(b"another body"),
    ];
    for headers in bad {
        let request = WebhookRequest {
            headers: &headers,
            body,
            now: NOW,
        };
        let read = channel(NUMBER_ID).read_webhook(&request);
        assert_eq!(read, Err(WebhookError::Signature), "{headers:?}");
    }
}

// Between the change of a secret here and at Meta, every webhook was refused.
#[test]
fn the_secret_before_the_last_rotation_counts_for_a_while() {
    let body = br#"{"entry":[]}"#;
    let request = WebhookRequest {
        headers: &signed(body),
        body,
        now: NOW,
    };
    let read = |secrets: &[&str]| {
        let mut settings = settings("https://graph.facebook.com", NUMBER_ID);
        let secrets = secrets.iter().map(|&secret| secret.to_owned().into());
        settings.webhook_secrets = secrets.collect();
        Meta::new(&settings, reqwest::Client::new()).read_webhook(&request)
    };
    assert_eq!(read(&["the-new-secret", APP_SECRET]), Ok(Vec::new()));
    let after_the_window = read(&["the-new-secret"]);
    assert_eq!(after_the_window, Err(WebhookError::Signature));
}

// A channel whose secret had been left empty took everybody's webhooks: HMAC has no objection to an
// empty key.
#[test]
fn a_channel_without_a_secret_takes_no_webhook() {
    let mut settings = settings("https://graph.facebook.com", NUMBER_ID);
    settings.webhook_secrets = vec![String::new().into()];
    settings.verify_token = String::new().into();
    let meta = Meta::new(&settings, reqwest::Client::new());
    let body = br#"{"entry":[]}"#;
    let mut mac = Hmac::<Sha256>::new_from_slice(b"").expect("any length");
    mac.update(body);
    let signature = hex::encode(mac.finalize().into_bytes());
    let request = WebhookRequest {
        headers: &with_signature(&format!("sha256={signature}")),
        body,
        now: NOW,
    };
    assert_eq!(meta.read_webhook(&request), Err(WebhookError::Signature));
    let query = query("subscribe", "", "1158201444");
    assert_eq!(meta.verify_subscription(&query), Err(WebhookError::Token));
}

#[test]
fn the_challenge_goes_back_to_who_knows_the_token() {
    let meta = channel(NUMBER_ID);
    let verify = |mode, token, challenge| meta.verify_subscription(&query(mode, token, challenge));
    assert_eq!(
        verify("subscribe", VERIFY_TOKEN, "1158201444"),
        Ok("1158201444".to_owned())
    );
    for wrong in ["", "the-verify", "the-verify-token2", "THE-VERIFY-TOKEN"] {
        assert_eq!(
            verify("subscribe", wrong, "1158201444"),
            Err(WebhookError::Token),
            "{wrong}"
        );
    }
    assert_eq!(
        verify("unsubscribe", VERIFY_TOKEN, "1158201444"),
        Err(WebhookError::Malformed)
    );
    assert_eq!(meta.verify_subscription(&[]), Err(WebhookError::Token));
}

fn query(mode: &str, token: &str, challenge: &str) -> Vec<(String, String)> {
    [
        ("hub.mode", mode),
        ("hub.verify_token", token),
        ("hub.challenge", challenge),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

#[test]
fn a_body_that_is_no_webhook_is_malformed() {
    let documents = crate::answers::OTHER_OPERATIONS
        .iter()
        .map(|name| fixtures::bytes(name));
    let nonsense = ["", "{", "null", "[]", "{}", r#"{"entry":{}}"#, "\u{feff}"];
    for body in documents.chain(nonsense.map(|text| text.as_bytes().to_vec())) {
        let request = WebhookRequest {
            headers: &signed(&body),
            body: &body,
            now: NOW,
        };
        let read = channel(NUMBER_ID).read_webhook(&request);
        let shown = String::from_utf8_lossy(&body);
        assert_eq!(read, Err(WebhookError::Malformed), "{shown}");
    }
}
