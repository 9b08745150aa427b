//! From a channel to its provider, by way of what addresses may be asked.

use std::sync::Arc;

use axum::http::Uri;
use tring_providers::{provider::Provider, registry};

use super::public_addresses::{PublicAddresses, is_private_host};
use crate::{config::ProviderUrls, http::error::AppError, store::channels::Channel};

/// Makes providers, all with one HTTP client.
#[derive(Clone, Debug)]
pub struct Providers {
    client: reqwest::Client,
    allowed: ProviderUrls,
}

impl Providers {
    /// A maker of providers.
    pub fn new(allowed: ProviderUrls) -> anyhow::Result<Self> {
        let client = match allowed {
            ProviderUrls::PublicHttps => registry::client_builder()
                .https_only(true)
                .dns_resolver(PublicAddresses)
                .build()?,
            ProviderUrls::AnyForDevelopment => registry::client()?,
        };
        Ok(Self { client, allowed })
    }

    /// The channel's provider, for requests to it.
    pub fn of(&self, channel: &Channel) -> Result<Arc<dyn Provider>, AppError> {
        if let Err(why) = check_url(&channel.settings.base_url, self.allowed) {
            tracing::warn!(
                channel = channel.id,
                why,
                "the provider's address is not allowed"
            );
            return Err(not_ready());
        }
        self.for_webhooks(channel)
    }

    /// The channel's provider, for reading webhooks: no request goes out.
    pub fn for_webhooks(&self, channel: &Channel) -> Result<Arc<dyn Provider>, AppError> {
        registry::provider(&channel.settings, self.client.clone()).ok_or_else(not_ready)
    }
}

fn not_ready() -> AppError {
    AppError::Blocked {
        message: "This channel's provider cannot be used as it is set up. Look at it with `tring-proxy channel list`."
            .to_owned(),
        reason: "CALLING_NOT_ENABLED_FOR_NUMBER",
        category: "phone_readiness",
        call_id: None,
    }
}

/// Whether requests may go to `url`: an address from a database must not reach into our own network.
pub fn check_url(url: &str, allowed: ProviderUrls) -> Result<(), &'static str> {
    let uri: Uri = url.parse().map_err(|_| "it is not an address")?;
    let host = uri.host().ok_or("it has no host")?;
    match (uri.scheme_str(), allowed) {
        (Some("https"), ProviderUrls::PublicHttps) if is_private_host(host) => {
            Err("it is in a private network; for a simulator use --allow-private-provider-urls")
        }
        (Some("https"), _) | (Some("http"), ProviderUrls::AnyForDevelopment) => Ok(()),
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

    #[test]
    fn with_the_development_flag_a_simulator_on_this_machine_is_asked() {
        let check = |url| check_url(url, ProviderUrls::AnyForDevelopment).is_ok();
        assert!(check("http://127.0.0.1:7071/v25.0"), "a simulator");
        assert!(!check("ftp://127.0.0.1"), "no other scheme");
    }
}
