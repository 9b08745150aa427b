//! `whatsapp.inbound_message.received`: what a customer wrote, and replies to requests for the permission to call.

use serde::Deserialize;
use serde_json::Value;
use tring_calls::numbers::same_number;
use tring_protocol::call::Millis;

use super::{Reader, event::InboundMessage};
use crate::{
    cloud_api::written::written,
    rfc3339,
    webhook::{Customer, MessageItem, PermissionReply, WebhookKind},
};

impl Reader<'_> {
    /// What the message says and when it was sent, where it is one to our number.
    pub(super) fn message(self, raw: &Value) -> Option<(Option<Millis>, WebhookKind)> {
        let message = InboundMessage::deserialize(raw).ok()?;
        if message
            .to
            .as_ref()
            .is_some_and(|to| !same_number(to, self.number))
        {
            return None;
        }
        let customer = customer(&message);
        if customer.phone.is_none() && customer.user_id.is_none() {
            return None;
        }
        let at = message.send_time.as_deref().and_then(rfc3339::millis);
        let kind = match &message.interactive {
            Some(interactive) => {
                let reply = &interactive.call_permission_reply;
                WebhookKind::Permission(PermissionReply {
                    customer,
                    grant: reply.grant()?,
                    automatic: reply.is_automatic(),
                    request_id: message.context.and_then(|context| context.id),
                })
            }
            None => WebhookKind::Message(MessageItem {
                customer,
                text: written(raw)?.words,
                message_id: message.wamid.or(message.id).unwrap_or_default(),
            }),
        };
        Some((at, kind))
    }
}

fn customer(message: &InboundMessage) -> Customer {
    let profile = message.customer_profile.as_ref();
    Customer {
        phone: message.from.clone(),
        user_id: message.from_user_id.clone(),
        name: profile.and_then(|profile| profile.name.clone()),
    }
}
