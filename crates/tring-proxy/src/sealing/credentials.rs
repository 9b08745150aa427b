//! What is sealed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The credentials of a channel.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Credentials {
    /// For requests to the provider.
    pub access_token: String,
    /// What proves a webhook's origin.
    pub webhook_secret: String,
    /// What proved it before the last rotation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_webhook_secret: Option<String>,
    /// What the provider says when it verifies the webhook address.
    pub verify_token: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

/// Credentials as the database has them.
#[derive(Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Sealed(pub(super) String);

impl Sealed {
    /// Whether they come from before the seal.
    pub fn is_plain(&self) -> bool {
        self.0.starts_with('{')
    }

    /// Whether they are gone, as those of a removed channel are.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed")
    }
}
