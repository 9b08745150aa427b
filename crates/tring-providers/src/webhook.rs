//! What a provider's webhook says, in our words.

use serde_json::Value;
use sha2::{Digest, Sha256};
use tring_calls::event::CallEvent;
use tring_protocol::{
    call::{Direction, Millis},
    settings::{CallingSettings, Restriction},
};

use crate::{
    health::{AccountHealth, NumberHealth},
    provider::Grant,
};

/// A webhook as it came in.
#[derive(Clone, Copy)]
pub struct WebhookRequest<'a> {
    /// Header names in lower case, and their values.
    pub headers: &'a [(String, String)],
    /// The raw bytes that the signature is over.
    pub body: &'a [u8],
    /// Our clock, in Unix milliseconds: some signatures are good for minutes only.
    pub now: Millis,
}

impl WebhookRequest<'_> {
    /// The value of the header `name`, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

impl std::fmt::Debug for WebhookRequest<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookRequest")
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// One item of a webhook. Items are applied one by one; what cannot be applied is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookItem {
    /// What the item is deduplicated by, within the channel: ids and event, or the content's hash.
    pub dedupe_key: String,
    /// When the provider says it happened, in Unix milliseconds.
    pub at: Option<Millis>,
    /// The item.
    pub kind: WebhookKind,
}

impl std::fmt::Debug for WebhookItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookItem")
            .field("dedupe_key", &fingerprint(&self.dedupe_key))
            .field("at", &self.at)
            .field("kind", &self.kind)
            .finish()
    }
}

/// What an item says.
#[derive(Clone, PartialEq, Eq)]
pub enum WebhookKind {
    /// An SDP half came: the customer's offer (inbound) or answer (outbound).
    Connect(ConnectItem),
    /// Something happened to a call.
    Call {
        /// Which.
        call: CallReference,
        /// What.
        event: CallEvent,
    },
    /// A customer wrote: a text, or an answer by a button or a list. The reply to a request for the permission to call
    /// is a [`Permission`](Self::Permission) instead.
    Message(MessageItem),
    /// A customer's permission to be called changed.
    Permission(PermissionReply),
    /// The number's calling settings changed at the provider.
    Settings(Box<CallingSettings>),
    /// The provider took something away from the number for a time, or gave it back.
    Restricted(Vec<Restriction>),
    /// How the number stands at WhatsApp changed; what is absent is as it was.
    Quality(NumberHealth),
    /// How the number's account stands at WhatsApp changed; what is absent is as it was.
    Account(AccountHealth),
    /// A message of ours, such as a request for permission, was not delivered.
    MessageFailed {
        /// The provider's id of the message.
        message_id: String,
        /// Why, and what to do: a sentence.
        reason: String,
    },
    /// The provider's id of the channel's number, for providers whose requests need what only their webhooks tell.
    NumberId(String),
    /// Known to be of no interest here, or not known at all; kept and answered 200.
    Other {
        /// What it is, for the log; never content.
        what: String,
    },
}

/// Without the ids of messages, which have the customer's number in them as those of calls have.
impl std::fmt::Debug for WebhookKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Connect(connect) => connect.fmt(f),
            Self::Call { call, event } => f
                .debug_struct("Call")
                .field("call", call)
                .field("event", event)
                .finish(),
            Self::Message(message) => message.fmt(f),
            Self::Permission(reply) => reply.fmt(f),
            Self::Settings(settings) => f.debug_tuple("Settings").field(settings).finish(),
            Self::Restricted(restrictions) => {
                f.debug_tuple("Restricted").field(restrictions).finish()
            }
            Self::Quality(health) => f.debug_tuple("Quality").field(health).finish(),
            Self::Account(health) => f.debug_tuple("Account").field(health).finish(),
            Self::MessageFailed { message_id, reason } => f
                .debug_struct("MessageFailed")
                .field("message_id", &fingerprint(message_id))
                .field("reason", reason)
                .finish(),
            Self::NumberId(id) => f.debug_tuple("NumberId").field(id).finish(),
            Self::Other { what } => f.debug_struct("Other").field("what", what).finish(),
        }
    }
}

/// What a customer wrote to the business.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageItem {
    /// Who.
    pub customer: Customer,
    /// The provider's id of the message; empty where it gives none.
    pub message_id: String,
    /// The words: of a text, or of the button or the line of a list that was chosen. `None` for a picture, a place and
    /// whatever else has no words of its own.
    pub text: Option<String>,
}

impl std::fmt::Debug for MessageItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MessageItem")
            .field("message_id", &fingerprint(&self.message_id))
            .field("has_text", &self.text.is_some())
            .finish_non_exhaustive()
    }
}

/// What a customer said about being called. Kept per contact and channel; an unknown contact is kept too.
#[derive(Clone, PartialEq, Eq)]
pub struct PermissionReply {
    /// Who.
    pub customer: Customer,
    /// What holds from now on.
    pub grant: Grant,
    /// Whether a person said so, or WhatsApp by itself (a callback after the customer's call, or four
    /// unanswered calls).
    pub automatic: bool,
    /// The provider's id of the message that asked, where it is a reply to one.
    pub request_id: Option<String>,
}

impl std::fmt::Debug for PermissionReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PermissionReply")
            .field("grant", &self.grant)
            .field("automatic", &self.automatic)
            .finish_non_exhaustive()
    }
}

/// How a provider names a call.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CallReference {
    /// The provider's id.
    pub provider_call_id: String,
    /// Our own id, where the provider sent it back.
    pub reference: Option<String>,
    /// Who started it, where the webhook says so.
    pub direction: Option<Direction>,
    /// The other side, as far as the webhook says: with the channel it finds the call where ids do not.
    pub customer: Customer,
}

impl std::fmt::Debug for CallReference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CallReference")
            .field("provider_call_id", &fingerprint(&self.provider_call_id))
            .field("reference", &self.reference)
            .field("direction", &self.direction)
            .finish_non_exhaustive()
    }
}

/// What can be logged of a provider's id: a `wacid` is base64 with the customer's number in it.
pub fn fingerprint(provider_id: &str) -> String {
    let digest = Sha256::digest(provider_id.as_bytes());
    format!("#{}", hex::encode(digest.get(..4).unwrap_or_default()))
}

/// An SDP half.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectItem {
    /// Which call.
    pub call: CallReference,
    /// The SDP, raw.
    pub sdp: String,
    /// The business number as it came.
    pub business_number: Option<String>,
}

impl std::fmt::Debug for ConnectItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectItem")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

/// What a webhook says of the customer. A person with a username may hide the number.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Customer {
    /// The number, as it came.
    pub phone: Option<String>,
    /// The business-scoped user id.
    pub user_id: Option<String>,
    /// The profile's name.
    pub name: Option<String>,
}

impl std::fmt::Debug for Customer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Customer").finish_non_exhaustive()
    }
}

/// What is kept and not acted on, deduplicated by its content.
pub(crate) fn other(what: String, raw: &Value) -> WebhookItem {
    WebhookItem {
        dedupe_key: content_key(raw),
        at: None,
        kind: WebhookKind::Other { what },
    }
}

/// What an item without an id is deduplicated by.
pub(crate) fn content_key(raw: &Value) -> String {
    let digest = Sha256::digest(raw.to_string().as_bytes());
    format!("other:{}", hex::encode(digest))
}

/// A provider's word that can stand in a log: nothing but letters, dots and underscores.
pub(crate) fn log_word(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '.';
    if !text.is_empty() && text.len() <= 40 && text.chars().all(is_word) {
        text.to_owned()
    } else {
        "unknown".to_owned()
    }
}

/// Why a webhook was not taken. Nothing of it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// The signature is missing or wrong.
    #[error("the webhook's signature is missing or wrong")]
    Signature,
    /// The body is not JSON, or not this provider's.
    #[error("the webhook's body is not what this provider sends")]
    Malformed,
    /// The verification request has the wrong token.
    #[error("the verification token is wrong")]
    Token,
}
