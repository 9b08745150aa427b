//! The YCloud adapter against sample payloads and a server that records what it is asked.
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
mod phone_id;
mod requests;
mod secrets;
mod settings;
mod signatures;
mod texts;
mod webhook_quirks;
mod webhooks;

use std::time::Duration;

use tring_providers::{registry::ChannelSettings, ycloud::YCloud};

const PROVIDER: &str = "ycloud";
const API_KEY: &str = "the-api-key";
const SECRET: &str = "whsec_the-webhook-secret";
/// The business number of the samples, its id there, and its account.
const NUMBER: &str = "+6283138205150";
const PHONE_ID: &str = "461269257068832";
const ACCOUNT: &str = "188234691048809";

fn channel_settings(base_url: &str, number_id: &str, account_id: &str) -> ChannelSettings {
    ChannelSettings {
        provider: PROVIDER.to_owned(),
        base_url: base_url.to_owned(),
        number: NUMBER.to_owned(),
        number_id: number_id.to_owned(),
        account_id: account_id.to_owned(),
        access_token: API_KEY.to_owned().into(),
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

/// The channel with all that can be entered.
fn channel(base_url: &str) -> YCloud {
    YCloud::new(&channel_settings(base_url, PHONE_ID, ACCOUNT), client())
}

fn used() -> Vec<&'static str> {
    let requests = requests::REQUESTS.iter().map(|(name, _)| *name);
    requests.chain(answers::USED.iter().copied()).collect()
}
