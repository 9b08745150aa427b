//! The Positus adapter against sample payloads and a server that records what it is asked.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of a test may fail it; clippy exempts only the tests themselves"
)]

#[path = "../support/describe.rs"]
mod describe;
#[path = "../support/fixtures.rs"]
mod fixtures;
#[path = "../support/server.rs"]
mod server;

mod answers;
mod requests;
mod secrets;
mod texts;
mod webhook_quirks;
mod webhooks;

use std::time::Duration;

use tring_providers::{positus::Positus, registry::ChannelSettings};

const PROVIDER: &str = "positus";
const TOKEN: &str = "the-api-token";
const SECRET: &str = "the-webhook-secret";
/// The business number of the samples, and the key of one.
const NUMBER: &str = "+551122361741";
const NUMBER_ID: &str = "5dbbbf01-2f92-4389-b512-45de86c4a66f";

fn channel_settings(base_url: &str) -> ChannelSettings {
    ChannelSettings {
        provider: PROVIDER.to_owned(),
        base_url: base_url.to_owned(),
        number: NUMBER.to_owned(),
        number_id: NUMBER_ID.to_owned(),
        account_id: String::new(),
        access_token: TOKEN.to_owned().into(),
        webhook_secrets: Vec::new(),
        verify_token: String::new().into(),
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client")
}

fn channel(base_url: &str) -> Positus {
    Positus::new(&channel_settings(base_url), client())
}

fn used() -> Vec<&'static str> {
    let requests = requests::REQUESTS.iter().map(|(name, _)| *name);
    requests.chain(answers::USED.iter().copied()).collect()
}
