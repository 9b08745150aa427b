//! What each sample webhook says, in our words: one snapshot per file.

use serde_json::Value;
use tring_protocol::call::Millis;
use tring_providers::{
    provider::Provider as _,
    webhook::{WebhookItem, WebhookRequest},
};

use crate::{channel, describe::describe, fixtures};

/// Our clock when webhooks come in: some day in 2026.
pub(crate) const NOW: Millis = 1_780_000_000_000;

#[test]
fn each_sample_says_in_our_words() {
    insta::glob!("../fixtures/positus", "webhook.*.json", |path| {
        let name = path.file_name().and_then(|name| name.to_str());
        let sample = fixtures::json(name.expect("a name in UTF-8"));
        insta::with_settings!({omit_expression => true}, {
            insta::assert_snapshot!(describe(&read(&sample)));
        });
    });
}

pub(crate) fn read(webhook: &Value) -> Vec<WebhookItem> {
    let body = webhook.to_string().into_bytes();
    channel("https://api.positus.global/v2")
        .read_webhook(&WebhookRequest {
            headers: &[],
            body: &body,
            now: NOW,
        })
        .expect("well-formed")
}
