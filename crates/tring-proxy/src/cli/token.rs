//! `token add`.

use clap::Subcommand;
use serde_json::json;

use super::{Output, checks, team_id};
use crate::{
    auth::{Ability, ability, secret},
    clock,
    store::{Store, tokens},
};

#[derive(Debug, Subcommand)]
pub(super) enum Token {
    /// Make a token for a program; it is printed once.
    Add {
        /// The team's name.
        #[arg(long)]
        team: String,
        /// What the token is for.
        #[arg(long)]
        name: String,
        /// What it may do: `calls:read`, `calls:write` or `channels`; all where none is given.
        #[arg(long = "ability")]
        abilities: Vec<String>,
    },
}

impl Token {
    pub(super) async fn run(self, store: &Store) -> anyhow::Result<Output> {
        let Self::Add {
            team,
            name,
            mut abilities,
        } = self;
        checks::name("--name", &name)?;
        if abilities.is_empty() {
            abilities.push(Ability::EVERYTHING.to_owned());
        }
        let abilities = ability::checked(&abilities)?;
        let team = team_id(store, &team).await?;
        let fresh = secret::fresh();
        let mut write = store.write().await?;
        let abilities = serde_json::to_string(&abilities)?;
        let texts = [name.as_str(), &secret::hash(&fresh), &abilities];
        let id = tokens::insert(&mut write, team, texts, clock::now()).await?;
        write.commit().await?;
        let token = format!("{id}|{fresh}");
        Ok(Output::new(
            token.clone(),
            json!({"id": id, "token": token}),
        ))
    }
}
