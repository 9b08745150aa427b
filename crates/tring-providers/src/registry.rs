//! The providers, and the way from a channel's settings to its provider.

use std::{fmt, sync::Arc};

use secrecy::SecretString;

use crate::provider::{Capabilities, Provider};

/// Every provider there is: a new one is a line here.
pub const PROVIDERS: &[&Entry] = &[
    &crate::meta::Meta::ENTRY,
    &crate::dialog360::Dialog360::ENTRY,
    &crate::ycloud::YCloud::ENTRY,
    &crate::vobiz::Vobiz::ENTRY,
    &crate::positus::Positus::ENTRY,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(entry: &Entry) -> ChannelSettings {
        ChannelSettings {
            provider: entry.name.to_owned(),
            base_url: entry.base_url.to_owned(),
            number: "+16315553601".to_owned(),
            number_id: "1".to_owned(),
            account_id: "2".to_owned(),
            access_token: "the-token".to_owned().into(),
            webhook_secrets: vec!["the-secret".to_owned().into()],
            verify_token: "the-word".to_owned().into(),
        }
    }

    #[test]
    fn each_provider_is_found_by_its_name_and_can_what_its_entry_says() {
        let client = client().expect("a client");
        for known in PROVIDERS {
            let found = provider(&settings(known), client.clone()).expect(known.name);
            assert_eq!(found.capabilities(), known.capabilities, "{}", known.name);
            let same_name = PROVIDERS.iter().filter(|other| other.name == known.name);
            assert_eq!(same_name.count(), 1, "{} is there twice", known.name);
            let shown = format!("{found:?}");
            assert!(!shown.contains("the-"), "a secret in {shown}");
        }
        assert!(entry("nobody").is_none(), "there is no such provider");
    }

    #[test]
    fn an_entry_tells_a_person_what_to_do() {
        for entry in PROVIDERS {
            let name = entry.name;
            assert!(entry.base_url.starts_with("https://"), "{name}");
            let sentences = entry.fields.iter().map(|field| field.help);
            for sentence in sentences.chain([entry.webhook_help]) {
                assert!(sentence.ends_with('.'), "{name}: {sentence}");
            }
            let mut fields = entry.fields.iter();
            let has_token = fields.any(|field| field.name == FieldName::AccessToken);
            assert!(has_token, "{name} needs a credential");
        }
    }

    #[test]
    fn what_can_be_changed_can_be_seen() {
        for entry in PROVIDERS {
            let Capabilities {
                readable, writable, ..
            } = entry.capabilities;
            let unseen: Vec<_> = writable
                .iter()
                .filter(|setting| !readable.contains(setting))
                .collect();
            assert!(unseen.is_empty(), "{}: {unseen:?}", entry.name);
        }
    }
}
