//! A channel at 360dialog.

use std::time::Duration;

use tring_protocol::call::Millis;
use tring_providers::{dialog360::Dialog360, registry::ChannelSettings};

use crate::server::{Server, client};

pub(crate) const API_KEY: &str = "the-api-key";
pub(crate) const WEBHOOK_SECRET: &str = "webhook-secret-for-tests";
/// The secret before the last rotation.
pub(crate) const OLD_SECRET: &str = "old-secret-for-tests";
/// Our clock when webhooks come in: some day in 2026.
pub(crate) const NOW: Millis = 1_780_000_000_000;

pub(crate) fn settings(base_url: &str, number_id: &str) -> ChannelSettings {
    ChannelSettings {
        provider: "dialog360".to_owned(),
        base_url: base_url.to_owned(),
        number: "+16315553601".to_owned(),
        number_id: number_id.to_owned(),
        account_id: String::new(),
        access_token: API_KEY.to_owned().into(),
        webhook_secrets: vec![
            WEBHOOK_SECRET.to_owned().into(),
            OLD_SECRET.to_owned().into(),
        ],
        verify_token: String::new().into(),
    }
}

impl Server {
    pub(crate) fn dialog360(&self) -> Dialog360 {
        self.dialog360_with_patience(Duration::from_secs(10))
    }

    pub(crate) fn dialog360_with_patience(&self, patience: Duration) -> Dialog360 {
        Dialog360::new(&settings(&self.base_url, ""), client(patience))
    }
}
