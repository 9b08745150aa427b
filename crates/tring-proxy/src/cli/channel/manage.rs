//! `channel list`, `show`, `check`, `rotate-secret`, `rotate-webhook-url` and `remove`.

use std::path::Path;

use clap::Args;
use serde_json::{Value, json};
use tring_protocol::channel::{ChannelDetails, FindingLevel};

use super::told;
use crate::{
    channels::{
        Office, check,
        details::{details, webhook_url},
        keeping,
        rotation::DEFAULT_WINDOW_HOURS,
    },
    cli::{Output, checks},
    clock,
    config::ProviderUrls,
    dispatch::providers::Providers,
    redacted::Redacted,
    sealing::{KeySource, Keyring},
    store::{
        Store,
        channels::{self, Channel},
    },
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Which {
    /// Its id, its number or its name.
    channel: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    #[command(flatten)]
    which: Which,
    /// The address that the provider uses.
    #[arg(long, env = "TRING_PUBLIC_URL")]
    public_url: Option<String>,
    /// For development: providers may be at plain HTTP and private addresses.
    #[arg(long, env = "TRING_ALLOW_PRIVATE_PROVIDER_URLS")]
    allow_private_provider_urls: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RotateSecret {
    #[command(flatten)]
    which: Which,
    /// What the provider signs with from now on.
    #[arg(long, env = "TRING_WEBHOOK_SECRET", hide_env_values = true)]
    webhook_secret: Redacted<String>,
    /// For how many hours the secret before is taken.
    #[arg(long, default_value_t = DEFAULT_WINDOW_HOURS)]
    window_hours: u32,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RotateWebhookUrl {
    #[command(flatten)]
    which: Which,
    /// The address that the provider uses.
    #[arg(long, env = "TRING_PUBLIC_URL")]
    public_url: Option<String>,
}

impl Which {
    /// The one channel in use that this names.
    async fn find(&self, store: &Store) -> anyhow::Result<Channel> {
        let mut db = store.readers().acquire().await?;
        let wanted = self.channel.trim();
        let mut found = channels::all(&mut db).await?.into_iter().filter(|channel| {
            [&channel.id, &channel.number, &channel.name].contains(&&wanted.to_owned())
        });
        let channel = found.next().ok_or_else(|| {
            anyhow::anyhow!("there is no channel `{wanted}`. See those that there are with `tring-proxy channel list`.")
        })?;
        anyhow::ensure!(
            found.next().is_none(),
            "there are several channels `{wanted}`. Name one by its id, from `tring-proxy channel list`."
        );
        Ok(channel)
    }

    pub(in crate::cli) async fn show(self, store: &Store) -> anyhow::Result<Output> {
        let details = details(&self.find(store).await?);
        let mut lines = vec![
            format!("{}  {}", details.name, details.number),
            format!("  id           {}", details.id),
            format!(
                "  provider     {} at {}",
                details.provider_title, details.base_url
            ),
            format!("  number id    {}", or_dash(&details.number_id)),
            format!("  account id   {}", or_dash(&details.account_id)),
            format!(
                "  template     {}",
                details.permission_template.as_deref().unwrap_or("-")
            ),
            format!(
                "  default      {}",
                if details.is_default { "yes" } else { "no" }
            ),
            format!("  last webhook {}", last_webhook(&details)),
        ];
        if let Some(until) = details.old_secret_until {
            lines.push(format!(
                "  old secret   taken until {}",
                clock::rfc3339(until)
            ));
        }
        lines.extend(details.limits.iter().map(|limit| format!("  - {limit}")));
        Ok(Output::new(
            lines.join("\n"),
            serde_json::to_value(&details)?,
        ))
    }

    pub(in crate::cli) async fn remove(self, store: &Store) -> anyhow::Result<Output> {
        let channel = self.find(store).await?;
        let write = store.write().await?;
        let removed = keeping::remove(write, channel.team_id, &channel.id)
            .await
            .map_err(told)?;
        let text = format!(
            "Removed `{}`. Its calls stay. Take the webhook address away at the provider too.",
            removed.name
        );
        Ok(Output::new(
            text,
            json!({"id": removed.id, "removed": true}),
        ))
    }
}

impl Check {
    pub(in crate::cli) async fn run(self, store: &Store, data: &Path) -> anyhow::Result<Output> {
        let public_url = checks::public_url(self.public_url.as_deref())?;
        let channel = self.which.find(store).await?;
        let keys = Keyring::load(KeySource::of(data), store).await?;
        let allowed = if self.allow_private_provider_urls {
            ProviderUrls::AnyForDevelopment
        } else {
            ProviderUrls::PublicHttps
        };
        let providers = Providers::new(allowed, keys)?;
        let findings = check::check(store, &providers, &channel, &public_url.base).await?;
        let lines: Vec<String> = findings
            .iter()
            .map(|finding| format!("{} {}", mark(finding.level), finding.message))
            .collect();
        let found = findings
            .iter()
            .any(|finding| finding.level == FindingLevel::Problem);
        let output = Output::new(lines.join("\n"), serde_json::to_value(&findings)?);
        Ok(output.noting(public_url.note).failing_if(found))
    }
}

impl RotateSecret {
    pub(in crate::cli) async fn run(self, store: &Store, data: &Path) -> anyhow::Result<Output> {
        let channel = self.which.find(store).await?;
        let keys = Keyring::load(KeySource::of(data), store).await?;
        let office = Office {
            store,
            keys: &keys,
            allowed: ProviderUrls::AnyForDevelopment,
        };
        let which = (channel.team_id, channel.id.as_str());
        let secret = self.webhook_secret.expose();
        let channel = office
            .rotate_secret(which, secret, Some(self.window_hours))
            .await
            .map_err(told)?;
        let text = match channel.old_secret_until {
            Some(until) => format!(
                "Webhooks signed with the secret before are taken until {}.",
                clock::rfc3339(until)
            ),
            None => "Webhooks signed with the secret before are not taken any more.".to_owned(),
        };
        let json = json!({"id": channel.id, "old_secret_until": channel.old_secret_until});
        Ok(Output::new(text, json))
    }
}

impl RotateWebhookUrl {
    pub(in crate::cli) async fn run(self, store: &Store, data: &Path) -> anyhow::Result<Output> {
        let public_url = checks::public_url(self.public_url.as_deref())?;
        let channel = self.which.find(store).await?;
        let keys = Keyring::load(KeySource::of(data), store).await?;
        let office = Office {
            store,
            keys: &keys,
            allowed: ProviderUrls::AnyForDevelopment,
        };
        let (channel, key) = office
            .rotate_webhook_key(channel.team_id, &channel.id)
            .await
            .map_err(told)?;
        let url = webhook_url(&public_url.base, &channel.provider, &key);
        let json = json!({"id": channel.id, "webhook_url": url});
        Ok(Output::new(url, json).noting(public_url.note))
    }
}

pub(in crate::cli) async fn list(store: &Store) -> anyhow::Result<Output> {
    let mut db = store.readers().acquire().await?;
    let channels = channels::all(&mut db).await?;
    let all: Vec<ChannelDetails> = channels.iter().map(details).collect();
    let lines: Vec<String> = all
        .iter()
        .map(|channel| {
            let default = if channel.is_default {
                "  (default)"
            } else {
                ""
            };
            format!(
                "{}  {}  {}  {} {}  {}{default}",
                channel.id,
                channel.name,
                channel.number,
                channel.provider,
                or_dash(&channel.number_id),
                channel.base_url,
            )
        })
        .collect();
    let json = all
        .iter()
        .map(serde_json::to_value)
        .collect::<Result<Value, _>>()?;
    Ok(Output::new(lines.join("\n"), json))
}

fn mark(level: FindingLevel) -> char {
    match level {
        FindingLevel::Problem => '✗',
        FindingLevel::Unknown => '?',
        FindingLevel::Good => '✓',
    }
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

fn last_webhook(details: &ChannelDetails) -> String {
    let ago = |at| clock::ago(at, clock::now());
    details.last_webhook_at.map_or("none yet".to_owned(), ago)
}
