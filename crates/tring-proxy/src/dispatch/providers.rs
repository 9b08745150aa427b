//! From a channel to its provider, by way of what addresses may be asked.

use std::sync::Arc;

use reqwest::Url;
use secrecy::SecretString;
use tring_protocol::call::Millis;
use tring_providers::{
    provider::Provider,
    registry::{self, ChannelSettings},
};

use super::public_addresses::{PublicAddresses, is_private_host};
use crate::{
    clock,
    config::ProviderUrls,
    http::error::AppError,
    sealing::{Credentials, Keyring, SealError},
    store::channels::Channel,
};

/// The provider whose way to sign webhooks the address of seed 000 takes.
const SIGNED_BY: &str = "meta";

/// Makes providers, all with one HTTP client. The only place where credentials are opened for use.
#[derive(Clone, Debug)]
pub struct Providers {
    client: reqwest::Client,
    allowed: ProviderUrls,
    keys: Keyring,
}

impl Providers {
    /// A maker of providers.
    pub fn new(allowed: ProviderUrls, keys: Keyring) -> anyhow::Result<Self> {
        let client = match allowed {
            ProviderUrls::PublicHttps => registry::client_builder()
                .https_only(true)
                .dns_resolver(PublicAddresses)
                .build()?,
            ProviderUrls::AnyForDevelopment => registry::client()?,
        };
        Ok(Self {
            client,
            allowed,
            keys,
        })
    }

    /// The keys that credentials are sealed with.
    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    /// Which addresses are asked.
    pub fn allowed(&self) -> ProviderUrls {
        self.allowed
    }

    /// The channel's provider, for requests to it.
    pub fn of(&self, channel: &Channel) -> Result<Arc<dyn Provider>, AppError> {
        self.make(channel)
            .map_err(|why| why.told_to_an_agent(channel))
    }

    /// The channel's provider, for reading webhooks: no request goes out.
    pub fn for_webhooks(&self, channel: &Channel) -> Result<Arc<dyn Provider>, AppError> {
        self.make_for_webhooks(channel)
            .map_err(|why| why.told_to_an_agent(channel))
    }

    /// The channel's provider, or why there is none, for administrators.
    pub fn make(&self, channel: &Channel) -> Result<Arc<dyn Provider>, Unusable> {
        check_url(&channel.base_url, self.allowed).map_err(Unusable::Address)?;
        self.make_for_webhooks(channel)
    }

    /// What reads webhooks that are signed as Meta signs them, with the channel's own secrets, whatever its provider is.
    pub fn for_signed_webhooks(&self, channel: &Channel) -> Result<Arc<dyn Provider>, Unusable> {
        self.make_named(SIGNED_BY, channel)
    }

    fn make_for_webhooks(&self, channel: &Channel) -> Result<Arc<dyn Provider>, Unusable> {
        self.make_named(&channel.provider, channel)
    }

    fn make_named(&self, name: &str, channel: &Channel) -> Result<Arc<dyn Provider>, Unusable> {
        if channel.removed_at.is_some() {
            return Err(Unusable::Removed);
        }
        let credentials = self.keys.open(&channel.id, &channel.credentials)?;
        let settings = ChannelSettings {
            provider: name.to_owned(),
            ..settings(channel, credentials, clock::now())
        };
        registry::provider(&settings, self.client.clone())
            .ok_or_else(|| Unusable::NoSuchProvider(channel.provider.clone()))
    }
}

/// Why a channel has no provider. The text is for administrators.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It was removed.
    #[error("This channel was removed. Choose another one, or add it again.")]
    Removed,
    /// Its address is one that may not be asked.
    #[error("The channel's base URL cannot be used: {0}. Correct it in the channel's settings.")]
    Address(&'static str),
    /// Its provider is not among those that this version knows.
    #[error("This version knows no provider `{0}`. Update the proxy, or remove the channel.")]
    NoSuchProvider(String),
    /// Its credentials do not open.
    #[error("The channel cannot be used: {0}")]
    Sealed(#[from] SealError),
}

impl Unusable {
    fn told_to_an_agent(self, channel: &Channel) -> AppError {
        if let Self::Removed = self {
            return AppError::NotFound(
                "This channel was removed. Choose another one, or add it again.",
            );
        }
        tracing::warn!(channel = channel.id, why = %self, "the channel cannot be used");
        AppError::Blocked {
            message: "This channel's provider cannot be used as it is set up. An administrator sees why on the \
                      channel's page, or with `tring-proxy channel check`."
                .to_owned(),
            reason: "CALLING_NOT_ENABLED_FOR_NUMBER",
            category: "phone_readiness",
            call_id: None,
        }
    }
}

/// What a provider is made of: the row, and the credentials that are valid now.
fn settings(channel: &Channel, credentials: Credentials, now: Millis) -> ChannelSettings {
    let in_window = channel.old_secret_until.is_some_and(|until| now < until);
    let mut secrets = vec![credentials.webhook_secret];
    if in_window {
        secrets.extend(credentials.old_webhook_secret);
        secrets.extend(credentials.older_webhook_secrets);
    }
    ChannelSettings {
        provider: channel.provider.clone(),
        base_url: channel.base_url.clone(),
        number: channel.number.clone(),
        number_id: channel.number_id.clone(),
        account_id: channel.account_id.clone(),
        access_token: SecretString::from(credentials.access_token),
        // An empty secret is none: whoever knows the algorithm could sign with it.
        webhook_secrets: secrets
            .into_iter()
            .filter(|secret| !secret.is_empty())
            .map(SecretString::from)
            .collect(),
        verify_token: SecretString::from(credentials.verify_token),
    }
}

/// Whether requests may go to `url`: an address from a database must not reach into our own network.
pub fn check_url(url: &str, allowed: ProviderUrls) -> Result<(), &'static str> {
    // As the HTTP client reads it: for another parser `2130706433` is the name of a host, for the client 127.0.0.1.
    let url = Url::parse(url).map_err(|_| "it is not an address")?;
    let host = url.host_str().ok_or("it has no host")?;
    match (url.scheme(), allowed) {
        ("https", ProviderUrls::PublicHttps) if is_private_host(host) => {
            Err("it is in a private network; for a simulator use --allow-private-provider-urls")
        }
        ("https", _) | ("http", ProviderUrls::AnyForDevelopment) => Ok(()),
        (_, _) => {
            Err("it must begin with https://; for a simulator use --allow-private-provider-urls")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_the_development_flag_only_public_https_is_asked() {
        let check = |url| check_url(url, ProviderUrls::PublicHttps).is_ok();
        assert!(check("https://graph.facebook.com/v25.0"), "Meta");
        for url in [
            "http://graph.facebook.com",
            "https://localhost/",
            "https://127.0.0.1:8443",
            "https://10.0.0.1",
            "https://169.254.169.254/latest",
            "https://100.64.0.1",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "ftp://example.org",
            "nonsense",
        ] {
            assert!(!check(url), "{url} must not be asked");
        }
    }

    // The address was looked at with one parser and connected to with another, which reads numbers as IPv4 addresses.
    #[test]
    fn a_private_address_in_disguise_is_not_asked() {
        for url in [
            "https://2130706433/",
            "https://0x7f000001/",
            "https://127.1/",
            "https://0177.0.0.1/",
            "https://[64:ff9b::7f00:1]/",
        ] {
            assert!(
                check_url(url, ProviderUrls::PublicHttps).is_err(),
                "{url} must not be asked"
            );
        }
    }

    #[test]
    fn with_the_development_flag_a_simulator_on_this_machine_is_asked() {
        let check = |url| check_url(url, ProviderUrls::AnyForDevelopment).is_ok();
        assert!(check("http://127.0.0.1:7071/v25.0"), "a simulator");
        assert!(!check("ftp://127.0.0.1"), "no other scheme");
    }
}
