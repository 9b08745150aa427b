//! The 360dialog adapter against sample payloads and a server that records what it is asked.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of a test may fail it; clippy exempts only the tests themselves"
)]

#[path = "../support/describe.rs"]
mod describe;
#[path = "../support/folder.rs"]
mod folder;
#[path = "../support/server.rs"]
mod server;

mod channel;
mod check;
mod errors;
mod fixtures;
mod requests;
mod settings;
mod webhooks;
