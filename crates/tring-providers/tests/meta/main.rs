//! The Meta adapter against sample payloads and a server that records what it is asked.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of a test may fail it; clippy exempts only the tests themselves"
)]

mod answers;
mod fixtures;
mod graph;
mod requests;
mod secrets;
mod verification;
mod webhook_quirks;
mod webhooks;
