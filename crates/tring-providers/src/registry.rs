//! The providers, and the way from a channel's settings to its provider.

use std::{fmt, sync::Arc};

use secrecy::SecretString;

use crate::{
    dialog360::Dialog360,
    meta::Meta,
    positus::Positus,
    provider::{Capabilities, Provider},
    vobiz::Vobiz,
    ycloud::YCloud,
};

/// Every provider there is: a new one is a line here.
pub const PROVIDERS: &[&Entry] = &[
    &Meta::ENTRY,
    &Dialog360::ENTRY,
    &YCloud::ENTRY,
    &Vobiz::ENTRY,
    &Positus::ENTRY,
];

/// What is known of a provider without a channel.
#[derive(Clone, Copy)]
pub struct Entry {
    /// Its name in addresses, on the command line and in the database: `dialog360`.
    pub name: &'static str,
    /// Its name for people: `360dialog`.
    pub title: &'static str,
    /// Where its API is.
    pub base_url: &'static str,
    /// What a channel needs beside its number, in the order in which it is asked.
    pub fields: &'static [Field],
    /// The webhook fields or events that the address must be subscribed to.
    pub webhook_fields: &'static [&'static str],
    /// Where and how the webhook address is registered: a sentence.
    pub webhook_help: &'static str,
    /// What it can do.
    pub capabilities: Capabilities,
    /// Makes the provider of a channel.
    pub make: fn(&ChannelSettings, reqwest::Client) -> Arc<dyn Provider>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// One thing that a channel needs.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Which field of [`ChannelSettings`].
    pub name: FieldName,
    /// What the provider calls it.
    pub label: &'static str,
    /// Where it is found: a sentence.
    pub help: &'static str,
    /// Whether it can be left out.
    pub required: bool,
}

/// A field of [`ChannelSettings`] that people fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of ChannelSettings")]
pub enum FieldName {
    NumberId,
    AccountId,
    AccessToken,
    WebhookSecret,
    VerifyToken,
}

impl FieldName {
    /// Its name in JSON: `access_token`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NumberId => "number_id",
            Self::AccountId => "account_id",
            Self::AccessToken => "access_token",
            Self::WebhookSecret => "webhook_secret",
            Self::VerifyToken => "verify_token",
        }
    }

    /// Whether it is never shown again.
    pub fn is_secret(self) -> bool {
        match self {
            Self::AccessToken | Self::WebhookSecret | Self::VerifyToken => true,
            Self::NumberId | Self::AccountId => false,
        }
    }
}

/// What a channel's row says: which provider, where, and with which credentials.
#[derive(Clone, Debug)]
pub struct ChannelSettings {
    /// The provider's name, `meta`.
    pub provider: String,
    /// Where its API is; a setting, so that a simulator can stand there.
    pub base_url: String,
    /// The business number, E.164.
    pub number: String,
    /// The provider's id of the business number; empty where it has none or it is still to be learnt.
    pub number_id: String,
    /// The provider's id of the account, where requests need it; empty otherwise.
    pub account_id: String,
    /// The credential for requests.
    pub access_token: SecretString,
    /// What proves a webhook's origin: the newest secret first, then those within their rotation window.
    pub webhook_secrets: Vec<SecretString>,
    /// What the provider says in its verification request.
    pub verify_token: SecretString,
}

/// The provider called `name`.
pub fn entry(name: &str) -> Option<&'static Entry> {
    PROVIDERS.iter().copied().find(|entry| entry.name == name)
}

/// Makes the provider that `settings` name, or `None` where there is no such provider.
pub fn provider(settings: &ChannelSettings, client: reqwest::Client) -> Option<Arc<dyn Provider>> {
    entry(&settings.provider).map(|entry| (entry.make)(settings, client))
}

/// The HTTP client for all providers: 10 s at most, redirects never followed.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    client_builder().build()
}

/// The same before it is built, for who adds a rule of its own, such as which addresses may be connected to.
pub fn client_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .timeout(std::time::Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
}
