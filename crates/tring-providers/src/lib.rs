//! WhatsApp calling providers behind one trait, in words of calls.
//!
//! # Layout
//!
//! * [`provider`]: the contract, and what a provider can do.
//! * [`error`]: one error for all: what, may I retry, and a sentence for a person.
//! * [`webhook`]: what a provider's webhook says, in our words.
//! * [`registry`]: from a channel's settings to its provider.
//! * [`meta`]: Meta's Cloud API.
//!
//! A provider's JSON never leaves that provider's file.

pub mod error;
pub mod meta;
pub mod provider;
pub mod registry;
pub mod webhook;
