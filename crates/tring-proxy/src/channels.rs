//! Channels as administrators handle them, for the command line and the API alike.
//!
//! # Layout
//!
//! * [`draft`]: what is given for a channel, checked.
//! * [`keeping`]: adding, changing and removing.
//! * [`rotation`]: new webhook secrets and addresses.
//! * [`details`]: a channel as administrators see it, with the limits of its provider.
//! * [`check`]: what works, what is missing and how to mend it.
//! * [`hours`]: call hours that are changed in part.

pub mod check;
pub mod details;
pub mod draft;
pub mod hours;
pub mod keeping;
pub mod rotation;

use tring_protocol::phone::PhoneNumberError;
use tring_providers::registry::Field;

use crate::{
    config::ProviderUrls,
    sealing::{Keyring, SealError},
    store::{Store, channels::TemplateError},
};

/// What changing channels needs.
#[derive(Clone, Debug)]
pub struct Office<'a> {
    /// The database.
    pub store: &'a Store,
    /// The keys to the credentials.
    pub keys: &'a Keyring,
    /// Which addresses a base URL may name.
    pub allowed: ProviderUrls,
}

/// Why a channel was not added or changed. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum ChannelError {
    /// A field that this provider needs.
    #[error("{}", .0.sentence())]
    Field(FieldError),
    /// The number.
    #[error(transparent)]
    Number(#[from] PhoneNumberError),
    /// The template.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// There is no such provider.
    #[error("There is no provider `{given}`. Choose one of: {known}.")]
    NoSuchProvider {
        /// What was given.
        given: String,
        /// Those that there are.
        known: String,
    },
    /// A channel stays where it is.
    #[error(
        "A channel cannot move to another provider. Add a channel there, then remove this one."
    )]
    OtherProvider,
    /// The number has a channel there.
    #[error(
        "There is a channel for this number at this provider already, `{name}`. Change that one instead."
    )]
    Exists {
        /// Its name.
        name: String,
    },
    /// Another channel has the webhook key.
    #[error("Another channel has this webhook key. Leave it out, or choose another.")]
    KeyTaken,
    /// The default can only be passed on.
    #[error("A team with channels has a default. Make another channel the default instead.")]
    NeedsDefault,
    /// It would take a call's provider away.
    #[error(
        "A call is under way on this channel. Wait until it is over, or end it, then remove the channel."
    )]
    LiveCall,
    /// No such channel in this team, or removed.
    #[error("There is no channel with this id.")]
    NotFound,
    /// The credentials.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

/// What is wrong with a field of a draft.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// Its name in JSON, `access_token`.
    pub field: &'static str,
    /// What is wrong and what to do, behind the field's name.
    pub why: String,
}

impl FieldError {
    fn new(field: &'static str, why: impl Into<String>) -> Self {
        Self {
            field,
            why: why.into(),
        }
    }

    fn missing(field: &Field) -> Self {
        let why = format!("is missing: {}. {}", field.label, field.help);
        Self::new(field.name.as_str(), why)
    }

    fn no_number() -> Self {
        let why =
            "is missing: the business number, with + and country code, for example +4930123456.";
        Self::new("number", why)
    }

    fn sentence(&self) -> String {
        format!("`{}` {}", self.field, self.why)
    }
}

impl From<FieldError> for ChannelError {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}
