//! What webhook items say, as text for snapshots.

use std::fmt::Write as _;

use tring_providers::webhook::{WebhookItem, WebhookKind};

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
        WebhookKind::Message(message) => {
            let customer = &message.customer;
            format!(
                "  message {} {:?}\n  customer {:?} {:?} {:?}\n",
                message.message_id, message.text, customer.phone, customer.user_id, customer.name,
            )
        }
        WebhookKind::Quality(health) => format!("  {health:?}\n"),
        WebhookKind::Account(health) => format!("  {health:?}\n"),
        WebhookKind::Settings(settings) => format!("  settings {settings:#?}\n"),
        WebhookKind::Restricted(restrictions) => format!("  restricted {restrictions:#?}\n"),
        WebhookKind::MessageFailed { message_id, reason } => {
            format!("  message {message_id} failed: {reason}\n")
        }
        WebhookKind::NumberId(id) => format!("  number id {id}\n"),
        WebhookKind::Other { what } => format!("  other: {what}\n"),
    }
}

/// The same in few words.
pub(crate) fn whats(items: Vec<WebhookItem>) -> String {
    let whats: Vec<_> = items
        .into_iter()
        .map(|item| match item.kind {
            WebhookKind::Other { what } => what,
            WebhookKind::Connect(_) => "connect".to_owned(),
            WebhookKind::Call { event, .. } => format!("{event:?}"),
            WebhookKind::Permission(reply) => format!("permission {:?}", reply.grant),
            WebhookKind::Message(message) => format!("message {:?}", message.text),
            WebhookKind::Quality(health) => format!("{health:?}"),
            WebhookKind::Account(health) => format!("{health:?}"),
            WebhookKind::Settings(_) => "settings".to_owned(),
            WebhookKind::Restricted(_) => "restricted".to_owned(),
            WebhookKind::MessageFailed { reason, .. } => format!("message failed: {reason}"),
            WebhookKind::NumberId(_) => "number id".to_owned(),
        })
        .collect();
    whats.join(", ")
}
