//! The 360dialog adapter against sample payloads and a server that records what it is asked.
#![expect(
    clippy::panic,
    reason = "a helper of a test may fail it; clippy exempts only the tests themselves"
)]

#[path = "../cloud_api/describe.rs"]
mod describe;
#[path = "../cloud_api/folder.rs"]
mod folder;
#[path = "../cloud_api/server.rs"]
mod server;

mod channel;
mod check;
mod errors;
mod fixtures;
mod requests;
mod settings;
mod texts;
mod webhooks;
