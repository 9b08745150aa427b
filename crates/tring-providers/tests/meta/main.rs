//! The Meta adapter against sample payloads and a server that records what it is asked.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of a test may fail it; clippy exempts only the tests themselves"
)]

#[path = "../cloud_api/describe.rs"]
mod describe;
#[path = "../cloud_api/folder.rs"]
mod folder;
#[path = "../cloud_api/server.rs"]
mod server;

mod account;
mod answers;
mod fixtures;
mod graph;
mod message_quirks;
mod permissions;
mod requests;
mod secrets;
mod settings;
mod templates;
mod texts;
mod verification;
mod webhook_quirks;
mod webhooks;
