//! Agents and whether they take calls, how calls are routed to them, and customers who are to be called back.

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::call::{CallId, Millis};

/// Whether an agent wants calls, in the words of seed 000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallAvailability {
    /// She takes calls.
    #[default]
    Available,
    /// Do not disturb.
    Dnd,
}

/// An agent as the team sees her.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Agent {
    /// The agent's id.
    pub id: u64,
    /// Her name.
    pub name: String,
    /// `owner`, `admin` or `agent`.
    pub role: String,
    /// What she has chosen.
    pub call_status: CallAvailability,
    /// Whether she gets calls at all.
    pub is_call_enabled: bool,
    /// Whether one of her pages answers the proxy's beat.
    pub reachable: bool,
    /// The call she is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<CallId>,
    /// When she may be rung again after her last call, while that is ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cooldown_until: Option<Millis>,
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agent")
            .field("id", &self.id)
            .field("call_status", &self.call_status)
            .field("is_call_enabled", &self.is_call_enabled)
            .field("reachable", &self.reachable)
            .field("call_id", &self.call_id)
            .finish_non_exhaustive()
    }
}

/// `POST /api/agents/status`. A field that is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentStatusRequest {
    /// Whether she takes calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_status: Option<CallAvailability>,
    /// Whether she gets calls at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_call_enabled: Option<bool>,
    /// Which agent, for a token or an administrator; else the one who is signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<u64>,
}

/// The answer to [`AgentStatusRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentResponse {
    /// Always `true`.
    pub success: bool,
    /// A sentence.
    pub message: String,
    /// The agent after the change.
    pub data: Agent,
}

/// `GET /api/agents`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentList {
    /// Always `true`.
    pub success: bool,
    /// All agents of the team, by name.
    pub data: Vec<Agent>,
}

/// A customer whom nobody answered and who is to be called back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallbackTask {
    /// Row number.
    pub id: u64,
    /// The call that nobody answered.
    pub call_id: CallId,
    /// The channel that it came in on.
    pub channel_id: String,
    /// The contact's id.
    pub contact_id: u64,
    /// The contact's name where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    /// The contact's number where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_phone: Option<String>,
    /// When the customer called.
    pub created_at: Millis,
    /// When it was settled: by a call that was answered, or by an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Millis>,
}

impl fmt::Debug for CallbackTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackTask")
            .field("id", &self.id)
            .field("call_id", &self.call_id)
            .field("done_at", &self.done_at)
            .finish_non_exhaustive()
    }
}

/// The answer to `POST /api/callbacks/{id}/done`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallbackResponse {
    /// Always `true`.
    pub success: bool,
    /// A sentence.
    pub message: String,
    /// The callback after the change.
    pub data: CallbackTask,
}

/// `GET /api/callbacks`: those that are open, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallbackList {
    /// Always `true`.
    pub success: bool,
    /// The callbacks.
    pub data: Vec<CallbackTask>,
}
