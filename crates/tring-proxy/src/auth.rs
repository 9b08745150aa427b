//! Who may: tokens in Sanctum's form, sessions of people, and the one-time links that begin them.

use tring_protocol::call::Millis;

use crate::{
    clock,
    store::{Store, sessions, tokens, words::unsigned},
};

pub mod ability;
pub mod cookie;
pub mod last_used;
pub mod origin;
pub mod role;
pub mod secret;

pub use ability::Ability;
pub use role::Role;

/// How long a session lasts.
pub const SESSION_MILLIS: u64 = 30 * 24 * 60 * 60 * 1_000;
/// How long a sign-in link is valid.
pub const LINK_MILLIS: u64 = 10 * 60 * 1_000;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The team that everything is scoped by.
    pub team_id: i64,
    /// The agent, where a person is signed in.
    pub agent_id: Option<i64>,
    /// The session, where a person is signed in.
    pub session_id: Option<i64>,
    /// The token, where a program asks.
    pub token_id: Option<i64>,
    /// The agent whom that token belongs to, where it is not the whole team's.
    pub token_of: Option<i64>,
    /// Until when that token is valid, where it is not for good.
    pub expires_at: Option<Millis>,
    /// The user's name or the token's.
    pub name: String,
    /// What the person is in the team, where one is signed in.
    pub role: Option<Role>,
    /// What the token may do; empty where a person is signed in.
    abilities: Vec<String>,
}

impl Caller {
    /// Whether the caller may do this: a person by her role, a program by its token's abilities.
    pub fn may(&self, ability: Ability) -> bool {
        if self.is_agent() {
            return self.role.is_some_and(|role| role.may(ability));
        }
        self.abilities
            .iter()
            .any(|word| word == Ability::EVERYTHING || word == ability.as_str())
    }

    /// Whether the caller may make a token with these abilities: a program's may no more than its own.
    pub fn may_give(&self, abilities: &[String]) -> bool {
        let everything = |words: &[String]| words.iter().any(|word| word == Ability::EVERYTHING);
        if self.is_agent() {
            return self.may(Ability::ManageTokens);
        }
        everything(&self.abilities) || abilities.iter().all(|word| self.abilities.contains(word))
    }

    /// Whose "my" it is: the agent who is signed in, or the one whom the token belongs to.
    pub fn own_agent(&self) -> Option<u64> {
        self.agent_id.or(self.token_of).map(unsigned)
    }

    /// Whether a person is signed in, as opposed to a program with a token.
    pub fn is_agent(&self) -> bool {
        self.agent_id.is_some()
    }
}

/// Who a bearer token belongs to; `None` where it is not one of ours, or revoked.
pub async fn by_token(store: &Store, token: &str) -> sqlx::Result<Option<Caller>> {
    let Some((id, given)) = token.split_once('|') else {
        return Ok(None);
    };
    let Ok(id) = id.parse() else {
        return Ok(None);
    };
    let mut db = store.readers().acquire().await?;
    let Some(token) = tokens::by_id(&mut db, id).await? else {
        return Ok(None);
    };
    if !secret::matches(given, &token.secret_hash) || !token.is_valid(clock::now()) {
        return Ok(None);
    }
    Ok(Some(Caller {
        team_id: token.team_id,
        agent_id: None,
        session_id: None,
        token_id: Some(id),
        token_of: token.user_id,
        expires_at: token.expires_at,
        name: token.name,
        role: None,
        abilities: token.abilities,
    }))
}

/// Whether the token or the session of somebody who was let in before is still valid.
pub async fn is_still_valid(store: &Store, caller: &Caller) -> sqlx::Result<bool> {
    let mut db = store.readers().acquire().await?;
    let now = clock::now();
    if let Some(id) = caller.token_id {
        let token = tokens::by_id(&mut db, id).await?;
        return Ok(token.is_some_and(|token| token.is_valid(now)));
    }
    match caller.session_id {
        Some(id) => sessions::is_valid(&mut db, id, now).await,
        None => Ok(false),
    }
}

/// Who is signed in with this cookie; `None` where the session is over.
pub async fn by_session(store: &Store, session: &str) -> sqlx::Result<Option<Caller>> {
    let mut db = store.readers().acquire().await?;
    let found = sessions::by_hash(&mut db, &secret::hash(session), clock::now()).await?;
    Ok(found.map(|session| Caller {
        team_id: session.team_id,
        agent_id: Some(session.user_id),
        session_id: Some(session.id),
        token_id: None,
        token_of: None,
        expires_at: None,
        // A word that this version does not know may do nothing.
        role: session.role.parse().ok(),
        name: session.name,
        abilities: Vec::new(),
    }))
}
