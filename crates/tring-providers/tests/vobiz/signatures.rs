//! `X-Webhook-Signature`: bare hex.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use tring_protocol::call::Millis;
use tring_providers::{
    provider::Provider as _,
    vobiz::Vobiz,
    webhook::{WebhookError, WebhookRequest},
};

use crate::{SECRET, channel_settings, client, fixtures};

/// Our clock when webhooks come in: some day in 2026.
pub(crate) const NOW: Millis = 1_780_000_000_000;

/// The header that Vobiz would send.
pub(crate) fn signed(body: &[u8]) -> Vec<(String, String)> {
    signed_by(SECRET, body)
}

fn signed_by(secret: &str, body: &[u8]) -> Vec<(String, String)> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
    mac.update(body);
    let digest = hex::encode(mac.finalize().into_bytes());
    vec![("x-webhook-signature".to_owned(), digest)]
}

fn verdict(
    secrets: &[&str],
    headers: &[(String, String)],
    body: &[u8],
) -> Result<(), WebhookError> {
    let mut settings = channel_settings("https://api.vobiz.ai/api/v1/messaging");
    settings.webhook_secrets = secrets
        .iter()
        .map(|&secret| secret.to_owned().into())
        .collect();
    let request = WebhookRequest {
        headers,
        body,
        now: NOW,
    };
    Vobiz::new(&settings, client())
        .read_webhook(&request)
        .map(|_| ())
}

#[test]
fn the_vectors_are_judged_as_they_say() {
    let vectors = fixtures::json("signature_vectors.derived.json");
    let vectors = vectors["vectors"].as_array().expect("vectors").clone();
    assert!(!vectors.is_empty());
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().expect("a string").to_owned();
        let headers = [("x-webhook-signature".to_owned(), text("signature"))];
        let verdict = verdict(&[&text("secret")], &headers, text("body").as_bytes());
        let wanted = if vector["valid"] == Value::Bool(true) {
            Ok(())
        } else {
            Err(WebhookError::Signature)
        };
        assert_eq!(verdict, wanted, "{vector}");
    }
}

#[test]
fn the_old_secret_is_good_while_it_is_among_the_channels() {
    let headers = signed_by("the-old-one", b"{}");
    assert_eq!(verdict(&[SECRET, "the-old-one"], &headers, b"{}"), Ok(()));
    assert_eq!(
        verdict(&[SECRET], &headers, b"{}"),
        Err(WebhookError::Signature)
    );
}

#[test]
fn a_missing_or_empty_proof_is_refused() {
    assert_eq!(verdict(&[SECRET], &[], b"{}"), Err(WebhookError::Signature));
    let empty = [("x-webhook-signature".to_owned(), String::new())];
    assert_eq!(
        verdict(&[SECRET], &empty, b"{}"),
        Err(WebhookError::Signature)
    );
    assert_eq!(
        verdict(&[""], &signed_by("", b"{}"), b"{}"),
        Err(WebhookError::Signature)
    );
}
