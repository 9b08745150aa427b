//! All that the items of a webhook say, in lines.

use std::fmt::Write as _;

use tring_providers::webhook::{Customer, WebhookItem, WebhookKind};

/// The SDP is told by its length and first lines.
pub(crate) fn describe(items: &[WebhookItem]) -> String {
    let mut text = String::new();
    for item in items {
        let at = item.at.map_or("no time".to_owned(), |at| at.to_string());
        writeln!(text, "item {} at {at}", item.dedupe_key).expect("a String takes all");
        writeln!(text, "  {}", describe_kind(&item.kind)).expect("a String takes all");
    }
    text
}

fn describe_kind(kind: &WebhookKind) -> String {
    match kind {
        WebhookKind::Connect(connect) => {
            let (call, sdp) = (&connect.call, &connect.sdp);
            let lines: Vec<_> = sdp.lines().take(2).collect();
            format!(
                "connect {} direction {:?}\n  customer {}\n  business {:?}\n  sdp {} bytes, {}",
                call.provider_call_id,
                call.direction,
                describe_customer(&call.customer),
                connect.business_number,
                sdp.len(),
                lines.join(" | "),
            )
        }
        WebhookKind::Call { call, event } => format!(
            "call {} direction {:?}\n  customer {}\n  {event:?}",
            call.provider_call_id,
            call.direction,
            describe_customer(&call.customer),
        ),
        WebhookKind::Permission(reply) => format!(
            "permission {:?} automatic {}\n  customer {}\n  request {:?}",
            reply.grant,
            reply.automatic,
            describe_customer(&reply.customer),
            reply.request_id,
        ),
        WebhookKind::Message(message) => format!(
            "message {} {:?}\n  customer {}",
            message.message_id,
            message.text,
            describe_customer(&message.customer),
        ),
        WebhookKind::Quality(health) => format!("{health:?}"),
        WebhookKind::Account(health) => format!("{health:?}"),
        WebhookKind::MessageFailed { message_id, reason } => {
            format!("message {message_id} failed: {reason}")
        }
        WebhookKind::NumberId(id) => format!("number id {id}"),
        WebhookKind::Other { what } => format!("other: {what}"),
        WebhookKind::Settings(_) | WebhookKind::Restricted(_) => format!("{kind:?}"),
    }
}

fn describe_customer(customer: &Customer) -> String {
    format!(
        "{:?} {:?} {:?}",
        customer.phone, customer.user_id, customer.name
    )
}
