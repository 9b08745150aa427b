//! `channel …`: business numbers, each at one provider.

use std::path::Path;

use clap::Subcommand;

use super::Output;
use crate::{channels::ChannelError, store::Store};

mod add;
mod manage;

#[derive(Debug, Subcommand)]
pub(super) enum Channel {
    /// Add a business number; prints the webhook address to give to the provider.
    Add(Box<add::Add>),
    /// List all channels, without their credentials.
    List,
    /// Show one channel and the limits of its provider.
    Show(manage::Which),
    /// Ask the provider what works, and say what is missing and how to mend it.
    Check(manage::Check),
    /// Set a new webhook secret; the one before it is taken for a while longer.
    RotateSecret(manage::RotateSecret),
    /// Make a new webhook address and print it; the one before it is out at once.
    RotateWebhookUrl(manage::RotateWebhookUrl),
    /// Take a channel out of use; its credentials go, its calls stay.
    Remove(manage::Which),
}

impl Channel {
    pub(super) async fn run(self, store: &Store, data: &Path) -> anyhow::Result<Output> {
        match self {
            Self::Add(add) => add.run(store, data).await,
            Self::List => manage::list(store).await,
            Self::Show(which) => which.show(store).await,
            Self::Check(check) => check.run(store, data).await,
            Self::RotateSecret(rotate) => rotate.run(store, data).await,
            Self::RotateWebhookUrl(rotate) => rotate.run(store, data).await,
            Self::Remove(which) => which.remove(store).await,
        }
    }
}

/// The same in the words of the command line: options instead of JSON's fields.
fn told(error: ChannelError) -> anyhow::Error {
    match error {
        ChannelError::Field(error) => anyhow::anyhow!("{} {}", option(error.field), error.why),
        ChannelError::Number(error) => anyhow::anyhow!("--number: {error}"),
        ChannelError::Template(error) => anyhow::anyhow!("--permission-template: {error}"),
        ChannelError::Exists { name } => anyhow::anyhow!(
            "there is a channel for this number already, `{name}`. Say --if-absent to update it."
        ),
        ChannelError::KeyTaken => anyhow::anyhow!(
            "another channel has this webhook key. Leave --webhook-key out, or choose another."
        ),
        ChannelError::NoSuchProvider { .. }
        | ChannelError::OtherProvider
        | ChannelError::NeedsDefault
        | ChannelError::LiveCall
        | ChannelError::NotFound
        | ChannelError::Seal(_)
        | ChannelError::Store(_) => error.into(),
    }
}

/// `--access-token (or TRING_ACCESS_TOKEN)`.
fn option(field: &str) -> String {
    let option = format!("--{}", field.replace('_', "-"));
    match field {
        "access_token" | "webhook_secret" | "verify_token" => {
            format!("{option} (or TRING_{})", field.to_uppercase())
        }
        _ => option,
    }
}
