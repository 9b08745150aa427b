//! Addresses that a business account registered for webhooks, where a provider has an API for it.

use secrecy::SecretString;

use crate::clock::Moment;

/// A registered address.
#[derive(Debug, Clone)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) account_id: String,
    pub(crate) url: String,
    pub(crate) secret: Option<SecretString>,
    pub(crate) created: Moment,
}
