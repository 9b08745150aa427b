//! A business number at a provider.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Books, standing::Standing};
use crate::{config::Config, dialects::DialectName};

/// Connected calls that a business may place to one customer in 24 hours (Meta's "user call
/// permissions" page).
const CALLS_A_DAY: usize = 100;

/// A business number with what its provider knows of it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each one is a switch of its own at the provider"
)]
#[derive(Debug, Clone)]
pub(crate) struct Number {
    /// The provider's id of the number.
    pub(crate) id: String,
    /// As people dial it: `+` and digits.
    pub(crate) display: String,
    pub(crate) dialect: DialectName,
    /// The credential that requests must carry.
    pub(crate) token: SecretString,
    /// The business account: a WABA id, or `MA_…` at Vobiz.
    pub(crate) account_id: String,
    /// Signs webhooks, or is sent along where the provider signs nothing.
    pub(crate) webhook_secret: Option<SecretString>,
    pub(crate) webhook_url: Option<String>,
    /// Whether the business listens to its account's events (Meta's `subscribed_apps`).
    pub(crate) subscribed: bool,
    pub(crate) calling_enabled: bool,
    /// A customer who calls lets the business call back.
    pub(crate) callback_permission: bool,
    /// Calls go over SIP: none can be placed or received here.
    pub(crate) sip_enabled: bool,
    /// Connected calls to one customer in 24 hours.
    pub(crate) calls_a_day: usize,
    /// The other calling settings, as the dialect wrote them and only the dialect reads them.
    pub(crate) settings: Map<String, Value>,
    pub(crate) variants: Variants,
    pub(crate) standing: Standing,
}

/// Which way a provider does what its documents leave open. The default is the stricter one.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each one is an open question of its own"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Variants {
    /// Vobiz takes Meta's call id where it asks for its own.
    pub(crate) action_by_meta_call_id: bool,
    /// Vobiz's payload is the change's value, as its prose says, not Meta's whole envelope.
    pub(crate) payload_is_change_value: bool,
    /// YCloud's response to *connect* lacks the optional `wacid`.
    pub(crate) dial_without_call_id: bool,
    /// Positus says `answer` in the `sdp_type` of an inbound offer, as its sample prints it.
    pub(crate) offer_called_answer: bool,
}

impl Number {
    pub(crate) fn new(id: &str, display: &str, dialect: DialectName, token: SecretString) -> Self {
        Self {
            id: id.to_owned(),
            display: display.to_owned(),
            dialect,
            token,
            account_id: dialect.dialect().account_id().to_owned(),
            webhook_secret: None,
            webhook_url: None,
            subscribed: true,
            calling_enabled: true,
            callback_permission: dialect.dialect().callback_permission(),
            sip_enabled: false,
            calls_a_day: CALLS_A_DAY,
            settings: Map::new(),
            variants: Variants::default(),
            standing: Standing::default(),
        }
    }

    /// The number that exists from the start, at Meta; `None` without a token.
    pub(crate) fn from_config(config: &Config) -> Option<Self> {
        let token = config.meta_token.clone()?;
        let meta = DialectName::first();
        let mut number = Self::new(&config.meta_number_id, &config.meta_number, meta, token);
        number.webhook_secret.clone_from(&config.meta_app_secret);
        number.webhook_url.clone_from(&config.webhook_url);
        Some(number)
    }

    /// The number without its `+`, as Meta writes it.
    pub(crate) fn digits(&self) -> &str {
        self.display.trim_start_matches('+')
    }
}

impl Books {
    /// The numbers of one provider that `token` gives access to.
    pub(crate) fn numbers_of(&self, dialect: &str, token: &str) -> Vec<Number> {
        self.numbers
            .values()
            .filter(|number| number.dialect.as_str() == dialect)
            .filter(|number| number.token.expose_secret() == token)
            .cloned()
            .collect()
    }
}
