//! Who may be rung, and by which rules.

use serde::{Deserialize, Serialize};
use tring_protocol::{
    call::Millis,
    routing::{RoutingMode, RoutingRole},
};

/// What an agent may do in the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentRole {
    /// Everything.
    Owner,
    /// Settings too.
    Admin,
    /// Calls.
    Agent,
}

impl AgentRole {
    /// The role with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "owner" => Some(Self::Owner),
            "admin" => Some(Self::Admin),
            "agent" => Some(Self::Agent),
            _ => None,
        }
    }
}

/// An agent who is reachable and takes calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The agent's id.
    pub agent: u64,
    /// What she may do in the team.
    pub role: AgentRole,
    /// Since when she has not talked.
    pub idle_since: Millis,
    /// Until when no new call rings at her.
    pub cooldown_until: Option<Millis>,
    /// Whether she is in another call, or rings for one; `ring_all` does not ask.
    pub busy: bool,
}

/// The team's settings as far as they matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Who is rung, and in what order.
    pub mode: RoutingMode,
    /// Which agents are rung.
    pub role: RoutingRole,
    /// The one agent whom the call is meant for.
    pub only: Option<u64>,
    /// For how long one agent is asked, in milliseconds.
    pub ring_timeout: Millis,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            mode: RoutingMode::RingAll,
            role: RoutingRole::Any,
            only: None,
            ring_timeout: 30_000,
        }
    }
}

impl Rules {
    pub(super) fn admit(&self, candidate: &Candidate) -> bool {
        let role = match self.role {
            RoutingRole::Any => true,
            RoutingRole::Owner => candidate.role == AgentRole::Owner,
            RoutingRole::Admin => candidate.role == AgentRole::Admin,
            RoutingRole::Agent => candidate.role == AgentRole::Agent,
        };
        match self.only {
            // Who is wanted by name is rung whatever her role.
            Some(only) => only == candidate.agent,
            None => role,
        }
    }
}
