//! `webhook …`: where teams want to be told what happens.

use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use tring_protocol::webhook_endpoint::{WebhookEndpoint, WebhookEndpointDraft};

use super::{Output, team_id};
use crate::{
    config::WebhookUrls,
    sealing::{KeySource, Keyring},
    store::{
        Store, webhook_deliveries,
        webhook_endpoints::{self, Endpoint},
    },
    webhooks_out::endpoints::{self, Endpoints, shown, shown_delivery},
};

#[derive(Debug, Subcommand)]
pub(super) enum Webhook {
    /// Add an endpoint; prints the secret that messages are signed with, this once.
    Add(Add),
    /// List all endpoints, without their secrets.
    List,
    /// Remove an endpoint with its deliveries.
    Remove(Which),
    /// Queue a `ping`; the running proxy sends it.
    Test(Which),
    /// Queue a delivery again; the running proxy sends it.
    Redeliver(Delivery),
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The team's name.
    #[arg(long)]
    team: String,
    /// Where to: public HTTPS.
    #[arg(long)]
    url: String,
    /// What of, as often as needed: `call.*`, `call.ended`, …; everything where none is given.
    #[arg(long = "event")]
    event_types: Vec<String>,
    /// What it is for.
    #[arg(long, default_value = "")]
    description: String,
    /// For development: the endpoint may be at plain HTTP and a private address.
    #[arg(long, env = "TRING_ALLOW_PRIVATE_WEBHOOK_URLS")]
    allow_private_webhook_urls: bool,
}

#[derive(Debug, Args)]
pub(super) struct Which {
    /// Its id, from `tring-proxy webhook list`.
    endpoint: String,
}

#[derive(Debug, Args)]
pub(super) struct Delivery {
    /// Its `webhook-id`, `msg_…`.
    delivery: String,
}

impl Webhook {
    pub(super) async fn run(self, store: &Store, data: &Path) -> anyhow::Result<Output> {
        match self {
            Self::Add(add) => add.run(store, data).await,
            Self::List => list(store).await,
            Self::Remove(which) => which.remove(store).await,
            Self::Test(which) => which.test(store).await,
            Self::Redeliver(delivery) => delivery.redeliver(store).await,
        }
    }
}

impl Add {
    async fn run(self, store: &Store, data: &Path) -> anyhow::Result<Output> {
        let team = team_id(store, &self.team).await?;
        let keys = Keyring::load(KeySource::of(data), store).await?;
        let office = Endpoints {
            store,
            keys: &keys,
            allowed: if self.allow_private_webhook_urls {
                WebhookUrls::AnyForDevelopment
            } else {
                WebhookUrls::PublicHttps
            },
        };
        let mut event_types = self.event_types;
        if event_types.is_empty() {
            event_types.push("*".to_owned());
        }
        let draft = WebhookEndpointDraft {
            url: Some(self.url),
            event_types: Some(event_types),
            description: Some(self.description),
            enabled: None,
        };
        let (endpoint, secret) = office.add(team, &draft).await?;
        let text = format!("{}\n{secret}", endpoint.id);
        Ok(Output::new(
            text,
            json!({"id": endpoint.id, "secret": secret}),
        ))
    }
}

impl Which {
    async fn find(&self, store: &Store) -> anyhow::Result<Endpoint> {
        let mut db = store.readers().acquire().await?;
        let found = webhook_endpoints::by_id(&mut db, self.endpoint.trim()).await?;
        found.ok_or_else(|| {
            anyhow::anyhow!(
                "there is no webhook endpoint `{}`. See those that there are with `tring-proxy webhook list`.",
                self.endpoint
            )
        })
    }

    async fn remove(self, store: &Store) -> anyhow::Result<Output> {
        let endpoint = self.find(store).await?;
        endpoints::remove(store, endpoint.team_id, &endpoint.id).await?;
        Ok(Output::new(
            format!("Removed `{}` with its deliveries.", endpoint.id),
            json!({"id": endpoint.id, "removed": true}),
        ))
    }

    async fn test(self, store: &Store) -> anyhow::Result<Output> {
        let endpoint = self.find(store).await?;
        let delivery = endpoints::test(store, endpoint.team_id, &endpoint.id).await?;
        let text = format!(
            "Queued `{}`. The proxy sends it within seconds while it runs.",
            delivery.webhook_id
        );
        let json = serde_json::to_value(shown_delivery(delivery))?;
        Ok(Output::new(text, json))
    }
}

impl Delivery {
    async fn redeliver(self, store: &Store) -> anyhow::Result<Output> {
        let wanted = self.delivery.trim();
        let mut db = store.readers().acquire().await?;
        let delivery = webhook_deliveries::by_webhook_id(&mut db, wanted).await?;
        let Some(delivery) = delivery else {
            anyhow::bail!(
                "there is no webhook delivery `{wanted}`. Delivered ones are kept for 7 days."
            );
        };
        let endpoint = webhook_endpoints::by_id(&mut db, &delivery.endpoint_id).await?;
        drop(db);
        let team = endpoint.map_or(0, |endpoint| endpoint.team_id);
        let delivery = endpoints::redeliver(store, team, wanted).await?;
        let text = format!(
            "Queued `{}` again. The proxy sends it within seconds while it runs.",
            delivery.webhook_id
        );
        let json = serde_json::to_value(shown_delivery(delivery))?;
        Ok(Output::new(text, json))
    }
}

async fn list(store: &Store) -> anyhow::Result<Output> {
    let mut db = store.readers().acquire().await?;
    let all = webhook_endpoints::all(&mut db).await?;
    let all: Vec<WebhookEndpoint> = all.into_iter().map(shown).collect();
    let lines: Vec<String> = all.iter().map(line).collect();
    let json = all
        .iter()
        .map(serde_json::to_value)
        .collect::<Result<Value, _>>()?;
    Ok(Output::new(lines.join("\n"), json))
}

fn line(endpoint: &WebhookEndpoint) -> String {
    let state = match (&endpoint.disabled_reason, endpoint.enabled) {
        (_, true) => String::new(),
        (Some(reason), false) => format!("  (disabled: {reason})"),
        (None, false) => "  (disabled)".to_owned(),
    };
    format!(
        "{}  {}  {}{state}",
        endpoint.id,
        endpoint.url,
        endpoint.event_types.join(" ")
    )
}
