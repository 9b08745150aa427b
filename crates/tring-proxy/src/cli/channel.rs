//! `channel add` and `channel list`.

use clap::{Args, Subcommand};
use serde_json::json;
use tring_protocol::phone::PhoneNumber;

use super::{Output, checks, team_id};
use crate::{
    auth::secret,
    clock,
    config::ProviderUrls,
    dispatch::providers::check_url,
    store::{
        Store,
        channels::{self, ChannelDraft, Credentials},
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Channel {
    /// Add a business number; prints the webhook address to give to the provider.
    Add(Box<Add>),
    /// List all channels, without their credentials.
    List,
}

#[derive(Args)]
pub(super) struct Add {
    /// The team's name.
    #[arg(long)]
    team: String,
    /// The channel's name, for people.
    #[arg(long)]
    name: String,
    /// The provider.
    #[arg(long, value_parser = ["meta"])]
    provider: String,
    /// The business number, with `+` and country code.
    #[arg(long)]
    number: String,
    /// The provider's id of the number.
    #[arg(long)]
    number_id: String,
    /// Where the provider's API is, with its version where it has one.
    #[arg(long)]
    base_url: String,
    /// The credential for requests.
    #[arg(long, env = "TRING_ACCESS_TOKEN", hide_env_values = true)]
    access_token: String,
    /// What webhooks are signed with.
    #[arg(long, env = "TRING_WEBHOOK_SECRET", hide_env_values = true)]
    webhook_secret: String,
    /// What the provider says when it verifies the webhook address.
    #[arg(long, env = "TRING_VERIFY_TOKEN", hide_env_values = true)]
    verify_token: String,
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

impl Channel {
    pub(super) async fn run(self, store: &Store) -> anyhow::Result<Output> {
        match self {
            Self::Add(add) => add.run(store).await,
            Self::List => list(store).await,
        }
    }
}

impl Add {
    async fn run(self, store: &Store) -> anyhow::Result<Output> {
        self.check_texts()?;
        let number = self.checked_number()?;
        let public_url = checks::public_url(self.public_url.as_deref())?;
        let warning = self.warning();
        let team_id = team_id(store, &self.team).await?;
        let (key, if_absent) = (self.webhook_key.clone(), self.if_absent);
        let draft = self.draft(team_id, number);
        let provider = draft.provider.clone();
        let saved = save(store, draft, key, if_absent).await?;
        // Of a key that stays as it is only the hash is known.
        let url = saved
            .key
            .map(|key| format!("{}/api/webhook/{provider}/{key}", public_url.base));
        let note = public_url.note.filter(|_| url.is_some());
        let text = url
            .clone()
            .unwrap_or_else(|| "Updated; its webhook address stays as it is.".to_owned());
        Ok(Output::new(
            text,
            json!({"id": saved.id, "webhook_url": url, "added": saved.added}),
        )
        .noting(warning)
        .noting(note))
    }

    fn draft(self, team_id: i64, number: String) -> ChannelDraft {
        ChannelDraft {
            team_id,
            name: self.name,
            provider: self.provider,
            number,
            number_id: self.number_id,
            base_url: self.base_url.trim_end_matches('/').to_owned(),
            credentials: Credentials {
                access_token: self.access_token,
                webhook_secret: self.webhook_secret,
                verify_token: self.verify_token,
            },
            webhook_key_hash: self.webhook_key.as_deref().map(secret::hash),
        }
    }

    fn check_texts(&self) -> anyhow::Result<()> {
        checks::name("--name", &self.name)?;
        for (option, text) in [
            ("--number-id", &self.number_id),
            ("--access-token (or TRING_ACCESS_TOKEN)", &self.access_token),
            (
                "--webhook-secret (or TRING_WEBHOOK_SECRET)",
                &self.webhook_secret,
            ),
            ("--verify-token (or TRING_VERIFY_TOKEN)", &self.verify_token),
        ] {
            checks::filled(option, text)?;
        }
        self.webhook_key
            .as_deref()
            .map_or(Ok(()), checks::webhook_key)
    }

    fn warning(&self) -> Option<String> {
        let is_plain = self.base_url.starts_with("http://");
        is_plain.then(|| {
            format!(
                "`{}` is plain HTTP, for a simulator only: access tokens would go over the network unencrypted. \
                 `serve` uses it with --allow-private-provider-urls.",
                self.base_url
            )
        })
    }

    fn checked_number(&self) -> anyhow::Result<String> {
        // Whether plain HTTP and private addresses are asked is for `serve` to say.
        check_url(&self.base_url, ProviderUrls::AnyForDevelopment)
            .map_err(|why| anyhow::anyhow!("--base-url cannot be `{}`: {why}.", self.base_url))?;
        let number: PhoneNumber = self
            .number
            .parse()
            .map_err(|error| anyhow::anyhow!("--number: {error}"))?;
        Ok(number.into())
    }
}

struct Saved {
    id: String,
    key: Option<String>,
    added: bool,
}

async fn save(
    store: &Store,
    mut draft: ChannelDraft,
    mut key: Option<String>,
    if_absent: bool,
) -> anyhow::Result<Saved> {
    let mut write = store.write().await?;
    let existing = channels::by_number(write.db(), &draft).await?;
    if let Some(hash) = &draft.webhook_key_hash {
        let user = channels::by_webhook_key(write.db(), &draft.provider, hash).await?;
        anyhow::ensure!(
            user.is_none_or(|user| existing.as_ref().is_some_and(|own| own.id == user.id)),
            "another channel has this webhook key. Leave --webhook-key out, or choose another."
        );
    }
    let (id, added) = if let Some(channel) = existing {
        anyhow::ensure!(
            if_absent,
            "there is a channel for this number already, `{}`. Say --if-absent to update it.",
            channel.name
        );
        channels::update(&mut write, &channel.id, &draft).await?;
        (channel.id, false)
    } else {
        let fresh = key.get_or_insert_with(secret::fresh);
        draft.webhook_key_hash = Some(secret::hash(fresh));
        let id = channels::insert(&mut write, &draft, clock::now()).await?;
        (id, true)
    };
    write.commit().await?;
    Ok(Saved { id, key, added })
}

async fn list(store: &Store) -> anyhow::Result<Output> {
    let mut db = store.readers().acquire().await?;
    let channels = channels::all(&mut db).await?;
    let lines: Vec<String> = channels
        .iter()
        .map(|channel| {
            let settings = &channel.settings;
            format!(
                "{}  {}  {}  {} {}  {}",
                channel.id,
                channel.name,
                channel.number,
                settings.provider,
                settings.number_id,
                settings.base_url
            )
        })
        .collect();
    let json = channels
        .iter()
        .map(|channel| {
            json!({
                "id": channel.id,
                "name": channel.name,
                "number": channel.number,
                "provider": channel.settings.provider,
                "number_id": channel.settings.number_id,
                "base_url": channel.settings.base_url,
            })
        })
        .collect();
    Ok(Output::new(lines.join("\n"), json))
}
