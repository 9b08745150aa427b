//! WhatsApp calling providers behind one trait, in words of calls.
//!
//! # Layout
//!
//! * [`provider`]: the contract, and what a provider can do.
//! * [`error`]: one error for all: what, may I retry, and a sentence for a person.
//! * [`health`]: how a number and its account stand at WhatsApp.
//! * [`webhook`]: what a provider's webhook says, in our words.
//! * [`settings`]: calling settings before they go to a provider.
//! * [`registry`]: the providers, and the way from a channel's settings to its provider.
//! * [`meta`], [`dialog360`], [`ycloud`], [`vobiz`], [`positus`]: one file per provider.
//! * `cloud_api`: what Meta's JSON says wherever it turns up, for the providers that pass it on;
//!   `http`, `status`, `signature`, `subscription`, `lenient`, `rfc3339`, `check`: tools for all of them.
//!
//! A provider's JSON never leaves that provider's file.

mod check;
mod cloud_api;
pub mod dialog360;
pub mod error;
pub mod health;
mod http;
mod lenient;
pub mod meta;
pub mod positus;
pub mod provider;
pub mod registry;
mod rfc3339;
pub mod settings;
mod signature;
mod status;
mod subscription;
pub mod vobiz;
pub mod webhook;
pub mod ycloud;
