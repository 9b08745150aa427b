//! The Vobiz adapter against sample payloads and a server that records what it is asked.
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
mod call_log;
mod check;
mod requests;
mod secrets;
mod signatures;
mod texts;
mod two_ids;
mod webhook_quirks;
mod webhooks;

use std::time::Duration;

use tring_providers::{registry::ChannelSettings, vobiz::Vobiz};

const PROVIDER: &str = "vobiz";
const AUTH_ID: &str = "MA_XXXXXXXX";
const TOKEN: &str = "the-auth-token";
const SECRET: &str = "the-webhook-secret";
/// The business number of the sample webhooks, and the channel of the sample requests.
const NUMBER: &str = "+919876543210";
const CHANNEL: &str = "3f1c9b7e-2d4a-4f6b-9c8e-0a1b2c3d4e5f";

fn channel_settings(base_url: &str) -> ChannelSettings {
    ChannelSettings {
        provider: PROVIDER.to_owned(),
        base_url: base_url.to_owned(),
        number: NUMBER.to_owned(),
        number_id: CHANNEL.to_owned(),
        account_id: AUTH_ID.to_owned(),
        access_token: TOKEN.to_owned().into(),
        webhook_secrets: vec![SECRET.to_owned().into()],
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

fn channel(base_url: &str) -> Vobiz {
    Vobiz::new(&channel_settings(base_url), client())
}

fn used() -> Vec<&'static str> {
    let requests = requests::REQUESTS.iter().map(|(name, _)| *name);
    requests.chain(answers::USED.iter().copied()).collect()
}
