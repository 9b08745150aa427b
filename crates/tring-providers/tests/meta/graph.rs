//! Adapters for a server in the place of `graph.facebook.com`, and for webhooks alone.

use std::{sync::LazyLock, time::Duration};

use tring_protocol::call::Millis;
use tring_providers::{meta::Meta, registry::ChannelSettings};

use crate::{
    fixtures::NUMBER_ID,
    server::{Server, client},
};

pub(crate) const ACCESS_TOKEN: &str = "EAAG-the-access-token";
pub(crate) const APP_SECRET: &str = "app-secret-for-tests";
pub(crate) const VERIFY_TOKEN: &str = "the-verify-token";
pub(crate) const ACCOUNT_ID: &str = "366634483210360";
/// Our clock when webhooks come in: some day in 2026.
pub(crate) const NOW: Millis = 1_780_000_000_000;

impl Server {
    pub(crate) fn meta(&self) -> Meta {
        meta(&self.base_url, Duration::from_secs(10))
    }

    pub(crate) fn impatient_meta(&self) -> Meta {
        meta(&self.base_url, Duration::from_millis(200))
    }
}

pub(crate) fn settings(base_url: &str, number_id: &str) -> ChannelSettings {
    ChannelSettings {
        provider: "meta".to_owned(),
        base_url: base_url.to_owned(),
        number: "+16315553601".to_owned(),
        number_id: number_id.to_owned(),
        account_id: ACCOUNT_ID.to_owned(),
        access_token: ACCESS_TOKEN.to_owned().into(),
        webhook_secrets: vec![APP_SECRET.to_owned().into()],
        verify_token: VERIFY_TOKEN.to_owned().into(),
    }
}

/// A client takes long to make, and reading webhooks does not use it.
static UNUSED_CLIENT: LazyLock<reqwest::Client> = LazyLock::new(reqwest::Client::new);

/// An adapter for webhooks alone.
pub(crate) fn channel(number_id: &str) -> Meta {
    Meta::new(
        &settings("https://graph.facebook.com", number_id),
        UNUSED_CLIENT.clone(),
    )
}

pub(crate) fn meta(base_url: &str, patience: Duration) -> Meta {
    Meta::new(&settings(base_url, NUMBER_ID), client(patience))
}
