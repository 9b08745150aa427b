//! `YCloud-Signature: t=…,s=…`: YCloud's own vectors, and the five minutes.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use tring_protocol::call::Millis;
use tring_providers::{
    provider::Provider as _,
    webhook::{WebhookError, WebhookRequest},
    ycloud::YCloud,
};

use crate::{SECRET, channel_settings, client, fixtures};

/// Our clock when webhooks come in: the time of YCloud's vectors.
pub(crate) const NOW: Millis = 1_700_000_000_000;

/// The header that YCloud would send now.
pub(crate) fn signed(body: &[u8]) -> Vec<(String, String)> {
    signed_by(SECRET, 1_700_000_000, body)
}

fn signed_by(secret: &str, seconds: u64, body: &[u8]) -> Vec<(String, String)> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body);
    let digest = hex::encode(mac.finalize().into_bytes());
    let value = format!("t={seconds},s={digest}");
    vec![("ycloud-signature".to_owned(), value)]
}

fn verdict(
    secrets: &[&str],
    headers: &[(String, String)],
    body: &[u8],
) -> Result<(), WebhookError> {
    let mut settings = channel_settings("https://api.ycloud.com/v2", "", "");
    settings.webhook_secrets = secrets
        .iter()
        .map(|&secret| secret.to_owned().into())
        .collect();
    let request = WebhookRequest {
        headers,
        body,
        now: NOW,
    };
    YCloud::new(&settings, client())
        .read_webhook(&request)
        .map(|_| ())
}

#[test]
fn ycloud_own_vectors_are_judged_as_it_says() {
    let vectors = fixtures::json("signature_vectors.json");
    let vectors = vectors["vectors"].as_array().expect("vectors").clone();
    assert!(!vectors.is_empty());
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().expect("a string").to_owned();
        let headers = [("ycloud-signature".to_owned(), text("header"))];
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
fn a_signature_is_good_for_five_minutes_before_and_after() {
    let now = NOW / 1_000;
    for (seconds, is_good) in [
        (now, true),
        (now - 300, true),
        (now + 300, true),
        (now - 301, false),
        (now + 301, false),
        (0, false),
        (u64::MAX, false),
    ] {
        let verdict = verdict(&[SECRET], &signed_by(SECRET, seconds, b"{}"), b"{}");
        assert_eq!(verdict.is_ok(), is_good, "{seconds}");
    }
}

#[test]
fn the_old_secret_is_good_while_it_is_among_the_channels() {
    let headers = signed_by("the-old-one", NOW / 1_000, b"{}");
    assert_eq!(verdict(&[SECRET, "the-old-one"], &headers, b"{}"), Ok(()));
    assert_eq!(
        verdict(&[SECRET], &headers, b"{}"),
        Err(WebhookError::Signature)
    );
}

#[test]
fn a_missing_broken_or_empty_proof_is_refused() {
    let header = |value: &str| vec![("ycloud-signature".to_owned(), value.to_owned())];
    let digest = signed(b"{}")[0].1.clone();
    let other_body = verdict(&[SECRET], &header(&digest), b"{} ");
    assert_eq!(other_body, Err(WebhookError::Signature));
    for headers in [
        vec![],
        header(""),
        header("t=1700000000"),
        header("t=1700000000,s="),
        header("t=x,s=4ee5dc4c43b9d27aa16b9e46a59ea8700d0b3b90d9da6139a302aa7a55cbdaa1"),
        header(&digest.replace("s=", "sha256=")),
    ] {
        assert_eq!(
            verdict(&[SECRET], &headers, b"{}"),
            Err(WebhookError::Signature),
            "{headers:?}"
        );
    }
    let by_nothing = signed_by("", NOW / 1_000, b"{}");
    assert_eq!(
        verdict(&[""], &by_nothing, b"{}"),
        Err(WebhookError::Signature)
    );
}
