//! The contract of a provider, and what it can do.

use std::fmt::Debug;

use async_trait::async_trait;
use tring_calls::event::CallEvent;
use tring_protocol::{
    channel::Finding,
    phone::PhoneNumber,
    settings::{CallingSettings, Setting, SettingOutcome},
};

use crate::{
    error::{Operation, ProviderError},
    health::Health,
    webhook::{WebhookError, WebhookItem, WebhookRequest, fingerprint},
};

/// A provider of WhatsApp calls, for one channel (one business number and its credentials).
///
/// # Contract
///
/// * Numbers come in as E.164; the adapter writes them as its provider wants.
/// * SDP comes in validated, with CRLF and a final CRLF; the
///   adapter passes it on byte for byte.
/// * Ids are the provider's, as `dial` returned them or as its webhooks print them: an adapter takes both.
/// * A request is made once. Nothing is retried in here but a request that was refused only because of the form of
///   an id: the caller decides by [`ProviderError::retry`], and `dial`, `accept`, `ask_permission` and `send_text` are
///   never repeated.
/// * A request that has no answer within 10 s is an error of kind
///   [`Unreachable`](crate::error::ErrorKind::Unreachable) with an unknown outcome.
/// * Redirects are never followed.
/// * What a provider has not is declared in [`Capabilities`] and answers
///   [`Unsupported`](crate::error::ErrorKind::Unsupported).
/// * No credential, SDP or full number stands in an error, a finding or `Debug`.
#[async_trait]
pub trait Provider: Debug + Send + Sync {
    /// What this provider can do.
    fn capabilities(&self) -> Capabilities;

    /// Calls `to`. `reference` is our id of the call and comes back in webhooks where the provider has a field for it.
    async fn dial(
        &self,
        to: &PhoneNumber,
        sdp_offer: &str,
        reference: &str,
    ) -> Result<Dialled, ProviderError>;

    /// Sends the answer early, so that media is up before `accept`.
    async fn pre_accept(
        &self,
        provider_call_id: &str,
        sdp_answer: &str,
    ) -> Result<(), ProviderError> {
        let _ = (provider_call_id, sdp_answer);
        Err(ProviderError::unsupported(Operation::PreAccept))
    }

    /// Answers a customer's call. After `pre_accept` the SDP must be the same.
    async fn accept(&self, provider_call_id: &str, sdp_answer: &str) -> Result<(), ProviderError>;

    /// Declines a customer's ringing call.
    async fn reject(&self, provider_call_id: &str) -> Result<(), ProviderError>;

    /// Ends a call.
    async fn terminate(&self, provider_call_id: &str) -> Result<(), ProviderError>;

    /// Asks whether the customer allows calls from us.
    async fn permission(&self, customer: &PhoneNumber) -> Result<Permission, ProviderError> {
        let _ = customer;
        Err(ProviderError::unsupported(Operation::Permission))
    }

    /// Sends the customer a request for the permission to call; the reply comes by webhook. Billed as a message.
    async fn ask_permission(
        &self,
        customer: &PhoneNumber,
        request: &PermissionRequest,
    ) -> Result<Asked, ProviderError> {
        let _ = (customer, request);
        Err(ProviderError::unsupported(Operation::AskPermission))
    }

    /// Creates the template that asks for the permission; WhatsApp reviews it before it can be sent.
    async fn create_template(&self, template: &TemplateDraft) -> Result<(), ProviderError> {
        let _ = template;
        Err(ProviderError::unsupported(Operation::CreateTemplate))
    }

    /// Sends the customer a text, within 24 hours of the customer's last message; the provider's id of the message.
    ///
    /// `text` has 1 to 4096 characters ([`LONGEST_TEXT`]). Billed as a message where WhatsApp bills it.
    async fn send_text(&self, to: &PhoneNumber, text: &str) -> Result<String, ProviderError> {
        let _ = (to, text);
        Err(ProviderError::unsupported(Operation::SendText))
    }

    /// How the number and its account stand at WhatsApp, as far as the provider tells when asked.
    async fn health(&self) -> Result<Health, ProviderError> {
        Err(ProviderError::unsupported(Operation::Health))
    }

    /// The number's calling settings.
    async fn settings(&self) -> Result<CallingSettings, ProviderError> {
        Err(ProviderError::unsupported(Operation::ReadSettings))
    }

    /// Changes the fields that `change` has, and says of each whether it was saved: where a provider takes one per
    /// request, some may be saved and others not. The caller has checked the values
    /// ([`check_change`](crate::settings::check_change)) and gives call hours as a whole.
    async fn change_settings(&self, change: &CallingSettings) -> Vec<SettingOutcome> {
        crate::settings::all_failed(
            change,
            &ProviderError::unsupported(Operation::ChangeSettings),
        )
    }

    /// What the provider's call log says of a call, for calls whose end was never reported; `None` where it does not
    /// know the call.
    async fn logged_call(
        &self,
        provider_call_id: &str,
    ) -> Result<Option<CallEvent>, ProviderError> {
        let _ = provider_call_id;
        Err(ProviderError::unsupported(Operation::CallLog))
    }

    /// Talks to the provider, and says what works, what is missing and how to mend it. `webhook_url` is where its
    /// webhooks should go, without the key in it where that is not known any more.
    async fn check(&self, webhook_url: &str) -> Checked;

    /// Answers a webhook's verification request (GET); the text to send back.
    fn verify_subscription(&self, query: &[(String, String)]) -> Result<String, WebhookError> {
        let _ = query;
        Err(WebhookError::Token)
    }

    /// Checks the signature over the raw bytes, then reads what the webhook says.
    ///
    /// Events that we do not know are items of their own, not errors: the answer is 200.
    fn read_webhook(&self, request: &WebhookRequest<'_>) -> Result<Vec<WebhookItem>, WebhookError>;
}

/// The longest text of a message, in characters (WhatsApp, "Text messages").
pub const LONGEST_TEXT: usize = 4_096;

/// What a provider can do; a literal per provider.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a literal per provider, read by field name"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The answer can be sent before the call is answered.
    pub pre_accept: bool,
    /// `dial` returns the provider's id of the call.
    pub call_id_from_dial: bool,
    /// Webhooks say when the customer's phone rings and when it was picked up.
    pub status_events: bool,
    /// Our reference comes back in webhooks.
    pub reference: bool,
    /// Webhooks carry what the call button or link was given (`cta_payload`, `deeplink_payload`).
    pub page_context: bool,
    /// Webhooks say why a call failed.
    pub failure_reasons: bool,
    /// The permission to call can be asked for as it stands.
    pub permission_query: bool,
    /// The customer can be asked by a free-form message, within 24 hours of the customer's last one.
    pub ask_by_message: bool,
    /// The customer can be asked by a template.
    pub ask_by_template: bool,
    /// That template can be created here.
    pub create_template: bool,
    /// Texts can be sent to customers who have written within the last 24 hours.
    pub text_messages: bool,
    /// How the number stands at WhatsApp can be asked.
    pub health: bool,
    /// The settings that can be read.
    pub readable: &'static [Setting],
    /// The settings that can be changed.
    pub writable: &'static [Setting],
    /// A list of past calls can be asked.
    pub call_log: bool,
    /// Digits reach the other side (RFC 4733, in the media).
    pub digits: bool,
    /// Webhooks are signed over their bytes; otherwise a secret in a header, or the address alone, is the proof.
    pub signed_webhooks: bool,
}

/// What a check of a channel brought to light.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// For a person.
    pub findings: Vec<Finding>,
    /// The settings that were read on the way.
    pub settings: Option<CallingSettings>,
    /// How the number stands, where that was told.
    pub health: Option<Health>,
}

/// A dial request that the provider took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialled {
    /// The provider's id, where it gives one.
    pub provider_call_id: Option<String>,
}

/// How the customer is asked for the permission to call.
#[derive(Clone, PartialEq, Eq)]
pub enum PermissionRequest {
    /// By a free-form message with this text, 1024 characters at most.
    Message {
        /// The text.
        text: String,
    },
    /// By an approved template without parameters.
    Template {
        /// Its name.
        name: String,
        /// Its language, `en_US`.
        language: String,
    },
}

impl Debug for PermissionRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Message { .. } => "Message",
            Self::Template { .. } => "Template",
        })
    }
}

/// A request for permission that the provider took.
#[derive(Clone, PartialEq, Eq)]
pub struct Asked {
    /// The provider's id of the message, where it gives one; the reply names it.
    pub message_id: Option<String>,
}

impl Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let id = self.message_id.as_deref().map(fingerprint);
        f.debug_struct("Asked").field("message_id", &id).finish()
    }
}

/// The template that asks for the permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateDraft {
    /// Lower-case letters, digits and underscores.
    pub name: String,
    /// `en_US`.
    pub language: String,
    /// What it says, 1024 characters at most.
    pub body: String,
}

/// Whether the customer allows calls from us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The customer's grant.
    pub grant: Grant,
    /// Whether the provider would take a call now.
    pub can_call: bool,
    /// Whether the provider would take a permission request now.
    pub can_ask: bool,
    /// What is left of the provider's limits.
    pub limits: Vec<Limit>,
}

/// One of the provider's limits for one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// On what.
    pub on: LimitOn,
    /// Within how many hours.
    pub hours: u32,
    /// How many are allowed.
    pub allowed: u32,
    /// How many are used.
    pub used: u32,
    /// When it ends where it is reached, in Unix seconds.
    pub ends: Option<i64>,
}

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitOn {
    /// Requests for permission.
    Requests,
    /// Connected calls.
    Calls,
}

/// The customer's grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// None: never given, declined, expired or taken back.
    None,
    /// Until this Unix time in seconds, where the provider says so.
    Temporary {
        /// Unix seconds.
        until: Option<i64>,
    },
    /// Until it is taken back.
    Permanent,
}
