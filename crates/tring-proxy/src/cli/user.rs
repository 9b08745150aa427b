//! `user add`, `user link` and `user sign-out`.

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use serde_json::json;

use super::{Output, checks, team_id};
use crate::{
    auth::{LINK_MILLIS, Role, secret},
    clock,
    store::{Store, Write, sessions, teams},
};

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Add a user to a team.
    Add(Add),
    /// Print a one-time link that signs a user in, valid for ten minutes.
    Link {
        /// The user's address.
        #[arg(long)]
        email: String,
        /// The address that browsers use.
        #[arg(long, env = "TRING_PUBLIC_URL")]
        public_url: Option<String>,
    },
    /// End all sessions of a user, as for somebody who has left or lost a computer: without a new link nobody signs in
    /// again.
    SignOut {
        /// The user's address.
        #[arg(long)]
        email: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The team's name.
    #[arg(long)]
    team: String,
    /// The user's name, as the team sees it.
    #[arg(long)]
    name: String,
    /// The user's address, by which the user is known.
    #[arg(long)]
    email: String,
    /// What the user may do.
    #[arg(long, value_parser = roles(), default_value = Role::Agent.as_str())]
    role: Role,
    /// Update one that is there already.
    #[arg(long)]
    if_absent: bool,
}

/// The words that `--role` takes.
fn roles() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::as_str)).try_map(|word| word.parse::<Role>())
}

impl User {
    pub(super) async fn run(self, store: &Store) -> anyhow::Result<Output> {
        match self {
            Self::Add(add) => add.run(store).await,
            Self::Link { email, public_url } => link(store, &email, public_url.as_deref()).await,
            Self::SignOut { email } => sign_out(store, &email).await,
        }
    }
}

impl Add {
    async fn run(self, store: &Store) -> anyhow::Result<Output> {
        let (email, role) = (&self.email, self.role.as_str());
        checks::name("--name", &self.name)?;
        checks::name("--email", email)?;
        anyhow::ensure!(
            email.contains('@') && !email.contains(char::is_whitespace),
            "`{email}` is not an e-mail address."
        );
        let team = team_id(store, &self.team).await?;
        let mut write = store.write().await?;
        let existing = teams::user_by_email(write.db(), email).await?;
        let (id, added) = if let Some((id, its_team)) = existing {
            anyhow::ensure!(
                self.if_absent && its_team == team,
                "there is a user `{email}` already. Choose another address, or say --if-absent in the same team."
            );
            anyhow::ensure!(
                self.role == Role::Owner || !teams::is_last_owner(write.db(), id).await?,
                "`{email}` is the last owner of the team `{}`. Make somebody else an owner first.",
                self.team
            );
            teams::update_user(&mut write, id, &self.name, role).await?;
            (id, false)
        } else {
            let texts = [self.name.as_str(), email, role];
            let id = teams::insert_user(&mut write, team, texts, clock::now()).await?;
            (id, true)
        };
        write.commit().await?;
        let verb = if added { "Added" } else { "Updated" };
        Ok(Output::new(
            format!("{verb} user `{email}`."),
            json!({"id": id, "email": email, "added": added}),
        ))
    }
}

async fn link(store: &Store, email: &str, public_url: Option<&str>) -> anyhow::Result<Output> {
    let public_url = checks::public_url(public_url)?;
    let mut write = store.write().await?;
    let id = user(&mut write, email).await?;
    let token = secret::fresh();
    let expires_at = clock::now() + LINK_MILLIS;
    sessions::insert_link(&mut write, id, &secret::hash(&token), expires_at).await?;
    write.commit().await?;
    let url = format!("{}/#sign-in={token}", public_url.base);
    Ok(
        Output::new(url.clone(), json!({"url": url, "expires_at": expires_at}))
            .noting(public_url.note),
    )
}

async fn sign_out(store: &Store, email: &str) -> anyhow::Result<Output> {
    let mut write = store.write().await?;
    let id = user(&mut write, email).await?;
    let ended = sessions::delete_all(&mut write, id).await?;
    write.commit().await?;
    Ok(Output::new(
        format!("Signed out `{email}`; sessions ended: {ended}. Open pages close within seconds."),
        json!({"id": id, "email": email, "sessions": ended}),
    ))
}

/// The row of the user with this address.
async fn user(write: &mut Write, email: &str) -> anyhow::Result<i64> {
    let user = teams::user_by_email(write.db(), email).await?;
    let (id, _) = user.ok_or_else(|| {
        anyhow::anyhow!("there is no user `{email}`. Add one with `tring-proxy user add`.")
    })?;
    Ok(id)
}
