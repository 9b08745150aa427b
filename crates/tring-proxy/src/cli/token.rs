//! `token add`, `token list` and `token revoke`.

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::{Span, SpanRelativeTo};
use serde_json::json;
use tring_protocol::call::Millis;

use super::{Output, checks, team_id};
use crate::{
    auth::{Ability, ability, secret},
    clock,
    store::{
        Store, Write, teams,
        tokens::{self, NewToken},
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Token {
    /// Make a token for a program; it is printed once.
    Add(Add),
    /// List a team's tokens; their secrets are not kept.
    List {
        /// The team's name.
        #[arg(long)]
        team: String,
    },
    /// Revoke a token: requests with it are refused, and its event sockets close within seconds.
    Revoke {
        /// The token's number, the part before the `|`.
        #[arg(value_parser = number)]
        id: i64,
    },
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The team's name.
    #[arg(long)]
    team: String,
    /// What the token is for.
    #[arg(long)]
    name: String,
    /// The address of the agent whom it belongs to: her status, her inbox; the whole team's where none is given.
    #[arg(long)]
    email: Option<String>,
    /// What it may do: `calls:read`, `calls:write`, `contacts:read`, `contacts:write`, `agents`, `channels`,
    /// `settings`, `webhooks` or `tokens`; all where none is given.
    #[arg(long = "ability")]
    abilities: Vec<String>,
    /// How long it is valid, such as `90d` or `12h`; for good where it is not given.
    #[arg(long)]
    expires_in: Option<String>,
}

impl Token {
    pub(super) async fn run(self, store: &Store) -> anyhow::Result<Output> {
        match self {
            Self::Add(add) => add.run(store).await,
            Self::List { team } => list(store, &team).await,
            Self::Revoke { id } => revoke(store, id).await,
        }
    }
}

impl Add {
    async fn run(mut self, store: &Store) -> anyhow::Result<Output> {
        checks::name("--name", &self.name)?;
        if self.abilities.is_empty() {
            self.abilities.push(Ability::EVERYTHING.to_owned());
        }
        let abilities = ability::checked(&self.abilities)?;
        let now = clock::now();
        let expires_at = match &self.expires_in {
            Some(text) => Some(now + length(text)?),
            None => None,
        };
        let team_id = team_id(store, &self.team).await?;
        let fresh = secret::fresh();
        let mut write = store.write().await?;
        let user_id = match &self.email {
            Some(email) => Some(agent(&mut write, team_id, email).await?),
            None => None,
        };
        let token = NewToken {
            team_id,
            name: &self.name,
            secret_hash: &secret::hash(&fresh),
            abilities: &abilities,
            expires_at,
            created_by: None,
            user_id,
        };
        let id = tokens::insert(&mut write, token, now).await?.id;
        write.commit().await?;
        let token = format!("{id}|{fresh}");
        Ok(Output::new(
            token.clone(),
            json!({"id": id, "token": token, "expires_at": expires_at}),
        ))
    }
}

/// The id of the team's agent with this address.
async fn agent(write: &mut Write, team_id: i64, email: &str) -> anyhow::Result<i64> {
    let user = teams::user_by_email(write.db(), email).await?;
    let user = user.filter(|(_, team)| *team == team_id);
    let (id, _) = user.with_context(|| {
        format!(
            "nobody in this team has the address `{email}`. Add them with `tring-proxy user add`."
        )
    })?;
    Ok(id)
}

/// The number of a token, of which somebody may have copied more.
fn number(text: &str) -> Result<i64, String> {
    let number = text.split_once('|').map_or(text, |(number, _)| number);
    let number = number.trim().parse();
    number.map_err(|_| {
        "a token's number is the part before its `|`; `tring-proxy token list` has it".to_owned()
    })
}

/// A length of time such as `90d`, in milliseconds.
fn length(text: &str) -> anyhow::Result<Millis> {
    let wrong = || {
        format!(
            "`{text}` is not a length of time. Give --expires-in something like `90d` or `12h`."
        )
    };
    let span: Span = text.parse().ok().with_context(wrong)?;
    let length = span.to_duration(SpanRelativeTo::days_are_24_hours());
    let millis = length.ok().with_context(wrong)?.as_millis();
    Millis::try_from(millis)
        .ok()
        .filter(|millis| *millis > 0)
        .with_context(wrong)
}

async fn list(store: &Store, team: &str) -> anyhow::Result<Output> {
    let team_id = team_id(store, team).await?;
    let mut db = store.readers().acquire().await?;
    let tokens = tokens::of_team(&mut db, team_id).await?;
    let lines: Vec<_> = tokens.iter().map(line).collect();
    let json = tokens.iter().map(|token| {
        json!({
            "id": token.id,
            "name": token.name,
            "abilities": token.abilities,
            "expires_at": token.expires_at,
            "last_used_at": token.last_used_at,
            "created_at": token.created_at,
            "created_by": token.created_by,
            "agent_id": token.user_id,
        })
    });
    let json = json.collect();
    Ok(Output::new(lines.join("\n"), json))
}

fn line(token: &tokens::Token) -> String {
    let until = match token.expires_at {
        Some(end) if token.is_valid(clock::now()) => format!("until {}", clock::rfc3339(end)),
        Some(end) => format!("expired {}", clock::rfc3339(end)),
        None => "for good".to_owned(),
    };
    let used = token.last_used_at.map_or_else(
        || "never used".to_owned(),
        |at| format!("last used {}", clock::rfc3339(at)),
    );
    let abilities = token.abilities.join(" ");
    format!("{}  {}  {abilities}  {until}  {used}", token.id, token.name)
}

async fn revoke(store: &Store, id: i64) -> anyhow::Result<Output> {
    let mut write = store.write().await?;
    let found = tokens::revoke(&mut write, id, None, clock::now()).await?;
    anyhow::ensure!(
        found,
        "there is no token {id}. See them with `tring-proxy token list --team …`."
    );
    write.commit().await?;
    Ok(Output::new(
        format!("Revoked token {id}. Programs that use it are refused from now on."),
        json!({"id": id, "revoked": true}),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Whoever pasted the whole token was told of an "invalid digit".
    #[test]
    fn a_token_is_known_by_its_number() {
        assert_eq!(number("7"), Ok(7));
        assert_eq!(number(" 7|b1Xk"), Ok(7));
        assert!(number("b1Xk").unwrap_err().contains("token list"));
    }

    #[test]
    fn a_length_of_time_has_a_unit_and_is_not_nothing() {
        let day = 24 * 3_600_000;
        assert_eq!(length("90d").unwrap(), 90 * day);
        assert_eq!(length("1d 12h").unwrap(), day + day / 2);
        assert_eq!(length("P30D").unwrap(), 30 * day);
        for wrong in ["", "90", "soon", "-1d", "0h", "1y"] {
            let sentence = length(wrong).expect_err(wrong).to_string();
            assert!(sentence.contains("--expires-in"), "{sentence}");
        }
    }
}
