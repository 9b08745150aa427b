//! A business number at a provider.

use secrecy::SecretString;

use crate::{config::Config, dialects::DialectName};

/// A business number with what its provider knows of it.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    /// The provider's id of the number.
    pub(crate) id: String,
    /// As people dial it: `+` and digits.
    pub(crate) display: String,
    pub(crate) dialect: DialectName,
    pub(crate) token: SecretString,
    pub(crate) app_secret: SecretString,
    pub(crate) webhook_url: Option<String>,
    pub(crate) calling_enabled: bool,
}

impl Number {
    /// The number that exists from the start; `None` without a token.
    pub(crate) fn from_config(config: &Config) -> Option<Self> {
        Some(Self {
            id: config.meta_number_id.clone(),
            display: config.meta_number.clone(),
            dialect: DialectName::Meta,
            token: config.meta_token.clone()?,
            app_secret: config.meta_app_secret.clone().unwrap_or_default(),
            webhook_url: config.webhook_url.clone(),
            calling_enabled: true,
        })
    }

    /// The number without its `+`, as Meta writes it.
    pub(crate) fn digits(&self) -> &str {
        self.display.trim_start_matches('+')
    }
}
