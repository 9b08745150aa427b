//! The command line: serve, migrate, teams, users, tokens, channels, webhooks and the key to all credentials.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use serde_json::Value;

use crate::{
    events::bus::Bus,
    store::{Store, teams},
};

mod channel;
mod checks;
mod key;
mod serve;
mod team;
mod token;
mod user;
mod webhook;

/// Calls between a business and its customers on WhatsApp: the proxy.
#[derive(Debug, Parser)]
#[command(name = "tring-proxy", version)]
pub struct Cli {
    /// Where the database is.
    #[arg(long, global = true, env = "TRING_DATA", default_value = ".tring")]
    data: PathBuf,
    /// Print for machines.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, the event socket, the webhooks and the pages.
    Serve(serve::Serve),
    /// Bring the database's tables up to date; `serve` does so by itself.
    Migrate,
    /// Teams own everything else.
    #[command(subcommand)]
    Team(team::Team),
    /// People who sign in.
    #[command(subcommand)]
    User(user::User),
    /// Tokens for programs.
    #[command(subcommand)]
    Token(token::Token),
    /// Business numbers, each at one provider.
    #[command(subcommand)]
    Channel(channel::Channel),
    /// Where teams want to be told what happens.
    #[command(subcommand)]
    Webhook(webhook::Webhook),
    /// The key that all credentials are sealed with.
    #[command(subcommand)]
    Key(key::Key),
}

/// What a command prints: for people, and for machines.
#[derive(Debug)]
pub struct Output {
    /// For people.
    pub text: String,
    /// For machines.
    pub json: Value,
    /// What people should know besides, a sentence each.
    pub notes: Vec<String>,
    /// Whether it was done and found something wrong: the process ends with 1, so that a script sees it.
    pub failed: bool,
}

impl Output {
    fn new(text: impl Into<String>, json: Value) -> Self {
        Self {
            text: text.into(),
            json,
            notes: Vec::new(),
            failed: false,
        }
    }

    fn failing_if(mut self, failed: bool) -> Self {
        self.failed = failed;
        self
    }

    fn noting(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.notes.extend(notes);
        self
    }
}

impl Cli {
    /// Does what the command line says.
    pub async fn run(self) -> anyhow::Result<Output> {
        let data = self.data;
        match self.command {
            Command::Serve(serve) => serve.run(&data).await,
            Command::Migrate => {
                open(&data).await?;
                Ok(Output::new(
                    "The tables are up to date.",
                    serde_json::json!({"migrated": true}),
                ))
            }
            Command::Team(team) => team.run(&open(&data).await?).await,
            Command::User(user) => user.run(&open(&data).await?).await,
            Command::Token(token) => token.run(&open(&data).await?).await,
            Command::Channel(channel) => channel.run(&open(&data).await?, &data).await,
            Command::Webhook(webhook) => webhook.run(&open(&data).await?, &data).await,
            Command::Key(key) => key.run(&open(&data).await?, &data).await,
        }
    }
}

async fn open(data: &std::path::Path) -> anyhow::Result<Store> {
    let (bus, _) = Bus::new();
    Ok(Store::open(data, bus).await?)
}

/// The id of the team with this name.
async fn team_id(store: &Store, name: &str) -> anyhow::Result<i64> {
    let mut db = store.readers().acquire().await?;
    teams::id_by_name(&mut db, name).await?.ok_or_else(|| {
        anyhow::anyhow!("there is no team `{name}`. Add it with `tring-proxy team add \"{name}\"`.")
    })
}
