//! What Meta's Cloud API says, wherever it turns up: at Meta itself, and inside the bodies of providers that pass it on.
//!
//! # Layout
//!
//! * [`wire`]: what the JSON of calls looks like.
//! * [`webhook`]: what a webhook in Meta's envelope says.
//! * [`error`]: from an error's code to kind, retry and sentence.

pub(crate) mod error;
pub(crate) mod webhook;
pub(crate) mod wire;
