//! What each sample webhook says, in our words: one snapshot per file.

use serde_json::Value;
use tring_providers::{
    provider::Provider as _,
    webhook::{WebhookItem, WebhookRequest},
    ycloud::YCloud,
};

use crate::{
    ACCOUNT, channel_settings, client,
    describe::describe,
    fixtures,
    signatures::{NOW, signed},
};

#[test]
fn each_sample_says_in_our_words() {
    insta::glob!("../fixtures/ycloud", "webhook*.json", |path| {
        let name = path.file_name().and_then(|name| name.to_str());
        let sample = fixtures::json(name.expect("a name in UTF-8"));
        insta::with_settings!({omit_expression => true}, {
            insta::assert_snapshot!(describe(&read(&sample)));
        });
    });
}

/// Reads a webhook as the channel that it is for: the samples are of two numbers' ids.
pub(crate) fn read(webhook: &Value) -> Vec<WebhookItem> {
    let payloads = ["/callingConnect/phoneId", "/callingTerminate/phoneId"];
    let id = payloads
        .iter()
        .find_map(|path| webhook.pointer(path)?.as_str());
    read_as(id.unwrap_or(crate::PHONE_ID), webhook)
}

pub(crate) fn read_as(number_id: &str, webhook: &Value) -> Vec<WebhookItem> {
    let body = webhook.to_string().into_bytes();
    let settings = channel_settings("https://api.ycloud.com/v2", number_id, ACCOUNT);
    YCloud::new(&settings, client())
        .read_webhook(&WebhookRequest {
            headers: &signed(&body),
            body: &body,
            now: NOW,
        })
        .expect("signed and well-formed")
}
