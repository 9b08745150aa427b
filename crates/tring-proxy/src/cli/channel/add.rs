//! `channel add`.

use std::path::Path;

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use serde_json::json;
use tring_protocol::channel::ChannelDraft;
use tring_providers::registry::{self, FieldName};

use super::told;
use crate::{
    channels::{Office, details::webhook_url, keeping::Existing},
    cli::{Output, checks, team_id},
    config::ProviderUrls,
    sealing::{KeySource, Keyring},
    store::Store,
};

#[derive(Args)]
pub(in crate::cli) struct Add {
    /// The team's name.
    #[arg(long)]
    team: String,
    /// The channel's name, for people.
    #[arg(long)]
    name: String,
    /// The provider.
    #[arg(long, value_parser = provider_names())]
    provider: String,
    /// The business number, with `+` and country code.
    #[arg(long)]
    number: String,
    /// The provider's id of the number.
    #[arg(long)]
    number_id: Option<String>,
    /// The provider's id of the account.
    #[arg(long)]
    account_id: Option<String>,
    /// Where the provider's API is, with its version where it has one; the provider's own address where it is not
    /// given.
    #[arg(long)]
    base_url: Option<String>,
    /// The credential for requests.
    #[arg(long, env = "TRING_ACCESS_TOKEN", hide_env_values = true)]
    access_token: Option<String>,
    /// What proves a webhook's origin.
    #[arg(long, env = "TRING_WEBHOOK_SECRET", hide_env_values = true)]
    webhook_secret: Option<String>,
    /// What the provider says when it verifies the webhook address.
    #[arg(long, env = "TRING_VERIFY_TOKEN", hide_env_values = true)]
    verify_token: Option<String>,
    /// The approved template that asks for the permission to call: NAME or NAME:LANGUAGE.
    #[arg(long)]
    permission_template: Option<String>,
    /// Call from this channel where none is named.
    #[arg(long)]
    default: bool,
    /// The last part of the webhook address; random where it is not given.
    #[arg(long, env = "TRING_WEBHOOK_KEY", hide_env_values = true)]
    webhook_key: Option<String>,
    /// Update one that is there already.
    #[arg(long)]
    if_absent: bool,
    /// The address that the provider uses.
    #[arg(long, env = "TRING_PUBLIC_URL")]
    public_url: Option<String>,
}

impl std::fmt::Debug for Add {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Add")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

fn provider_names() -> impl TypedValueParser {
    PossibleValuesParser::new(registry::PROVIDERS.iter().map(|entry| entry.name))
}

impl Add {
    pub(in crate::cli) async fn run(self, store: &Store, data: &Path) -> anyhow::Result<Output> {
        self.webhook_key
            .as_deref()
            .map_or(Ok(()), checks::webhook_key)?;
        let public_url = checks::public_url(self.public_url.as_deref())?;
        let warning = self.warning();
        let team_id = team_id(store, &self.team).await?;
        let keys = Keyring::load(KeySource::of(data), store).await?;
        let office = Office {
            store,
            keys: &keys,
            // Whether plain HTTP and private addresses are asked is for `serve` to say.
            allowed: ProviderUrls::AnyForDevelopment,
        };
        let existing = if self.if_absent {
            Existing::Update
        } else {
            Existing::Refuse
        };
        let key = self.webhook_key.clone();
        let saved = office
            .add(team_id, &self.draft(), key, existing)
            .await
            .map_err(told)?;
        let channel = saved.channel;
        // Of a key that stays as it is only the hash is known.
        let url = saved
            .webhook_key
            .map(|key| webhook_url(&public_url.base, &channel.provider, &key));
        let note = public_url.note.filter(|_| url.is_some());
        let text = url
            .clone()
            .unwrap_or_else(|| "Updated; its webhook address stays as it is.".to_owned());
        Ok(Output::new(
            text,
            json!({"id": channel.id, "webhook_url": url, "added": saved.added}),
        )
        .noting(warning)
        .noting(note))
    }

    fn draft(self) -> ChannelDraft {
        let entry = registry::entry(&self.provider);
        // The environment may hold what another provider needs.
        let wanted = |name: FieldName, value: Option<String>| {
            let mut fields = entry.into_iter().flat_map(|entry| entry.fields);
            value.filter(|_| fields.any(|field| field.name == name))
        };
        ChannelDraft {
            name: Some(self.name),
            number: Some(self.number),
            base_url: self.base_url,
            number_id: self.number_id,
            account_id: self.account_id,
            access_token: wanted(FieldName::AccessToken, self.access_token),
            webhook_secret: wanted(FieldName::WebhookSecret, self.webhook_secret),
            verify_token: wanted(FieldName::VerifyToken, self.verify_token),
            permission_template: self.permission_template,
            is_default: self.default.then_some(true),
            provider: Some(self.provider),
        }
    }

    fn warning(&self) -> Option<String> {
        let url = self.base_url.as_deref()?;
        url.starts_with("http://").then(|| {
            format!(
                "`{url}` is plain HTTP, for a simulator only: access tokens would go over the network unencrypted. \
                 `serve` uses it with --allow-private-provider-urls."
            )
        })
    }
}
