//! Who may: tokens in Sanctum's form, sessions of people, and the one-time links that begin them.

use crate::{
    clock,
    store::{Store, sessions, tokens},
};

pub mod cookie;
pub mod origin;
pub mod secret;

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
    abilities: Vec<String>,
}

/// What a token may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    /// See calls and events.
    ReadCalls,
    /// Dial, answer and end calls.
    MakeCalls,
    /// Add, change, check and remove channels.
    ManageChannels,
}

impl Ability {
    /// The word that a token is made with.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadCalls => "calls:read",
            Self::MakeCalls => "calls:write",
            Self::ManageChannels => "channels",
        }
    }
}

impl Caller {
    /// Whether the caller may do this; a signed-in agent's role is looked at apart.
    pub fn may(&self, ability: Ability) -> bool {
        self.abilities
            .iter()
            .any(|word| word == "*" || word == ability.as_str())
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
    if !secret::matches(given, &token.secret_hash) {
        return Ok(None);
    }
    Ok(Some(Caller {
        team_id: token.team_id,
        agent_id: None,
        session_id: None,
        abilities: serde_json::from_str(&token.abilities).unwrap_or_default(),
    }))
}

/// Who is signed in with this cookie; `None` where the session is over.
pub async fn by_session(store: &Store, session: &str) -> sqlx::Result<Option<Caller>> {
    let mut db = store.readers().acquire().await?;
    let found = sessions::by_hash(&mut db, &secret::hash(session), clock::now()).await?;
    Ok(found.map(|session| Caller {
        team_id: session.team_id,
        agent_id: Some(session.user_id),
        session_id: Some(session.id),
        abilities: vec!["*".to_owned()],
    }))
}
