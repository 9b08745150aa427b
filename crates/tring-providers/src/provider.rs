//! The contract of a provider, and what it can do.

use std::fmt::Debug;

use async_trait::async_trait;
use tring_protocol::phone::PhoneNumber;

use crate::{
    error::ProviderError,
    webhook::{WebhookError, WebhookItem, WebhookRequest},
};

/// A provider of WhatsApp calls, for one channel (one business number and its credentials).
///
/// # Contract
///
/// * Numbers come in as E.164; the adapter writes them as its provider wants.
/// * SDP comes in validated, with CRLF and a final CRLF; the
///   adapter passes it on byte for byte.
/// * Ids are the provider's, as its webhooks print them.
/// * A request is made once. Nothing is retried in here: the caller decides by
///   [`ProviderError::retry`], and `dial` and `accept` are never repeated.
/// * A request that has no answer within 10 s is an error of kind
///   [`Unreachable`](crate::error::ErrorKind::Unreachable) with an unknown outcome.
/// * Redirects are never followed.
/// * What a provider has not is declared in [`Capabilities`] and answers
///   [`Unsupported`](crate::error::ErrorKind::Unsupported).
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
        Err(ProviderError::unsupported("pre_accept"))
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
        Err(ProviderError::unsupported("permission"))
    }

    /// Answers a webhook's verification request (GET); the text to send back.
    fn verify_subscription(&self, query: &[(String, String)]) -> Result<String, WebhookError>;

    /// Checks the signature over the raw bytes, then reads what the webhook says.
    ///
    /// Events that we do not know are items of their own, not errors: the answer is 200.
    fn read_webhook(&self, request: &WebhookRequest<'_>) -> Result<Vec<WebhookItem>, WebhookError>;
}

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
    /// The permission to call can be asked for.
    pub permission_query: bool,
    /// Our reference comes back in webhooks.
    pub reference: bool,
}

/// A dial request that the provider took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialled {
    /// The provider's id, where it gives one.
    pub provider_call_id: Option<String>,
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
}

/// The customer's grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// None.
    None,
    /// Until this Unix time in seconds, where the provider says so.
    Temporary {
        /// Unix seconds.
        until: Option<i64>,
    },
    /// For ever.
    Permanent,
}
