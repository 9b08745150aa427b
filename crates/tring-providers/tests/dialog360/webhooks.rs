//! Webhooks: Meta's envelope, proved by a secret header.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tring_providers::{
    dialog360::Dialog360,
    meta::Meta,
    provider::Provider as _,
    webhook::{WebhookError, WebhookItem, WebhookRequest},
};

use crate::{
    channel::{NOW, OLD_SECRET, WEBHOOK_SECRET, settings},
    describe::{describe, whats},
    fixtures::DIALOG360,
    folder::Folder,
};

const CONNECT: &str = "webhook.connect.user_initiated.json";

pub(crate) const DOCUMENTS: &[&str] = &[CONNECT];

fn read(
    number_id: &str,
    secret: Option<&str>,
    body: &[u8],
) -> Result<Vec<WebhookItem>, WebhookError> {
    let settings = settings("https://waba-v2.360dialog.io", number_id);
    let headers: Vec<_> = secret
        .into_iter()
        .map(|secret| ("x-webhook-secret".to_owned(), secret.to_owned()))
        .collect();
    Dialog360::new(&settings, reqwest::Client::new()).read_webhook(&WebhookRequest {
        headers: &headers,
        body,
        now: NOW,
    })
}

#[test]
fn the_sample_says_in_our_words() {
    let items = read("", Some(WEBHOOK_SECRET), &DIALOG360.bytes(CONNECT)).expect("proved");
    insta::assert_snapshot!(describe(&items));
}

/// 360dialog documents Meta's envelope unchanged.
#[test]
fn metas_webhooks_say_the_same_here() {
    for name in Folder("meta").beginning_with("webhook") {
        let body = Folder("meta").bytes(&name);
        let settings = settings("https://graph.facebook.com", "");
        let mut mac =
            Hmac::<Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes()).expect("any length");
        mac.update(&body);
        let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
        let headers = [("x-hub-signature-256".to_owned(), signature)];
        let at_meta = Meta::new(&settings, reqwest::Client::new()).read_webhook(&WebhookRequest {
            headers: &headers,
            body: &body,
            now: NOW,
        });
        let here = read("", Some(WEBHOOK_SECRET), &body);
        assert_eq!(here, at_meta, "{name}");
        assert!(here.is_ok_and(|items| !items.is_empty()), "{name}");
    }
}

#[test]
fn who_does_not_know_the_secret_is_refused_before_the_body_is_read() {
    let body = b"{ this is not JSON";
    for secret in [
        None,
        Some(""),
        Some("other"),
        Some("webhook-secret-for-test"),
    ] {
        let refused = Err(WebhookError::Signature);
        assert_eq!(read("", secret, body), refused, "{secret:?}");
    }
    for secret in [WEBHOOK_SECRET, OLD_SECRET] {
        let malformed = Err(WebhookError::Malformed);
        assert_eq!(
            read("", Some(secret), body),
            malformed,
            "the old one for a while longer"
        );
    }
}

// A channel whose secret had been left empty took webhooks with an empty header.
#[test]
fn a_channel_without_a_secret_takes_no_webhook() {
    let mut settings = settings("https://waba-v2.360dialog.io", "");
    settings.webhook_secrets = vec![String::new().into()];
    let headers = [("x-webhook-secret".to_owned(), String::new())];
    let request = WebhookRequest {
        headers: &headers,
        body: br#"{"entry":[]}"#,
        now: NOW,
    };
    let dialog360 = Dialog360::new(&settings, reqwest::Client::new());
    let refused = Err(WebhookError::Signature);
    assert_eq!(dialog360.read_webhook(&request), refused);
}

#[test]
fn a_number_id_keeps_other_numbers_out() {
    let body = DIALOG360.bytes(CONNECT);
    let read = |number_id| whats(read(number_id, Some(WEBHOOK_SECRET), &body).expect("proved"));
    assert_eq!(read("436666719526789"), "connect");
    assert_eq!(read("1"), "calls of another number");
}
