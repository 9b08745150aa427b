//! `field: "messages"`: what customers write, their replies to requests for the permission to call, and messages of ours
//! that did not arrive.

use serde::Deserialize;
use serde_json::Value;

use super::{Number, calls::number_id, millis};
use crate::{
    cloud_api::{
        error::message_sentence,
        permission::CallPermissionReply,
        wire::{ErrorObject, Metadata, WireContact},
        written::written,
    },
    lenient::{absent_or, number, text},
    webhook::{
        Customer, MessageItem, PermissionReply, WebhookItem, WebhookKind, content_key, log_word,
        other,
    },
};

/// `value` of a change with `field: "messages"`.
#[derive(Deserialize)]
struct MessagesValue {
    #[serde(default, deserialize_with = "absent_or")]
    metadata: Option<Metadata>,
    #[serde(default, deserialize_with = "absent_or")]
    contacts: Option<Vec<WireContact>>,
    #[serde(default, deserialize_with = "absent_or")]
    messages: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "absent_or")]
    statuses: Option<Vec<Value>>,
}

/// One of `messages`. The samples of the user-call-permissions page have no `type`: the reply itself decides.
#[derive(Deserialize)]
struct WireMessage {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    from: Option<String>,
    #[serde(default, deserialize_with = "text")]
    from_user_id: Option<String>,
    #[serde(default, deserialize_with = "number")]
    timestamp: Option<u64>,
    #[serde(default, deserialize_with = "absent_or")]
    context: Option<Context>,
    #[serde(default, deserialize_with = "absent_or")]
    interactive: Option<Interactive>,
}

/// What a message is a reply to: the `wamid` of a request, or the `wacid` of a call after which WhatsApp asked.
#[derive(Deserialize)]
struct Context {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
}

#[derive(Deserialize)]
struct Interactive {
    call_permission_reply: CallPermissionReply,
}

/// One of `statuses`, of a message of ours.
#[derive(Deserialize)]
struct WireMessageStatus {
    id: String,
    status: String,
    #[serde(default, deserialize_with = "number")]
    timestamp: Option<u64>,
    #[serde(default, deserialize_with = "absent_or")]
    errors: Option<Vec<ErrorObject>>,
}

/// One change.
pub(super) fn read(number: Number<'_>, change: &Value) -> Vec<WebhookItem> {
    let Some(value) = change
        .get("value")
        .and_then(|value| MessagesValue::deserialize(value).ok())
    else {
        return vec![other("messages that are not understood".to_owned(), change)];
    };
    if !number.has_id(number_id(value.metadata.as_ref())) {
        return vec![other("messages of another number".to_owned(), change)];
    }
    let messages = value.messages.iter().flatten();
    let statuses = value.statuses.iter().flatten();
    let items: Vec<_> = messages
        .map(|message| read_message(&value, message))
        .chain(statuses.map(read_status))
        .collect();
    if items.is_empty() {
        return vec![other("messages without a message".to_owned(), change)];
    }
    items
}

fn read_message(value: &MessagesValue, raw: &Value) -> WebhookItem {
    let Ok(message) = WireMessage::deserialize(raw) else {
        return other("a message that is not understood".to_owned(), raw);
    };
    let Some(interactive) = &message.interactive else {
        return read_written(value, message, raw);
    };
    let reply = &interactive.call_permission_reply;
    let customer = customer(value, &message);
    let (Some(grant), true) = (
        reply.grant(),
        customer.phone.is_some() || customer.user_id.is_some(),
    ) else {
        return other("a permission reply that is not understood".to_owned(), raw);
    };
    let key = |id: &String| format!("{id}:permission");
    WebhookItem {
        dedupe_key: message.id.as_ref().map_or_else(|| content_key(raw), key),
        at: message.timestamp.map(millis),
        kind: WebhookKind::Permission(PermissionReply {
            customer,
            grant,
            automatic: reply.is_automatic(),
            request_id: message.context.and_then(|context| context.id),
        }),
    }
}

/// What is no reply to a request for permission.
fn read_written(value: &MessagesValue, message: WireMessage, raw: &Value) -> WebhookItem {
    let customer = customer(value, &message);
    let is_somebody = customer.phone.is_some() || customer.user_id.is_some();
    let Some(written) = written(raw).filter(|_| is_somebody) else {
        return other("a message".to_owned(), raw);
    };
    let key = |id: &String| format!("{id}:message");
    WebhookItem {
        dedupe_key: message.id.as_ref().map_or_else(|| content_key(raw), key),
        at: message.timestamp.map(millis),
        kind: WebhookKind::Message(MessageItem {
            customer,
            message_id: message.id.unwrap_or_default(),
            text: written.words,
        }),
    }
}

/// A customer with a username may hide the number (note on BSUIDs).
fn customer(value: &MessagesValue, message: &WireMessage) -> Customer {
    let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
    let contact = match value.contacts.as_deref().unwrap_or_default() {
        [only] => Some(only),
        several => several.iter().find(|contact| {
            same(&contact.wa_id, &message.from) || same(&contact.user_id, &message.from_user_id)
        }),
    };
    Customer {
        phone: message
            .from
            .clone()
            .or_else(|| contact.and_then(|contact| contact.wa_id.clone())),
        user_id: message
            .from_user_id
            .clone()
            .or_else(|| contact.and_then(|contact| contact.user_id.clone())),
        name: contact
            .and_then(|contact| contact.profile.as_ref())
            .and_then(|profile| profile.name.clone()),
    }
}

/// A request for permission can be taken and fail later: 131026 where the customer's WhatsApp is too old.
fn read_status(raw: &Value) -> WebhookItem {
    let Ok(status) = WireMessageStatus::deserialize(raw) else {
        return other("a message's status that is not understood".to_owned(), raw);
    };
    if !status.status.eq_ignore_ascii_case("failed") {
        return other(format!("message {}", log_word(&status.status)), raw);
    }
    let error = status.errors.iter().flatten().next();
    WebhookItem {
        dedupe_key: format!("{}:failed", status.id),
        at: status.timestamp.map(millis),
        kind: WebhookKind::MessageFailed {
            message_id: status.id,
            reason: message_sentence(error),
        },
    }
}
