//! What Meta's Cloud API says, wherever it turns up: at Meta itself, and inside the bodies of providers that pass it on.
//!
//! # Layout
//!
//! * [`wire`]: what the JSON of calls looks like.
//! * [`message`]: texts, and the messages that ask for the permission to call.
//! * [`permission`]: a customer's reply to the latter; [`written`]: what else customers write.
//! * [`health`]: how a number stands.
//! * [`settings`], [`settings_request`]: calling settings as they are read, and as they are changed.
//! * [`webhook`]: what a webhook in Meta's envelope says.
//! * [`error`]: from an error's code to kind, retry and sentence.

pub(crate) mod error;
pub(crate) mod health;
pub(crate) mod message;
pub(crate) mod permission;
pub(crate) mod settings;
pub(crate) mod settings_request;
pub(crate) mod webhook;
pub(crate) mod wire;
pub(crate) mod written;
