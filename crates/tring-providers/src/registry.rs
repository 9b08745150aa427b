//! From a channel's settings to its provider.

use std::sync::Arc;

use secrecy::SecretString;

use crate::{meta::Meta, provider::Provider};

/// What a channel's row says: which provider, where, and with which credentials.
#[derive(Clone, Debug)]
pub struct ChannelSettings {
    /// The provider's name, `meta`.
    pub provider: String,
    /// Where its API is; a setting, so that a simulator can stand there.
    pub base_url: String,
    /// The provider's id of the business number.
    pub number_id: String,
    /// The credential for requests.
    pub access_token: SecretString,
    /// What webhooks are signed with.
    pub webhook_secret: SecretString,
    /// What the provider says in its verification request.
    pub verify_token: SecretString,
}

/// Makes the provider that `settings` name, or `None` where there is no such provider.
pub fn provider(settings: &ChannelSettings, client: reqwest::Client) -> Option<Arc<dyn Provider>> {
    match settings.provider.as_str() {
        "meta" => Some(Arc::new(Meta::new(settings, client))),
        _ => None,
    }
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
