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
    /// What proved it before that, where the window of an earlier rotation was still open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub older_webhook_secrets: Vec<String>,
    /// What the provider says when it verifies the webhook address.
    pub verify_token: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

/// Whose credentials are sealed, in the words of an error. The id is bound to the envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The channel with this id.
    Channel(String),
    /// The webhook endpoint with this id.
    Endpoint(String),
}

impl Owner {
    /// The row's id.
    pub fn id(&self) -> &str {
        match self {
            Self::Channel(id) | Self::Endpoint(id) => id,
        }
    }

    /// What to do where the key is lost.
    pub(super) fn when_lost(&self) -> String {
        match self {
            Self::Channel(id) => format!(
                "remove the channel with `tring-proxy channel remove {id}` and add it again; its calls stay"
            ),
            Self::Endpoint(id) => format!(
                "remove the endpoint with `tring-proxy webhook remove {id}` and add it again; it gets a new secret"
            ),
        }
    }

    /// What to do where the envelope is damaged.
    pub(super) fn when_damaged(&self) -> String {
        match self {
            Self::Channel(_) => {
                "Enter them again in the channel's settings, or with `tring-proxy channel add … \
                 --if-absent`"
                    .to_owned()
            }
            Self::Endpoint(id) => format!(
                "Remove the endpoint with `tring-proxy webhook remove {id}` and add it again; it gets a new secret"
            ),
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Channel(id) => write!(f, "the credentials of channel `{id}`"),
            Self::Endpoint(id) => write!(f, "the secrets of webhook endpoint `{id}`"),
        }
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
