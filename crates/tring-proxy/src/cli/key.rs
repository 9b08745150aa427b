//! `key rotate`.

use std::path::Path;

use clap::Subcommand;
use serde_json::json;

use super::Output;
use crate::{
    sealing::{KeySource, Keyring, Resealed},
    store::Store,
};

#[derive(Clone, Copy, Debug, Subcommand)]
pub(super) enum Key {
    /// Seal all credentials with a new key, and forget the old one. A proxy that runs meanwhile goes on.
    Rotate,
}

impl Key {
    pub(super) async fn run(self, store: &Store, data: &Path) -> anyhow::Result<Output> {
        let Self::Rotate = self;
        let keys = Keyring::take_up(KeySource::of(data), store).await?;
        let Resealed {
            channels,
            endpoints,
        } = keys.rotate(store).await?;
        let text = format!(
            "The credentials of {channels} channels and the secrets of {endpoints} webhook endpoints are sealed with \
             the new key. Keep a copy of it apart from the database's backups."
        );
        let json = json!({"channels": channels, "webhook_endpoints": endpoints});
        Ok(Output::new(text, json))
    }
}
