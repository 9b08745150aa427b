//! What each sample webhook says, in our words: one snapshot per file.

use std::fmt::Write as _;

use serde_json::Value;
use tring_providers::{
    provider::Provider as _,
    webhook::{WebhookItem, WebhookKind, WebhookRequest},
};

use crate::{
    fixtures,
    graph::{NOW, channel},
    verification::signed,
};

#[test]
fn each_sample_says_in_our_words() {
    insta::glob!("../fixtures/meta", "webhook*.json", |path| {
        let name = path.file_name().and_then(|name| name.to_str());
        let sample = fixtures::json(name.expect("a name in UTF-8"));
        insta::with_settings!({omit_expression => true}, {
            insta::assert_snapshot!(describe(&read(&sample)));
        });
    });
}

/// Reads a webhook as the channel that it is for.
pub(crate) fn read(webhook: &Value) -> Vec<WebhookItem> {
    let body = webhook.to_string().into_bytes();
    channel(&fixtures::number_id(webhook))
        .read_webhook(&WebhookRequest {
            headers: &signed(&body),
            body: &body,
            now: NOW,
        })
        .expect("signed and well-formed")
}

/// All that the items say; the SDP as its length and first lines.
pub(crate) fn describe(items: &[WebhookItem]) -> String {
    let mut text = String::new();
    for item in items {
        let at = item.at.map_or("no time".to_owned(), |at| at.to_string());
        writeln!(text, "item {} at {at}", item.dedupe_key).expect("a String takes all");
        text.push_str(&describe_kind(&item.kind));
    }
    text
}

fn describe_kind(kind: &WebhookKind) -> String {
    match kind {
        WebhookKind::Connect(connect) => {
            let lines: Vec<_> = connect.sdp.lines().take(2).collect();
            let (customer, sdp) = (&connect.call.customer, &connect.sdp);
            let call = &connect.call;
            format!(
                "  connect {} reference {:?} direction {:?}\n  customer {:?} {:?} {:?}\n  business {:?}\n  sdp {} bytes, {}\n",
                call.provider_call_id,
                call.reference,
                call.direction,
                customer.phone,
                customer.user_id,
                customer.name,
                connect.business_number,
                sdp.len(),
                lines.join(" | "),
            )
        }
        WebhookKind::Call { call, event } => format!(
            "  call {} reference {:?} direction {:?}\n  {event:?}\n",
            call.provider_call_id, call.reference, call.direction,
        ),
        WebhookKind::Permission(reply) => {
            let customer = &reply.customer;
            format!(
                "  permission {:?} automatic {}\n  customer {:?} {:?} {:?}\n  request {:?}\n",
                reply.grant,
                reply.automatic,
                customer.phone,
                customer.user_id,
                customer.name,
                reply.request_id,
            )
        }
        WebhookKind::Settings(settings) => format!("  settings {settings:#?}\n"),
        WebhookKind::Restricted(restrictions) => format!("  restricted {restrictions:#?}\n"),
        WebhookKind::MessageFailed { message_id, reason } => {
            format!("  message {message_id} failed: {reason}\n")
        }
        WebhookKind::NumberId(id) => format!("  number id {id}\n"),
        WebhookKind::Other { what } => format!("  other: {what}\n"),
    }
}
